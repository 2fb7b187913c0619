import type { NoSandbox } from '../../shared/messages/sandbox.ts';

/** Whether this kind of sandbox works on this machine, found out by trying it once. */
export interface TriedSandbox {
  available: boolean;
  /** Why there is none and what to do about it. */
  reason: NoSandbox | null;
  sharedMemory: number | null;
}

/** How to start a program under a policy. */
export interface Wrapped {
  file: string;
  args: string[];
  /** What the sandbox itself adds to the environment (its proxy). */
  environment: Record<string, string>;
  /** What the program reads from its streams 3, 4 and on. */
  inputs: Buffer[];
  /** Bubblewrap: it says which process is the first one, in the stream after the inputs, and waits for a word in the next. */
  inNamespace: boolean;
  /** Called when the command has ended. */
  release: () => void;
}
