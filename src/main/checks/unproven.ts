import { cutText, headOf } from '../../shared/cut.ts';
import { allows, PYTHON_HOSTS, toAllow } from './detected.ts';
import { missingDownload } from './downloads.ts';
import type { FailedCheck } from './failed-check.ts';
import { missingSurroundings } from './surroundings.ts';

/**
 * Why a failed check says nothing about the repository, told by lines that its tools print, or null. Only for a check that has
 * not passed before: whatever a test prints must never excuse a failure that a change brought. Pure.
 */
export function unproven(failed: FailedCheck): string | null {
  return (
    missingProgram(failed) ??
    missingPython(failed) ??
    TOOLCHAINS.find(([pattern]) => pattern.test(failed.output))?.[1] ??
    missingDownload(failed) ??
    missingSurroundings(failed)
  );
}

const NOT_FOUND = [
  // sh of npm, pnpm and make; bash; `make: no-such-tool: No such file or directory`
  /^(?:\/\S*\/)?(?:ba|da|z)?sh: (?:\d+: |line \d+: )?([^\s:]+): (?:command )?not found$/m,
  /^make(?:\[\d+\])?: ([^\s:]+): No such file or directory$/m,
  /^(?:bundler: )?command not found: (\S+)$/m,
];

/** npm, Yarn and bun hand on the shell's 127; pnpm and make have codes of their own. */
function missingProgram({ exitCode, output }: FailedCheck): string | null {
  const handsOn = /^make(?:\[\d+\])?: \*\*\* .*Error 127$|^\s*(?:\[?ELIFECYCLE\]?|\[?ERR_PNPM_\w+\]?) /m;
  const name = NOT_FOUND.map((pattern) => pattern.exec(output)?.[1]).find((found) => found !== undefined);
  if (exitCode !== 127 && !(handsOn.test(output) && (name !== undefined || /Error 127$/m.test(output)))) return null;
  return `The check needs a program that is not installed: ${(name && headOf(name, 100)) ?? 'its name is in the log'}.`;
}

/** Python's ways to say that something is not installed, all of them before the first test runs. */
function missingPython({ exitCode, output, allowedHosts }: FailedCheck): string | null {
  const runner = /^\S*python[\w.]*(?:\.exe)?: No module named '?([\w.]+)/m.exec(output)?.[1];
  if (runner !== undefined)
    return `Python lacks the test runner that the check needs: ${runner}. ${install(allowedHosts)}`;
  if (/^Error: .*ensurepip|ensurepip is not\s+available/m.test(output))
    return 'Python cannot make a virtual environment here: install its package venv (python3-venv).';
  const wrongPackage =
    /^ERROR: (?:No matching distribution found for|Failed to build|Could not install packages) ?(.*)$/m;
  const uninstalled =
    wrongPackage.exec(output) ?? /^error: (subprocess-exited-with-error|externally-managed-environment)$/m.exec(output);
  if (uninstalled !== null && !/^WARNING: Retrying \(/m.test(output))
    return `What the repository needs could not be installed: ${headOf(uninstalled[0], 200)}.`;
  const plugin = /^ERROR: Missing required plugins: (.+)$|^ImportError: Error importing plugin "([^"]+)"/m.exec(output);
  if (plugin !== null) return `pytest lacks a plugin: ${plugin[1] ?? plugin[2]}. ${install(allowedHosts)}`;
  const fixture = /^E\s+fixture '(\w+)' not found$/m.exec(output)?.[1];
  if (fixture !== undefined)
    return `pytest lacks the plugin that brings the fixture ${fixture}. ${install(allowedHosts)}`;
  const options = /^\S+: error: unrecognized arguments: (.+)$/m.exec(output)?.[1];
  if (options !== undefined && /^ERROR: usage: /m.test(output))
    return `pytest does not know the options ${cutText(options, 200)}: it lacks the plugin that they belong to. ${install(allowedHosts)}`;
  if (exitCode === 5 && /^(?:=+ )?no tests ran in |^(?:=+ )?\d+ deselected.* in |^NO TESTS RAN$/m.test(output))
    return 'The check found no tests, so nothing is proved.';
  const collecting =
    /^!+ Interrupted: \d+ errors? during collection !+$|^ImportError while loading conftest |^ImportError: Failed to import test module: /m;
  const module =
    /^(?:E\s+)?(?:ModuleNotFoundError: No module named '([^']+)'|\S*PackageNotFoundError: No package metadata was found for (\S+))/m.exec(
      output,
    );
  if (module === null || !collecting.test(output)) return null;
  return `Python lacks the module ${module[1] ?? module[2]}, which the tests need. ${install(allowedHosts)}`;
}

const install = (allowedHosts: readonly string[]): string =>
  PYTHON_HOSTS.every((host) => allows(allowedHosts, host))
    ? 'The repository does not name it where the check looks for what to install.'
    : `${toAllow(PYTHON_HOSTS)} The check then installs what the repository names.`;

const OTHER_VERSION = 'The check needs another version of its toolchain than the one that is installed.';
const TOOLCHAINS: readonly [RegExp, string][] = [
  [
    /^(?:ERROR|Error): JAVA_HOME is |^The JAVA_HOME environment variable is not defined|no 'java' command could be found in your PATH|^error: rustup could not choose a version of cargo/m,
    'The check needs a toolchain that is not installed.',
  ],
  // Go, Cargo
  [
    /^go: .*(?:requires go >= |toolchain not available)|^error: .*requires rustc \d|^\s+\S+ requires rustc \d/m,
    OTHER_VERSION,
  ],
  // npm, pnpm, Yarn; engines and pinned package managers
  [
    /^npm (?:ERR!|error) code EBADENGINE|^\s*\[?(?:ERR_PNPM_UNSUPPORTED_ENGINE|ERR_PNPM_BAD_PM_VERSION|ERR_PNPM_OTHER_PM_EXPECTED)\b|^Error: ERR_PNPM_OTHER_PM_EXPECTED|^error .*: The engine "\w+" is incompatible with this module\.|^error This project's package\.json defines "packageManager": |^(?:\s*\[?ERROR\]?\s+|Usage Error: )This project is configured to use (?:yarn|pnpm|npm|bun)\b/m,
    OTHER_VERSION,
  ],
  [
    /^\[ERROR\] .*Fatal error compiling: (?:error: )?(?:invalid target release|release version \d+ not supported)/m,
    OTHER_VERSION,
  ],
  [
    /^Internal Error: .*doesn't seem to be present in your lockfile/m,
    'Dependencies are not installed, and the lock file does not fit the manifest.',
  ],
];
