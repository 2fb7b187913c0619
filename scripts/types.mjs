#!/usr/bin/env node
// Checks every environment's types: one configuration each, because a wrong global is only an error that way.
import { readdirSync } from 'node:fs';
import os from 'node:os';
import { capture, packageScript, ROOT } from './lib/processes.mjs';

const configurations = readdirSync(ROOT).filter((name) => /^tsconfig\.(?!base\.)\w+\.json$/.test(name));
const failed = [];

async function checkNext() {
  for (let name = configurations.shift(); name; name = configurations.shift()) {
    // The configurations are what runs side by side: threads within each would check many files twice.
    const args = [packageScript('typescript/bin/tsc'), '-p', name, '--singleThreaded'];
    const { code, output } = await capture(process.execPath, args);
    if (code === 0) continue;
    failed.push(name);
    console.log(`${name}:\n${output}`);
  }
}

await Promise.all(Array.from({ length: os.availableParallelism() }, checkNext));
if (failed.length > 0) process.exitCode = 1;
else console.log('types: fine');
