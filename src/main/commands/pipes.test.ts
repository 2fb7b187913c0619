import { expect, test } from 'vitest';
import { forgivingPipes } from './pipes.ts';

const rewritten = (command: string): string | undefined =>
  forgivingPipes(command)?.replace(/^.*return \$code; \}; /, '');

test.each([
  ['a | b', 'a | b || __pipe'],
  ['a 2>&1 | tail -5', 'a 2>&1 | tail -5 || __pipe'],
  ['a |& b && c', 'a |& b || __pipe && c'],
  ['a | b || c', 'a | b || __pipe || c'],
  ['(cd x; a | b) && c | d', '(cd x; a | b || __pipe) && c | d || __pipe'],
  ['if a | b; then c; fi', 'if a | b || __pipe; then c; fi'],
  ['a |\n  b\nc', 'a |\n  b || __pipe\nc'],
  ['a | b # and | so on\nc', 'a | b || __pipe \nc'],
  ['x=$(a | b); c', 'x=$(a | b || __pipe); c'],
  ['a \\\n  | b', 'a \\\n  | b || __pipe'],
  ['echo $# a#b | c', 'echo $# a#b | c || __pipe'],
  ['a | b &', 'a | b || __pipe &'],
  ["grep -E 'a|b;c' f | wc", "grep -E 'a|b;c' f | wc || __pipe"],
])('%j is run as %j', (command, expected) => expect(rewritten(command)).toBe(expected));

test.each([
  'a',
  'a || b',
  'echo \'a | b\' "c | d" e\\|f # g | h',
  'cat > f <<EOF\na | b\nEOF',
  'case x in a|b) c ;; esac',
  '[[ a =~ b|c ]] && d',
  'echo $((a|b))',
  'f() { a | b; }',
  '! a | b',
  'echo "$(a "b | c")"',
  'echo `a | b`',
  `echo \${x//|/;}`,
  'a | (b',
])('%j stays as it is', (command) => expect(forgivingPipes(command)).toBeNull());
