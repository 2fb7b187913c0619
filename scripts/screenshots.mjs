#!/usr/bin/env node
// Pictures of every screen in light and dark at three sizes, from the finished demo job: `npm run screenshots [FOLDER]`.
import path from 'node:path';
import { userFolder } from './lib/processes.mjs';
import { runSuite } from './suite.mjs';

const folder = path.resolve(userFolder(), process.argv[2] ?? 'screenshots');
process.exitCode = await runSuite('e2e', ['screens'], { SCREENSHOTS_FOLDER: folder });
console.log(`Screenshots: ${folder}`);
