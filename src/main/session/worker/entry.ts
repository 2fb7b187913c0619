import { joinMessages, messagesOf } from '../joined-messages.ts';
import { type Port, serveSession } from './worker.ts';

/** Electron's line to the process that forked this one; absent in a plain Node child. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

function parentLine(): Port {
  const exit = (code: number): void => process.exit(code);
  const { parentPort } = process as unknown as { parentPort?: ParentPort };
  if (parentPort) {
    return {
      ...joinMessages((messages) => parentPort.postMessage(messages)),
      onMessage: (listener) => parentPort.on('message', ({ data }) => messagesOf(data).forEach(listener)),
      exit,
    };
  }
  if (!process.send) throw new Error('the session worker is started by the app');
  return {
    ...joinMessages((messages) => process.send?.(messages)),
    onMessage: (listener) => {
      process.on('message', (data) => messagesOf(data).forEach(listener));
      // The parent is gone: nobody saves what is done here.
      process.on('disconnect', () => listener({ type: 'end' }));
    },
    exit,
  };
}

// Ctrl+C in a terminal reaches every process at once. Main ends its sessions: one that died by itself could not tell what its
// request has cost.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

serveSession(parentLine());
