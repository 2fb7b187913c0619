import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { z } from 'zod';
import { headOf } from '../../shared/cut.ts';
import { type AppError, failed, failure, type Result } from '../../shared/errors.ts';
import { METHODS, type MethodName, type MethodValue } from '../../shared/ipc.ts';
import { FILE_CHANNEL, INVOKE_CHANNEL } from '../../shared/window-api.ts';
import { redactError } from '../redact/known-secrets.ts';

/** One function per method. `sender` is the page that asked: subscriptions belong to it. */
export type Handlers = {
  [N in MethodName]: (
    input: z.output<(typeof METHODS)[N]['input']>,
    sender: WebContents,
  ) => Promise<Result<MethodValue<N>>>;
};

/**
 * The only place that listens to windows. Who asks is checked first, what is asked is parsed next; a defect in a handler
 * is caught here and becomes a failure, because Electron keeps only the message of a rejected call.
 * @param handlers what is asked before they are there waits for them
 */
export function routeMethods(
  handlers: Promise<Handlers>,
  options: {
    origin: string;
    windows: () => readonly BrowserWindow[];
    /** Takes keys out of the words of a failure, whichever room wrote them. */
    redact: (text: string) => string;
    onDefect: (name: string, error: unknown) => Promise<AppError>;
  },
): void {
  ipcMain.handle(INVOKE_CHANNEL, async (event, name: unknown, input: unknown): Promise<Result<unknown>> => {
    if (!isOurs(event, options.origin, options.windows())) {
      return failure('ipc_untrusted', 'A page that does not belong to this app asked for something and was refused.');
    }
    const method = MethodNameSchema.safeParse(name);
    if (!method.success) return failure('ipc_invalid', `There is no method called ${headOf(String(name), 80)}.`);
    const parsed = METHODS[method.data].input.safeParse(input);
    if (!parsed.success) {
      return failure('ipc_invalid', `${method.data} was asked with something it cannot use.`, {
        why: z.prettifyError(parsed.error),
      });
    }
    const answered = await answer(await handlers, method.data, parsed.data, event.sender).catch(
      async (error: unknown) => failed(await options.onDefect(method.data, error)),
    );
    return answered.ok ? answered : failed(redactError(answered.error, options.redact));
  });
}

/** The files that a person has dropped on a window or chosen in it. */
export interface ChosenFiles {
  /** Those of the paths that nobody has dropped or chosen in this window. */
  strangersAmong(paths: readonly string[], sender: WebContents): string[];
}

/**
 * A page can ask to read a path, but only for a real file of a drop or a file field does the preload get one from Electron, and
 * it tells main before the page knows of it. A page itself cannot write to that channel.
 */
export function createChosenFiles(options: { origin: string; windows: () => readonly BrowserWindow[] }): ChosenFiles {
  const chosen = new WeakMap<WebContents, Set<string>>();
  ipcMain.on(FILE_CHANNEL, (event, path: unknown) => {
    if (typeof path !== 'string' || !isOurs(event, options.origin, options.windows())) return;
    const known = chosen.get(event.sender) ?? new Set();
    chosen.set(event.sender, known.add(path));
  });
  return { strangersAmong: (paths, sender) => paths.filter((path) => !chosen.get(sender)?.has(path)) };
}

const MethodNameSchema = z.enum(Object.keys(METHODS) as [MethodName, ...MethodName[]]);

async function answer<N extends MethodName>(
  handlers: Handlers,
  name: N,
  input: z.output<(typeof METHODS)[N]['input']>,
  sender: WebContents,
): Promise<Result<MethodValue<N>>> {
  return handlers[name](input, sender);
}

/** Does a page of the app's own say it? */
export function isOurs(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  origin: string,
  windows: readonly BrowserWindow[],
): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null &&
    frame === event.sender.mainFrame &&
    frame.origin === origin &&
    windows.some((window) => window.webContents === event.sender)
  );
}
