/** A line to Chromium's DevTools protocol, as far as the benchmark speaks it. */
export interface DevTools {
  /** Runs an expression in the app's page, and answers with what its promise resolves to. Tries again when the page is reloaded. */
  inPage<T>(expression: string): Promise<T>;
  /** Asks the app to quit. */
  quit(): void;
}

interface Said {
  id?: number;
  method?: string;
  params?: { sessionId: string; targetInfo: { type: string } };
  result?: { result?: { value?: unknown }; exceptionDetails?: { text: string; exception?: { description?: string } } };
  error?: { message: string };
}

/** @param url the browser's address, which Electron writes to stderr when it is started with a debugging port */
export async function connectDevTools(url: string): Promise<DevTools> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`no DevTools at ${url}`)));
  });
  const waiting = new Map<number, (said: Said) => void>();
  const page = Promise.withResolvers<string>();
  let lastId = 0;
  const send = (method: string, params: object, sessionId?: string): Promise<Said> => {
    lastId += 1;
    const id = lastId;
    socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  socket.addEventListener('message', ({ data }) => {
    const said = JSON.parse(String(data)) as Said;
    if (said.id !== undefined) waiting.get(said.id)?.(said);
    if (said.method === 'Target.attachedToTarget' && said.params?.targetInfo.type === 'page')
      page.resolve(said.params.sessionId);
  });
  await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
  return {
    async inPage<T>(expression: string): Promise<T> {
      const session = await page.promise;
      for (;;) {
        const { result, error } = await send(
          'Runtime.evaluate',
          { expression, awaitPromise: true, returnByValue: true },
          session,
        );
        // The page that was asked gave way to another one.
        if (error && /context|navigated|destroyed/i.test(error.message)) continue;
        if (error) throw new Error(error.message);
        const thrown = result?.exceptionDetails;
        if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
        return result?.result?.value as T;
      }
    },
    quit: () => void send('Browser.close', {}),
  };
}
