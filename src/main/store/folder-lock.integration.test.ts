import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockFolder } from './folder-lock.ts';

function temporary(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cody-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that holds the lock of a folder until it is killed. */
async function holder(folder: string) {
  const program = path.join(temporary(), 'hold.ts');
  writeFileSync(
    program,
    `import { lockFolder } from ${JSON.stringify(path.join(import.meta.dirname, 'folder-lock.ts'))};
     const locked = lockFolder(${JSON.stringify(folder)});
     process.send?.(locked.ok);
     process.on('message', () => undefined);`,
  );
  const child = fork(program, [], { execArgv: ['--experimental-strip-types', '--no-warnings'] });
  const [held] = await once(child, 'message');
  return { child, held };
}

it('a folder belongs to one process; one that is killed gives it free at once', async () => {
  const folder = path.join(temporary(), 'new', 'data');
  const { child, held } = await holder(folder);
  expect(held).toBe(true);
  expect(lockFolder(folder)).toMatchObject({ ok: false, error: { code: 'not_allowed', path: folder } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const locked = lockFolder(folder);
  expect(locked.ok).toBe(true);
  const refused = await holder(folder);
  expect(refused.held).toBe(false);
  refused.child.kill('SIGKILL');
  await once(refused.child, 'exit');
  if (locked.ok) locked.value.release();
  const again = await holder(folder);
  expect(again.held).toBe(true);
  again.child.kill('SIGKILL');
  await once(again.child, 'exit');
});

it('a process has a folder once, and lets it go; beside it lies nothing else', () => {
  const folder = temporary();
  const first = lockFolder(folder);
  expect(lockFolder(folder).ok).toBe(false);
  if (first.ok) first.value.release();
  const second = lockFolder(folder);
  expect(second.ok).toBe(true);
  expect(readdirSync(folder)).toEqual(['in-use.lock']);
  if (second.ok) second.value.release();
});

it.each([
  [
    'a file of another kind in its place',
    (folder: string) =>
      writeFileSync(path.join(folder, 'in-use.lock'), 'not a database, but long enough to look at it as one'),
  ],
  [
    'a folder that is a file',
    (folder: string) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, '');
    },
  ],
])('%s is a failure that says so', (_name, damage) => {
  const folder = temporary();
  damage(folder);
  const locked = lockFolder(folder);
  expect(locked).toMatchObject({ ok: false, error: { code: 'store_failed' } });
  expect(existsSync(folder)).toBe(true);
});
