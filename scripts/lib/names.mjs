import path from 'node:path';
import { parseSync } from '@swc/core';
import { PRIVATE_NAMES } from './private-names.mjs';

/**
 * The identifiers of a TypeScript file: what is declared, imported or used, without texts and comments.
 * @param {string} file
 * @param {string} code
 */
function identifiersOf(file, code) {
  const found = new Set();
  const visit = (node) => {
    if (!node || typeof node !== 'object') return;
    if (node.type === 'Identifier') found.add(node.value);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(code, { syntax: 'typescript', tsx: file.endsWith('x'), target: 'es2022' }).body);
  return found;
}

/**
 * Which names of the list stand in which files, most of them first.
 * @param {readonly { file: string, code: string }[]} sources
 * @param {typeof PRIVATE_NAMES} list
 * @returns {{ name: string, write: string, files: string[] }[]}
 */
export function privateNamesIn(sources, list = PRIVATE_NAMES) {
  const found = new Map();
  const add = (name, write, file) => {
    const entry = found.get(name) ?? { name, write, files: [] };
    entry.files.push(file);
    found.set(name, entry);
  };
  for (const { file, code } of sources) {
    const rules = list.filter(({ within }) => within === undefined || within.test(file));
    const base = path.posix.basename(file).replace(/[.]tsx?$/, '');
    for (const { file: pattern, write } of rules) if (pattern?.test(base)) add(path.posix.basename(file), write, file);
    for (const name of identifiersOf(file, code)) {
      const rule = rules.find((each) => each.name?.test(name));
      if (rule && !rule.fine?.some(([right]) => right.test(name))) add(name, rule.write, file);
    }
  }
  return [...found.values()].sort((left, right) => right.files.length - left.files.length);
}
