import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Licences under which others' work may be shipped inside the app: each asks for its text, and for nothing else. */
const SHIPPED = [
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['Unlicense', 'CC0-1.0', 'Zlib', 'Python-2.0'],
].map((name) => name.toLowerCase());

/** Where a package offers several, the one that we take. */
const CHOSEN = {
  '(BSD-3-Clause OR GPL-2.0)': 'BSD-3-Clause',
};

const TEXTS = /^(?:un)?licen[sc]e|^copying|^notice|^third.?party/i;

/**
 * @typedef {{ name: string, version: string, licence: string, homepage: string, author: string, texts: string[] }} Notice
 */

const nameOf = (author) => (typeof author === 'object' ? author?.name : author) ?? '';
const addressOf = (repository) => (typeof repository === 'object' ? repository?.url : repository) ?? '';

/**
 * What an installed package says about its licence.
 * @param {string} folder
 * @param {string} said the file in it that names the package and its licence
 * @returns {Notice}
 */
export function readNotice(folder, said = 'package.json') {
  const manifest = JSON.parse(readFileSync(path.join(folder, said), 'utf8'));
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && TEXTS.test(entry.name),
  );
  return {
    name: manifest.name,
    version: manifest.version,
    licence: CHOSEN[manifest.license] ?? (typeof manifest.license === 'string' ? manifest.license : ''),
    homepage: manifest.homepage ?? addressOf(manifest.repository),
    author: nameOf(manifest.author),
    texts: files
      .map((entry) => entry.name)
      .sort()
      .map((name) => readFileSync(path.join(folder, name), 'utf8').trim()),
  };
}

/**
 * Folders of the packages that the app takes along as they are: what is installed here and is not for development.
 * @param {string} root the project's folder
 * @param {readonly string[]} excluded names of packages that the package leaves out
 */
export function shippedFolders(root, excluded) {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([at, entry]) => at !== '' && !entry.dev && !excluded.some((name) => at === `node_modules/${name}`))
    .map(([at]) => at)
    .filter((at) => existsSync(path.join(root, at, 'package.json')));
}

/**
 * Why something may not be shipped.
 * @param {readonly Notice[]} notices
 */
export function refusals(notices) {
  return notices.flatMap(({ name, version, licence, texts }) => {
    const what = `${name} ${version}`;
    if (!licence) return [`${what} names no licence`];
    if (!SHIPPED.includes(licence.toLowerCase())) return [`${what}: ${licence} is none that may be shipped`];
    // The MIT licence has one text. Of any other, what the author wrote is needed.
    if (texts.length === 0 && licence !== 'MIT') return [`${what}: ${licence}, but the package does not hold its text`];
    return [];
  });
}

const RULE = '='.repeat(80);

/**
 * The file that is shipped.
 * @param {readonly Notice[]} notices
 * @param {string} mitText our own licence, which has the same words
 */
export function renderNotices(notices, mitText) {
  const textOf = ({ name, author, texts }) =>
    texts.length > 0
      ? texts.join('\n\n')
      : mitText.trim().replace(/^Copyright .*$/m, `Copyright (c) ${author || `the authors of ${name}`}`);
  const parts = notices.map((notice) => {
    const { name, version, licence, homepage } = notice;
    return [RULE, `${name} ${version} (${licence})`, ...(homepage ? [homepage] : []), '', textOf(notice)].join('\n');
  });
  return [
    'Cody Batch holds work of others. These are their licences.',
    '',
    'Electron brings further work, of Chromium and Node.js among others: its licences are in LICENSES.chromium.html.',
    '',
    `${parts.join('\n\n')}\n`,
  ].join('\n');
}
