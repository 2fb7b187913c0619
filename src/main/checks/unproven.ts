import { cutText, headOf } from '../../shared/cut.ts';
import { type CheckProblem, problemOf } from '../../shared/messages/check-problems.ts';
import { allows, PYTHON_HOSTS } from './detected.ts';
import { missingDownload } from './downloads.ts';
import type { FailedCheck } from './failed-check.ts';
import { missingSurroundings } from './surroundings.ts';

/**
 * Why a failed check says nothing about the repository, told by lines that its tools print, or null. Only for a check that has
 * not passed before: whatever a test prints must never excuse a failure that a change brought. Pure.
 */
export function unproven(failed: FailedCheck): CheckProblem | null {
  return (
    missingProgram(failed) ??
    missingPython(failed) ??
    wrongToolchain(failed) ??
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
function missingProgram({ exitCode, output }: FailedCheck): CheckProblem | null {
  const handsOn = /^make(?:\[\d+\])?: \*\*\* .*Error 127$|^\s*(?:\[?ELIFECYCLE\]?|\[?ERR_PNPM_\w+\]?) /m;
  const name = NOT_FOUND.map((pattern) => pattern.exec(output)?.[1]).find((found) => found !== undefined);
  if (exitCode !== 127 && !(handsOn.test(output) && (name !== undefined || /Error 127$/m.test(output)))) return null;
  return { code: 'program_missing', parameters: { name: name === undefined ? null : headOf(name, 100) } };
}

/** Python's ways to say that something is not installed, all of them before the first test runs. */
function missingPython({ exitCode, output, allowedHosts }: FailedCheck): CheckProblem | null {
  const allow = PYTHON_HOSTS.every((host) => allows(allowedHosts, host)) ? [] : [...PYTHON_HOSTS];
  const runner = /^\S*python[\w.]*(?:\.exe)?: No module named '?([\w.]+)/m.exec(output)?.[1];
  if (runner !== undefined) return { code: 'python_runner_missing', parameters: { name: runner, allow } };
  if (/^Error: .*ensurepip|ensurepip is not\s+available/m.test(output)) return problemOf('no_python_venv');
  const wrongPackage =
    /^ERROR: (?:No matching distribution found for|Failed to build|Could not install packages) ?(.*)$/m;
  const uninstalled =
    wrongPackage.exec(output) ?? /^error: (subprocess-exited-with-error|externally-managed-environment)$/m.exec(output);
  if (uninstalled !== null && !/^WARNING: Retrying \(/m.test(output))
    return { code: 'not_installable', parameters: { line: headOf(uninstalled[0], 200) } };
  const plugin = /^ERROR: Missing required plugins: (.+)$|^ImportError: Error importing plugin "([^"]+)"/m.exec(output);
  if (plugin !== null)
    return { code: 'pytest_plugin_missing', parameters: { name: plugin[1] ?? plugin[2] ?? '', allow } };
  const fixture = /^E\s+fixture '(\w+)' not found$/m.exec(output)?.[1];
  if (fixture !== undefined) return { code: 'pytest_fixture_missing', parameters: { name: fixture, allow } };
  const options = /^\S+: error: unrecognized arguments: (.+)$/m.exec(output)?.[1];
  if (options !== undefined && /^ERROR: usage: /m.test(output))
    return { code: 'pytest_options_unknown', parameters: { options: cutText(options, 200), allow } };
  if (exitCode === 5 && /^(?:=+ )?no tests ran in |^(?:=+ )?\d+ deselected.* in |^NO TESTS RAN$/m.test(output))
    return problemOf('no_tests');
  const collecting =
    /^!+ Interrupted: \d+ errors? during collection !+$|^ImportError while loading conftest |^ImportError: Failed to import test module: /m;
  const module =
    /^(?:E\s+)?(?:ModuleNotFoundError: No module named '([^']+)'|\S*PackageNotFoundError: No package metadata was found for (\S+))/m.exec(
      output,
    );
  if (module === null || !collecting.test(output)) return null;
  return { code: 'python_module_missing', parameters: { name: module[1] ?? module[2] ?? '', allow } };
}

const OTHER_VERSION = problemOf('other_toolchain');
const TOOLCHAINS: readonly [RegExp, CheckProblem][] = [
  [
    /^(?:ERROR|Error): JAVA_HOME is |^The JAVA_HOME environment variable is not defined|no 'java' command could be found in your PATH|^error: rustup could not choose a version of cargo/m,
    problemOf('toolchain_missing'),
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
  [/^Internal Error: .*doesn't seem to be present in your lockfile/m, problemOf('lock_file_unfit')],
];

/** A tool that is there, in a version that the repository does not take. */
const wrongToolchain = ({ output }: FailedCheck): CheckProblem | null =>
  TOOLCHAINS.find(([pattern]) => pattern.test(output))?.[1] ?? null;
