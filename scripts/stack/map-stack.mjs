import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

/** A place in a bundle: of the window's pages, or of what runs in Node (`out/` as it was built, or inside a package). */
const PLACE = /(?:(app:\/\/bundle\/)|[^\s()]*[\\/]out[\\/])([\w.\\/-]+?\.c?js)(?:\?[^\s():]*)?:(\d+):(\d+)/g;

/**
 * Puts places of the sources where a text names places of bundles. What no map is known of stays as it is.
 * @param {string} text a stack, or lines of the app's log
 * @param {string} maps the folder that `out/` was when it was built, with its maps
 */
export function mapStack(text, maps) {
  const read = mapReader(maps);
  return readable(text).replace(PLACE, (place, isPage, file, line, column) => {
    const bundle = (isPage ? `renderer/${file}` : file).replaceAll('\\', '/');
    const entry = read(bundle)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !('originalSource' in entry) || entry.originalSource === undefined) return place;
    const source = path.posix.join('out', path.posix.dirname(bundle), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

/** @returns {(bundle: string) => SourceMap | null} */
function mapReader(folder) {
  /** @type {Map<string, SourceMap | null>} */
  const known = new Map();
  return (bundle) => {
    const file = path.join(folder, `${bundle}.map`);
    // A pasted text names what it likes.
    if (bundle.split('/').includes('..') || !existsSync(file)) return null;
    const map = known.get(bundle) ?? new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
    known.set(bundle, map);
    return map;
  };
}

/** A line of the log holds a stack as one string. */
function readable(text) {
  return text
    .split('\n')
    .map((line) => {
      const entry = line.startsWith('{') ? parsed(line) : null;
      if (typeof entry?.error !== 'string') return line;
      const { at, message, place = '', error } = entry;
      return `${at} ${message} (${place})\n${error}`;
    })
    .join('\n');
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
