import { expect, it } from 'vitest';
import { ansiLines, isBlank } from './ansi.ts';

/** `color:text` of each span, so that a table stays readable. */
const read = (log: string) =>
  ansiLines(log).map((line) =>
    line.map(
      (span) => `${[span.color, span.bold && 'bold', span.dim && 'dim'].filter(Boolean).join('+')}:${span.text}`,
    ),
  );

it.each<[string, string, string[][]]>([
  ['plain lines', 'a\nb\n', [[':a'], [':b']]],
  ['an empty line stays', 'a\n\nb', [[':a'], [], [':b']]],
  ['colours', '\x1b[31mred\x1b[0m plain', [['red:red', ': plain']]],
  ['a colour over lines', '\x1b[32mone\ntwo\x1b[39m', [['green:one'], ['green:two']]],
  ['bright and bold', '\x1b[1;91mfail\x1b[0m', [['bright-red+bold:fail']]],
  ['a line written over', '10 %\r50 %\r100 %\ndone', [[':100 %'], [':done']]],
  ['windows line ends', 'a\r\nb\r\n', [[':a'], [':b']]],
  ['cursor moves and titles go', '\x1b]0;title\x07a\x1b[2Kb\x1b[1A\x07c', [[':abc']]],
  ['markup is only text', '<img src=x onerror=alert(1)>', [[':<img src=x onerror=alert(1)>']]],
])('%s', (_name, log, expected) => {
  expect(read(log)).toEqual(expected);
});

it.each([
  ['', true],
  ['\n \n', true],
  ['\x1b[0m\x1b[2K\n\x1b[31m \x1b[0m', true],
  ['\x1b[31m.\x1b[0m', false],
])('%j has nothing to read: %j', (log, blank) => expect(isBlank(ansiLines(log))).toBe(blank));
