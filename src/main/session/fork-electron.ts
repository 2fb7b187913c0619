import { utilityProcess } from 'electron';
import type { ForkWorker } from './contract.ts';
import { tailOf } from './stream-tail.ts';
import { LEAN_V8, workerEnvironment } from './worker-environment.ts';

/**
 * Session processes as Electron utility processes.
 * @param workerFile the built worker, beside main's own bundle
 */
export function electronForker(workerFile: string): ForkWorker {
  return (name) => {
    const child = utilityProcess.fork(workerFile, [], {
      serviceName: name,
      execArgv: [`--js-flags=${LEAN_V8.join(' ')}`],
      env: workerEnvironment(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.resume();
    const lastWords = tailOf(child.stderr);
    let exited = false;
    child.once('exit', () => {
      exited = true;
    });
    return {
      get pid() {
        return child.pid;
      },
      postMessage: (message) => {
        if (!exited) child.postMessage(message);
      },
      onMessage: (listener) => {
        child.on('message', listener);
      },
      onExit: (listener) => {
        child.once('exit', (code) => listener(code));
      },
      kill: () => {
        // A session does not heed the gentle signal that `child.kill` sends.
        if (!exited && child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      },
      lastWords,
    };
  };
}
