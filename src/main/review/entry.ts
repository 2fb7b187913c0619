import { parentPort } from 'node:worker_threads';
import { createComparer } from './comparer.ts';
import { ToComparer } from './review-protocol.ts';

/** A thread of main: comparing hundreds of changes would hold up everything else for a second. */
const port = parentPort;
if (!port) throw new Error('this runs as a thread of main');
const compare = createComparer();
port.on('message', (message: unknown) => port.postMessage(compare(ToComparer.parse(message))));
