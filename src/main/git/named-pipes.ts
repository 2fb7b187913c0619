import { execFile } from 'node:child_process';

/**
 * Removes what no git tree can hold and what waits for ever when it is opened: git opens each `.gitignore`, `.gitattributes` and
 * `.gitmodules` that it finds, whatever it is. `find` walks from folder to folder, so that no depth of them is too much; it follows
 * no link. Where there is no `find`, there are no named pipes in folders, either.
 */
export function removeNamedPipes(treePath: string): Promise<void> {
  if (process.platform === 'win32') return Promise.resolve();
  const args = [treePath, '-xdev', '(', '-type', 'p', '-o', '-type', 's', ')', '-delete'];
  const env = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };
  // A folder that cannot be read is not git's to read, either.
  return new Promise((resolve) => {
    execFile('find', args, { env }, () => resolve());
  });
}
