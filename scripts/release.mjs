#!/usr/bin/env node
// Makes a release: `npm run release -- 0.2.0`, or with --dry-run only says what it would do. It moves the entries of changes/
// into CHANGELOG.md, sets the version, commits and tags. Pushing the tag is left to a person.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { foldChanges, readChange } from './release/changelog.mjs';

const root = process.cwd();
const at = (...names) => path.join(root, ...names);
const read = (...names) => readFileSync(at(...names), 'utf8');

function git(...args) {
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr?.trim() || error?.message}`);
  return stdout.trim();
}

function refuseUnlessReady(version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error('Usage: npm run release -- 0.2.0 [--dry-run]');
  if (git('status', '--porcelain') !== '') throw new Error('there are changes that are not committed');
  if (git('tag', '--list', `v${version}`) !== '') throw new Error(`there is a tag v${version} already`);
}

/** @returns {{ names: string[], sections: Map<string, string>[] }} */
function readChanges() {
  const names = readdirSync(at('changes'))
    .filter((name) => name !== 'README.md')
    .sort();
  const sections = names.map((name) => {
    const change = readChange(read('changes', name));
    if ('problem' in change) throw new Error(`changes/${name} ${change.problem}`);
    return change.sections;
  });
  return { names, sections };
}

/** The version stands in both files of npm, in the lock file twice. */
function withVersion(file, version) {
  const content = JSON.parse(read(file));
  content.version = version;
  if (content.packages) content.packages[''].version = version;
  return `${JSON.stringify(content, null, 2)}\n`;
}

function isGreen() {
  // On Windows npm is a script, which only a shell starts.
  const shell = process.platform === 'win32';
  return spawnSync('npm', ['run', 'check'], { cwd: root, stdio: ['ignore', 2, 2], shell }).status === 0;
}

function main(args) {
  const dry = args.includes('--dry-run');
  const [version = ''] = args.filter((word) => word !== '--dry-run');
  refuseUnlessReady(version);
  const { names, sections } = readChanges();
  const folded = foldChanges(read('CHANGELOG.md'), sections, version, new Date().toISOString().slice(0, 10));
  if ('problem' in folded) throw new Error(folded.problem);
  const written = {
    'CHANGELOG.md': folded.text,
    'package.json': withVersion('package.json', version),
    'package-lock.json': withVersion('package-lock.json', version),
  };
  if (dry) {
    console.log(
      `would write ${Object.keys(written).join(', ')}, remove ${names.length} files of changes/, commit, and tag v${version}`,
    );
    console.log(`\n${folded.release}`);
    return;
  }
  if (!isGreen()) throw new Error('npm run check failed: nothing was changed');
  for (const [file, text] of Object.entries(written)) writeFileSync(at(file), text);
  for (const name of names) rmSync(at('changes', name));
  git('add', '--', 'changes', ...Object.keys(written));
  git('commit', '--quiet', '-m', `release: ${version}`);
  git('tag', '--annotate', `v${version}`, '-m', `Cody Batch ${version}`);
  console.log(`released ${version} here. Others get it by: git push --follow-tags`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`[release] ${error.message}`);
  process.exitCode = 1;
}
