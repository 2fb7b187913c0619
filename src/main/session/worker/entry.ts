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
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
      exit,
    };
  }
  if (!process.send) throw new Error('the session worker is started by the app');
  return {
    post: (message) => process.send?.(message),
    onMessage: (listener) => {
      process.on('message', listener);
      // The parent is gone: nobody saves what is done here.
      process.on('disconnect', () => listener({ type: 'end' }));
    },
    exit,
  };
}

serveSession(parentLine());
