import { execFile } from 'node:child_process';
import { gitEnvironment } from './git-environment.ts';

export interface GitAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs git in a folder of the demo's own; never throws for an exit code. `encoding` is that of the answer, `input` what git reads. */
export function tryGit(
  folder: string,
  args: string[],
  extra: Record<string, string> = {},
  encoding: 'utf8' | 'base64' = 'utf8',
  input?: Buffer,
): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: folder,
      env: gitEnvironment(extra),
      maxBuffer: 64 * 1024 * 1024,
      encoding: 'buffer' as const,
    };
    const child = execFile('git', args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else {
        const code = typeof error?.code === 'number' ? error.code : 0;
        resolve({ code, stdout: stdout.toString(encoding), stderr: stderr.toString() });
      }
    });
    // Whoever ends early says why by its exit code.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** Runs git and gives its output without the line break at its end; throws when it fails. */
export async function git(
  folder: string,
  args: string[],
  extra: Record<string, string> = {},
  encoding: 'utf8' | 'base64' = 'utf8',
  input?: Buffer,
): Promise<string> {
  const answer = await tryGit(folder, args, extra, encoding, input);
  if (answer.code !== 0) throw new Error(`git ${args[0] ?? ''} failed (${answer.code}): ${answer.stderr.trim()}`);
  return answer.stdout.replace(/\n$/, '');
}
