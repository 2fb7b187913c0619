import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

let fixture: CloneFixture;
beforeEach(async () => {
  fixture = await cloneFixture();
});
afterEach(() => fixture.remove());

const details = (command: string, rest: object = {}) => ({
  kind: 'command',
  command,
  exitCode: 0,
  timedOut: false,
  sandboxed: false,
  summary: null,
  ...rest,
});

test.each([
  ['echo hi; echo there', true, 'hi\nthere\n[exit 0]', {}],
  ['true', true, '[exit 0]', {}],
  ['echo bad >&2; exit 4', false, 'bad\n[exit 4]', { exitCode: 4 }],
  ["printf '\\033[31mred\\033[0m\\n10%%\\r100%%\\n'", true, 'red\n100%\n[exit 0]', {}],
  [
    "echo '# pass 3'; echo '# fail 1'; exit 1",
    false,
    '# pass 3\n# fail 1\n[exit 1]',
    { exitCode: 1, summary: '3 passed, 1 failed' },
  ],
] as const)('%s', async (command, ok, content, rest) => {
  expect(await fixture.call('run_command', { command })).toEqual({ ok, content, details: details(command, rest) });
});

test('ends a command that takes too long and keeps what it said', async () => {
  const command = 'echo started; sleep 60';
  expect(await fixture.call('run_command', { command, timeout_seconds: 1 })).toEqual({
    ok: false,
    content: 'started\n[timed out after 1 s and was ended]',
    details: details(command, { exitCode: null, timedOut: true }),
  });
});

test('cuts the middle out of long output and says how much', async () => {
  const { content } = await fixture.call('run_command', { command: 'seq 1 100000' });
  expect(content.length).toBeLessThan(17_000);
  expect(content).toMatch(/^1\n2\n[\s\S]*\n\[… \d+ bytes left out …\]\n[\s\S]*\n100000\n\[exit 0\]$/);
});

test('passes live output on', async () => {
  let seen = '';
  fixture.context.onOutput = (text) => {
    seen += text;
  };
  await fixture.call('run_command', { command: 'echo live' });
  expect(seen).toBe('live\n');
});

test('says that it was cancelled', async () => {
  fixture.context.signal = AbortSignal.abort();
  expect(await fixture.call('run_command', { command: 'echo never' })).toMatchObject({
    ok: false,
    content: '[cancelled]',
  });
});
