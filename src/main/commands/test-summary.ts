/** How well-known test runners sum up, the last such line of an output being the one that counts. */
const SUMMARIES: readonly ((text: string) => string | null)[] = [
  // vitest: "Tests  1 failed | 41 passed (42)"; jest: "Tests:       1 failed, 41 passed, 42 total"
  (text) => counts(last(text, /^ *Tests:? {1,}((?:\d+ (?:failed|passed|skipped|todo)[ ,|]*)+)/gm)?.[1]),
  // node --test: "# pass 41", "# fail 1" (or with ℹ)
  (text) => {
    const pass = last(text, /^[#ℹ] pass (\d+)$/gm)?.[1];
    const fail = last(text, /^[#ℹ] fail (\d+)$/gm)?.[1];
    return pass === undefined || fail === undefined ? null : words(Number(pass), Number(fail));
  },
  // mocha: "41 passing (12ms)", "1 failing"
  (text) => {
    const pass = last(text, /^ *(\d+) passing\b/gm)?.[1];
    const fail = last(text, /^ *(\d+) failing$/gm)?.[1];
    return pass === undefined ? null : words(Number(pass), Number(fail ?? 0));
  },
  // pytest: "==== 1 failed, 41 passed, 2 skipped in 0.12s ===="
  (text) =>
    counts(
      last(
        text,
        /^=*\s*((?:\d+ (?:failed|passed|skipped|errors?|xfailed|xpassed|warnings?|deselected),? ?)+) in [\d.]+/gm,
      )?.[1],
    ),
  // cargo: "test result: ok. 41 passed; 0 failed; 0 ignored", once for each crate
  (text) => {
    const all = [...text.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
    return all.length === 0 ? null : words(sum(all.map((each) => each[1])), sum(all.map((each) => each[2])));
  },
  // Maven and Gradle: "Tests run: 42, Failures: 1, Errors: 0, Skipped: 0"
  (text) => {
    const found = last(text, /Tests run: (\d+), Failures: (\d+), Errors: (\d+)/g);
    if (!found) return null;
    const bad = Number(found[2]) + Number(found[3]);
    return words(Number(found[1]) - bad, bad);
  },
  // unittest: "Ran 42 tests in 0.1s" and then "OK" or "FAILED (failures=1, errors=2)"
  (text) => {
    const ran = last(text, /^Ran (\d+) tests? in /gm)?.[1];
    if (ran === undefined) return null;
    const bad = last(text, /^FAILED \((.*)\)$/gm)?.[1];
    const failed = sum([...(bad ?? '').matchAll(/(?:failures|errors)=(\d+)/g)].map((each) => each[1]));
    return words(Number(ran) - failed, failed);
  },
  // go test without -json: one line for each package
  (text) => {
    const passed = [...text.matchAll(/^ok {1,}\t?\S+\t/gm)].length;
    const failed = [...text.matchAll(/^FAIL\t\S+/gm)].length;
    return passed + failed === 0 ? null : `${words(passed, failed)} (packages)`;
  },
];

/** Such as "41 passed, 1 failed" when a well-known test runner printed its totals; null otherwise. Pure. */
export function testSummary(output: string): string | null {
  const text = plainText(output.slice(-100_000));
  for (const summary of SUMMARIES) {
    const found = summary(text);
    if (found !== null) return found;
  }
  return null;
}

/** Output without terminal colours, and with only the last state of lines that were drawn over. */
export function plainText(output: string): string {
  return (
    output
      .replace(ANSI, '')
      .replace(/\r+\n/g, '\n')
      // Progress bars write one line many times; only what stood there in the end is read.
      .replace(/[^\n]*\r(?=[^\n])/g, '')
  );
}
// Not stripVTControlCharacters of Node: its time grows with the square of links that are not finished (150 KB: half a
// second), and what prints them is not ours. Built from its code: a control character in a literal cannot be seen.
const ESCAPE = String.fromCharCode(27);
const ANSI = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${ESCAPE}\\u0007]*(?:\\u0007|${ESCAPE}\\\\)|[@-Z\\\\-_])`,
  'g',
);

const last = (text: string, pattern: RegExp): RegExpExecArray | undefined => [...text.matchAll(pattern)].at(-1);
const sum = (numbers: readonly (string | undefined)[]): number =>
  numbers.reduce((total, each) => total + Number(each ?? 0), 0);
const words = (passed: number, failed: number): string =>
  failed > 0 ? `${passed} passed, ${failed} failed` : `${passed} passed`;

function counts(text: string | undefined): string | null {
  if (text === undefined) return null;
  const of = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
  return words(of('passed'), of('failed') + of('errors?'));
}
