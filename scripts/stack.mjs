#!/usr/bin/env node
// Leads from a stack of a built app to the lines that were written: `node scripts/stack.mjs FILE`, where FILE holds a pasted
// stack or is the app's log. `--maps=FOLDER`: the source-maps folder that lies beside the release; this folder's own build else.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, userFolder } from './lib/processes.mjs';
import { mapStack } from './stack/map-stack.mjs';

const MAPS = '--maps=';
const args = process.argv.slice(2);
const maps = args.find((argument) => argument.startsWith(MAPS))?.slice(MAPS.length);
const [file, ...more] = args.filter((argument) => !argument.startsWith(MAPS));

if (!file || more.length > 0) {
  console.error('node scripts/stack.mjs FILE [--maps=FOLDER]');
  process.exitCode = 2;
} else {
  const text = readFileSync(path.resolve(userFolder(), file), 'utf8');
  process.stdout.write(mapStack(text, maps ? path.resolve(userFolder(), maps) : path.join(ROOT, 'out')));
}
