import { serveExecution } from './serve-execution.ts';

/** A child of plain Node that executes one run; its sessions are children of its own, and end with it. */
if (!process.send) throw new Error('the executor is started by the app');
process.on('disconnect', () => process.exit(1));
await serveExecution({
  post: (message) => void process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
  environment: process.env,
});
process.disconnect();
