import path from 'node:path';
import { startChild } from './child.ts';

/** A Git server on loopback, in a process of its own. */
export interface GitServer {
  url: string;
  /** What it sent since it was started. */
  sentBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Serves the `<owner>/<name>.git` folders below `repositories`. */
export async function startGitServer(root: string, repositories: string): Promise<GitServer> {
  const child = startChild(process.execPath, [path.join(root, 'bench/git/entry.ts'), repositories]);
  const { url } = await child.next<{ url: string }>();
  return {
    url,
    sentBytes: async () => (await child.ask<{ sentBytes: number }>('sent')).sentBytes,
    stop: () => child.stop(),
  };
}
