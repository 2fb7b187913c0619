import type { Calm } from './calm.ts';
import type { Programs } from './programs.ts';
import type { Row } from './rows.ts';

/** What the project's scripts bring: the runtime and a display. */
export interface Tools {
  root: string;
  /** Electron's executable. */
  electron: string;
  electronVersion: string;
  openDisplay: () => Promise<{ environment: Record<string, string>; stop: () => Promise<void> }>;
}

/** What a group of measurements works with. */
export interface Bench {
  tools: Tools;
  programs: Programs;
  calm: Calm;
  /** How often each figure is measured. */
  runs: number;
  /** A new, empty folder; all of them are removed at the end. */
  folder: (name: string) => string;
  /** The same in memory, where the machine has a file system there with room; null elsewhere. */
  folderInMemory: (name: string) => string | null;
  say: (line: string) => void;
}

/** A group of figures that are measured together. */
export interface Group {
  name: string;
  /** What it measures, for `--help` and the terminal. */
  about: string;
  measure: (bench: Bench) => Promise<Row[]>;
}
