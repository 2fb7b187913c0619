#!/usr/bin/env node
// Who may import whom: the rules are in .dependency-cruiser.cjs.
import { capture, packageScript } from './lib/processes.mjs';

const script = packageScript('dependency-cruiser/bin/dependency-cruiser.mjs');
const { code, output } = await capture(process.execPath, [script, 'src', '--config', '.dependency-cruiser.cjs']);
// It looks for a TypeScript compiler that it can call and warns that there is none; SWC reads the sources instead, and
// boundaries.test.mjs shows that no import is missed.
console.log(output.replace(/^‼ missing-tsc-transpiler[\s\S]*/m, '').trim());
process.exitCode = code;
