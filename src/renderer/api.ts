import { type AppError, failed, type Result, thrownText } from '../shared/errors.ts';
import { METHODS, type MethodInput, type MethodName, type MethodValue, Push } from '../shared/ipc.ts';
import type { WindowApi } from '../shared/window-api.ts';

declare global {
  interface Window {
    readonly api: WindowApi;
  }
}

const unusable = (name: string): AppError => ({
  code: 'ipc_invalid',
  message: 'The window got an answer that it cannot read.',
  why: `The answer to ${name} does not have the agreed form.`,
  next: 'Restart the app. If it happens again, report it with the name above.',
});

/** Asks main. Never rejects: a broken answer or channel is a failure like any other. */
export async function invoke<N extends MethodName>(name: N, input: MethodInput<N>): Promise<Result<MethodValue<N>>> {
  try {
    const parsed = METHODS[name].output.safeParse(await window.api.invoke(name, input));
    return parsed.success ? (parsed.data as Result<MethodValue<N>>) : failed(unusable(name));
  } catch (error) {
    return failed({ ...unusable(name), why: thrownText(error) });
  }
}

/** Listens to main. A push that does not parse is dropped: the next snapshot holds what it said. Returns the end of it. */
export function onPush(listener: (push: Push) => void): () => void {
  return window.api.onPush((raw) => {
    const parsed = Push.safeParse(raw);
    if (parsed.success) listener(parsed.data);
  });
}

/** The paths of dropped or chosen files; files that are only text in memory have none and are left out. */
export const pathsOf = (files: Iterable<File>): string[] =>
  [...files].map((file) => window.api.pathForFile(file)).filter((path) => path !== '');
