import type { ForkWorker } from '../../src/main/session/contract.ts';
import type { BareStart } from '../bare/loop.ts';
import { type Lived, monotonicMs, type Task } from './tasks.ts';

/** Bare SDK loops in the same kind of process as the app's sessions. */
export const liveBareLoops = (fork: ForkWorker, task: Extract<Task, { kind: 'bare' }>): Promise<Lived[]> =>
  Promise.all(
    task.clones.map((clone) => {
      const forkedMs = monotonicMs();
      const child = fork('bare loop');
      const start: BareStart = { anthropicUrl: task.anthropicUrl, clone };
      child.postMessage(start);
      return new Promise<Lived>((resolve) => {
        child.onExit((code) => {
          const problem = code === 0 ? null : `exit code ${code}: ${child.lastWords()}`;
          resolve({ forkedMs, goneMs: monotonicMs(), problem });
        });
      });
    }),
  );
