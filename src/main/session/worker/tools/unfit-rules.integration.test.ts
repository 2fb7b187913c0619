import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lacks, NO_POSIX } from '../../../testing/lacks.ts';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

let fixture: CloneFixture;
beforeEach(async () => {
  fixture = await cloneFixture({ 'readme.md': 'words\n', 'large.txt': 'x\n'.repeat(1_000_000) });
});
afterEach(() => fixture.remove());

const REPORT = { outcome: 'changed', summary: 'Did it.', risk: 'low' };

describe.skipIf(lacks(process.platform === 'win32', NO_POSIX))('rules that git could not read', () => {
  test.each([
    ['a huge file', 'mkdir -p sub && yes "*.o" | head -c 2000000 > sub/.gitignore', 'sub/.gitignore'],
    ['many large ones', 'for i in $(seq 20); do mkdir d$i; yes x | head -c 1000000 > d$i/.gitattributes; done', 'd'],
    ['a pipe', 'mkfifo .gitmodules', '.gitmodules'],
    ['a socket', `node -e 'require("net").createServer().listen(".gitignore", () => process.exit())'`, '.gitignore'],
    ['a link to a device', 'ln -s /dev/zero .gitignore', '.gitignore'],
    ['a link to a huge file', 'ln -s large.txt .gitattributes', '.gitattributes'],
  ])('%s is told by the command that made it, and no report is taken while it stands', async (_name, command, file) => {
    const made = await fixture.call('run_command', { command: `${command}; true` });
    expect(made.content).toMatch(/^\[.*Remove it, or make it small, first\]\n\[exit 0\]$/m);
    expect(made.content).toContain(`[${file}`);
    expect(await fixture.call('finish', REPORT)).toMatchObject({
      ok: false,
      content: expect.stringContaining(`Not finished: what was changed could not be read. ${file}`),
    });
    const remove = 'find . \\( -name .gitignore -o -name .gitattributes -o -name .gitmodules \\) -delete';
    expect(await fixture.call('run_command', { command: remove })).toMatchObject({ content: '[exit 0]' });
    expect(await fixture.call('finish', REPORT)).toMatchObject({ ok: true });
  });

  test('what a move makes of a file is looked at, too', async () => {
    expect(await fixture.call('search_code', { pattern: 'words' })).toMatchObject({ ok: true });
    expect(await fixture.call('move_file', { from: 'large.txt', to: '.gitignore' })).toMatchObject({ ok: true });
    expect(await fixture.call('search_code', { pattern: 'words' })).toMatchObject({ ok: false });
  });
});
