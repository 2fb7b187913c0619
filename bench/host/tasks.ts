/** What the measuring process is asked to do. Times in the answers are ms of the machine's monotonic clock. */
export type Task =
  | {
      /** Real sessions of the app, all at once, each in a process of its own. */
      kind: 'sessions';
      worker: string;
      anthropicUrl: string;
      clones: string[];
      /** For event logs and the commands' private folders. */
      folder: string;
    }
  | {
      /** Bare SDK loops, all at once, each in a process of its own. */
      kind: 'bare';
      program: string;
      anthropicUrl: string;
      clones: string[];
    }
  | {
      /** A job through the app's engine; `repos` are lines of a list. */
      kind: 'job';
      worker: string;
      anthropicUrl: string;
      repos: string[];
      concurrency: number;
      /** The app's data folder. */
      folder: string;
    };

export interface Lived {
  /** Just before its process was forked. */
  forkedMs: number;
  /** When its process was gone. */
  goneMs: number;
  /** What went wrong; the figures of such a run are worth nothing. */
  problem: string | null;
}

export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
