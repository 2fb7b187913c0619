import path from 'node:path';
import type { Task } from '../host/tasks.ts';
import { startChild } from './child.ts';

/** An Electron main process that performs tasks, one after the other. */
export interface Host {
  pid: number;
  perform<T>(task: Task): Promise<T>;
  stop(): Promise<void>;
}

/** Without a window: nothing is drawn, so neither a display nor a GPU process is needed. */
export const HEADLESS = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3'];

/** Chromium's sandbox cannot be used by root. */
export const rootSwitches = (): string[] =>
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Starts Electron with the measuring program; its data goes into `folder`. */
export async function startHost(electron: string, program: string, folder: string): Promise<Host> {
  const switches = [...(process.platform === 'linux' ? HEADLESS : []), ...rootSwitches()];
  const child = startChild(electron, [...switches, program, path.join(folder, 'electron')]);
  await child.next();
  return {
    pid: child.pid,
    async perform<T>(task: Task): Promise<T> {
      const said = await child.ask<{ answer: T } | { error: string }>(task);
      if ('error' in said) throw new Error(said.error);
      return said.answer;
    },
    stop: () => child.stop(),
  };
}
