import { fork } from 'node:child_process';
import type { ForkWorker } from './contract.ts';
import { tailOf } from './stream-tail.ts';
import { LEAN_V8, workerEnvironment } from './worker-environment.ts';

/**
 * Session processes as children of plain Node: the same worker without Electron.
 * @param workerFile the built worker
 * @param node the Node executable; the one that runs this process unless given
 */
export function nodeForker(workerFile: string, node = process.execPath): ForkWorker {
  return (name) => {
    const child = fork(workerFile, [], {
      execPath: node,
      execArgv: [`--title=${name}`, ...LEAN_V8],
      env: { ...workerEnvironment(process.env), ...compileCache(process.env.NODE_COMPILE_CACHE) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout?.resume();
    const lastWords = tailOf(child.stderr);
    return {
      pid: child.pid,
      postMessage: (message) => {
        // A child that is gone reports its exit; a message to it is void.
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => {
        child.on('message', listener);
      },
      onExit: (listener) => {
        child.once('exit', (code) => listener(code));
        child.once('error', () => {
          if (child.pid === undefined) listener(null);
        });
      },
      kill: () => {
        child.kill('SIGKILL');
      },
      lastWords,
    };
  };
}

/** Where Node keeps what it compiled, when whoever started this process named a folder for that. */
const compileCache = (folder: string | undefined) => (folder ? { NODE_COMPILE_CACHE: folder } : {});
