import type { MethodName } from './ipc.ts';

/** The channels between window and main. Apart from ipc.ts so that the preload carries no schema. */
export const INVOKE_CHANNEL = 'cody-batch:invoke';
/** The preload tells main of a file that a person has dropped or chosen. */
export const FILE_CHANNEL = 'cody-batch:file';
export const PUSH_CHANNEL = 'cody-batch:push';

/** What the preload puts on `window.api`. Answers and pushes are unknown until the receiver has parsed them. */
export interface WindowApi {
  invoke(name: MethodName, input: unknown): Promise<unknown>;
  /** Returns the function that ends the subscription. */
  onPush(listener: (push: unknown) => void): () => void;
  /** The real path of a dropped file or folder, '' when it has none. */
  pathForFile(file: unknown): string;
}
