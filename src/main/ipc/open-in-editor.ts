import { spawn } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { failure, ok, type Result } from '../../shared/errors.ts';
import { editorCommand } from './editor-command.ts';

/**
 * Starts the person's editor on a file of a clone, as a program of its own. Errors: not_found, not_allowed (the file is a
 * link that leads out of the clone).
 */
export async function openInEditor(
  template: string,
  treeFolder: string,
  file: string,
  line: number,
): Promise<Result<Record<string, never>>> {
  const root = await realpath(treeFolder).catch(() => null);
  const whole = root && (await realpath(path.join(root, file)).catch(() => null));
  if (!whole) return failure('not_found', `${file} is not in the clone.`, { next: 'A deleted file cannot be opened.' });
  if (!whole.startsWith(`${root}${path.sep}`)) {
    return failure('not_allowed', `${file} leads out of the clone and is not opened.`);
  }
  const command = editorCommand(template, whole, line);
  if (!command)
    return failure('not_found', 'No editor is set.', { next: 'Name its command in Settings.', mends: ['editor'] });
  const child = spawn(command.program, command.args, { cwd: root, detached: true, stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', (error) =>
      resolve(
        failure('not_found', `The editor “${command.program}” could not be started.`, {
          why: error.message,
          next: 'Name the command of your editor in Settings.',
          mends: ['editor'],
        }),
      ),
    );
    child.once('spawn', () => {
      child.unref();
      resolve(ok({}));
    });
  });
}
