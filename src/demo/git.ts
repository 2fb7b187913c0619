import { execFile } from 'node:child_process';
import { gitEnvironment } from './git-environment.ts';

export interface GitAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs git in a folder of the demo's own; never throws for an exit code. */
export function tryGit(folder: string, args: string[], extra: Record<string, string> = {}): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: gitEnvironment(extra), maxBuffer: 64 * 1024 * 1024 };
    execFile('git', args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Runs git and gives its trimmed output; throws when it fails. */
export async function git(folder: string, args: string[], extra: Record<string, string> = {}): Promise<string> {
  const answer = await tryGit(folder, args, extra);
  if (answer.code !== 0) throw new Error(`git ${args[0] ?? ''} failed (${answer.code}): ${answer.stderr.trim()}`);
  return answer.stdout.trim();
}
