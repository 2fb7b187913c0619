/**
 * How the usual runners begin what they say of a failure, the surest first: failing tests, then what could not be compiled or
 * linted, then errors of any program. Lines are hostile: each rule reads one in time that grows with its length alone.
 */
const FAILURES: readonly (readonly RegExp[])[] = [
  [
    // Jest, Vitest, Mocha and others that number or mark failing tests.
    /^\s*● (?!Console)\S/,
    /^\s*(?:FAIL|×|✗|✘)\s+\S/,
    /^\s*✖ (?!failing tests:|\d+ (?:problem|error))\S/,
    /^\s+\d+\) (?!passing)\S/,
    // TAP and node --test.
    /^\s*not ok \d+/,
    // pytest and unittest.
    /^_{3,} .+ _{3,}$/,
    /^(?:FAILED|ERROR) \S+(?:::|\.py)/,
    /^(?:FAIL|ERROR): \w+/,
    // Go, Cargo.
    /^\s*--- FAIL: /,
    /^test .+ \.\.\. FAILED$/,
    /^---- .+ stdout ----$/,
    // JUnit by Maven and Gradle, .NET, PHPUnit, RSpec, bats.
    /^\[ERROR\] .*<<< (?:FAILURE|ERROR)!/,
    /^(?=.* FAILED$)\S.* > /,
    /^\s+Failed \S+ \[/,
    /^\d+\) \S+::\S+/,
    /^\s*Failure\/Error:/,
  ],
  [
    /\berror TS\d+:/,
    /\berror CS\d+:/,
    /^error(?:\[E\d+\])?: /,
    /^\s+\d+:\d+\s+error\s/,
    /^\S+:\d+:\d+: (?:fatal )?error: /,
    /^\[ERROR\] /,
    /^> Task .+ FAILED$/,
    /^make(?:\[\d+\])?: \*\*\* /,
  ],
  [
    /^Traceback \(most recent call last\)/,
    /^panic: /,
    /^thread '.* panicked at /,
    /^(?:Uncaught )?(?:\w+(?:Error|Exception)|Error)(?: \[\w+\])?: /,
    /^\S*(?:Assertion failed|command not found)/,
    /^npm (?:ERR!|error) /,
  ],
];

/** The index of the first line that tells of a failure; null when no rule knows one. Lines are plain text. */
export function firstFailure(lines: readonly string[]): number | null {
  for (const rules of FAILURES) {
    const index = lines.findIndex((line) => rules.some((rule) => rule.test(line)));
    if (index >= 0) return index;
  }
  return null;
}
