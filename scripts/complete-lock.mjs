#!/usr/bin/env node
// Completes package-lock.json with the optional packages of other platforms. A registry that does not carry them makes
// `npm install` leave them out, and then `npm ci` refuses the lock file on every platform. Run it after an install
// that removed such entries. The registry is asked for the hash of each: what has none is installed unchecked.
import { execFileSync } from 'node:child_process';
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

/** Like the other entries, without the place where it was asked for. */
const integrityOf = (name, version) =>
  execFileSync('npm', ['view', `${name}@${version}`, 'dist.integrity'], { encoding: 'utf8' }).trim();

const added = [];
for (const [at, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] || lock.packages[`${at}/${key}`] || !/^\d/.test(version)) continue;
    const integrity = integrityOf(name, version);
    if (!integrity.startsWith('sha512-')) throw new Error(`the registry tells no hash of ${name}`);
    lock.packages[key] = {
      version,
      integrity,
      ...platformOf(name),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    };
    added.push(name);
  }
}
const sorted = Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en'));
if (added.length > 0) {
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}
console.log(added.length > 0 ? `added ${added.join(', ')}` : 'nothing is missing');
