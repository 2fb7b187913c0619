import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { beforePipes, forgivingPipes } from './pipes.ts';

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
  ['cat > f <<EOF\na | b\nEOF\nc | d', 'cat > f <<EOF\na | b\nEOF\nc | d || __pipe'],
  ["cat <<-'E F' | b; c\ncase `x` in\n\tE F\nd", "cat <<-'E F' | b || __pipe; c\ncase `x` in\n\tE F\nd"],
  ['a <<X <<"Y" | b\n1 | 2\nX\n3\nY\n', 'a <<X <<"Y" | b || __pipe\n1 | 2\nX\n3\nY\n'],
  ['(cat <<E\n) | x\nE\n) | c', '(cat <<E\n) | x\nE\n) | c || __pipe'],
  ['cat <<< "a | b" | c', 'cat <<< "a | b" | c || __pipe'],
  ['cat <<< $x | c', 'cat <<< $x | c || __pipe'],
  ['[[ $a =~ b|c && ( d || e ) ]] && f | g', '[[ $a =~ b|c && ( d || e ) ]] && f | g || __pipe'],
  ['[[ $a == [a-z]* ]] && f | g', '[[ $a == [a-z]* ]] && f | g || __pipe'],
  ['if [[ -n "$(x)" ]]; then a; fi', undefined],
])('%j is run as %j', (command, expected) => expect(rewritten(command)).toBe(expected));

test.each([
  'a',
  'a || b',
  'echo \'a | b\' "c | d" e\\|f # g | h',
  'cat > f <<EOF\na | b\nEOF',
  'cat <<EOF | c\na | b',
  'cat <<$x | c\na\n$x',
  'case x in a|b) c ;; esac',
  '[[ a =~ b|c ]] && d',
  'echo $((a|b))',
  'f() { a | b; }',
  '! a | b',
  'echo "$(a "b | c")"',
  'echo `a | b`',
  `echo \${x//|/;}`,
  'a | (b',
  'cat <<E | c\n\x000\x00\nE',
  `a | b # ${'x'.repeat(40_000)}`,
])('%j stays as it is', (command) => expect(forgivingPipes(command)).toBeNull());

test.runIf(process.platform !== 'win32').each([
  ['cat > /dev/null <<EOF\nx | y\nEOF\nseq 1 300000 | head -1', 0],
  ['cat <<EOF | grep x\ny\nEOF', 1],
  ['if [[ abc =~ b|c ]]; then seq 1 300000 | head -1; fi', 0],
  ['[[ a == b ]] || seq 1 300000 | head -1', 0],
  ['cat <<-E\n\tx\n\tE\nsh -c "exit 3" | cat', 3],
])('bash ends %j with %i', (command, code) => {
  const ended = spawnSync('bash', ['--norc', '-o', 'pipefail', '-c', forgivingPipes(command) ?? 'exit 99']);
  expect([ended.status, ended.stderr.toString()]).toEqual([code, '']);
});

test('a script of a repository that is too long to be one is not read for pipes', () => {
  expect(beforePipes('a | b')).toEqual(['a']);
  expect(beforePipes(`a | b ${'[[ '.repeat(300_000)}`)).toEqual([]);
});
