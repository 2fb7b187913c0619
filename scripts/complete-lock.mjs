#!/usr/bin/env node
// Completes package-lock.json with the optional packages of other platforms. A registry that does not carry them makes
// `npm install` leave them out, and then `npm ci` refuses the lock file on every platform. Run it after an install
// that removed such entries. Their integrity cannot be known here; npm checks the version and takes the rest as it is.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/processes.mjs';

const file = path.join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** The platform that a package's name tells, as npm writes it. */
function platformOf(name) {
  const parts = /(android|darwin|freebsd|linux|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(musl|gnu))?/.exec(
    name,
  );
  if (!parts) throw new Error(`${name} does not tell its platform`);
  const [, os, cpu, libc] = parts;
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc === 'musl' ? 'musl' : 'glibc'] } : {}) };
}

const added = [];
for (const [at, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] || lock.packages[`${at}/${key}`] || !/^\d/.test(version)) continue;
    lock.packages[key] = { version, ...platformOf(name), ...(entry.dev ? { dev: true } : {}), optional: true };
    added.push(name);
  }
}
const sorted = Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en'));
if (added.length > 0) {
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}
console.log(added.length > 0 ? `added ${added.join(', ')}` : 'nothing is missing');
