#!/usr/bin/env node
// Pictures of every screen in seeded states, at three sizes, light and dark: `npm run screenshots [FOLDER [PART,...]]`.
// They are named state-screen-size-theme; with PARTs only those whose names hold one of them are made.
import path from 'node:path';
import { userFolder } from './lib/processes.mjs';
import { runSuite } from './suite.mjs';

const [folder = 'screenshots', only] = process.argv.slice(2);
const target = path.resolve(userFolder(), folder);
process.exitCode = await runSuite('e2e', ['screens'], {
  SCREENSHOTS_FOLDER: target,
  ...(only ? { SCREENSHOTS_ONLY: only } : {}),
});
console.log(`Screenshots: ${target}`);
