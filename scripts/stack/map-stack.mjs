import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

/**
 * A place in a bundle: of the window's pages, or of what runs in Node (`out/` as it was built, or inside a package). A log may be
 * made against us: a place begins where a word begins, and is no longer than a path may be.
 */
const PLACE =
  /(?<![^\s()])(?:(app:\/\/bundle\/)|[^\s()]{0,4096}[\\/]out[\\/])([\w.\\/-]{1,255}?\.c?js)(?:\?[^\s():]{0,255})?:(\d{1,9}):(\d{1,9})/g;

/** Signs that a terminal obeys or that turn the direction of a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Puts places of the sources where a text names places of bundles. What no map is known of stays as it is.
 * @param {string} text a stack, or lines of the app's log
 * @param {string} maps the folder that `out/` was when it was built, with its maps
 */
export function mapStack(text, maps) {
  const read = mapReader(maps);
  return visible(readable(text.replaceAll('\r\n', '\n'))).replace(PLACE, (place, isPage, file, line, column) => {
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

const visible = (text) =>
  text.replace(UNSEEN, (sign) => (sign === '\n' || sign === '\t' ? sign : `\\u{${sign.codePointAt(0).toString(16)}}`));

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
