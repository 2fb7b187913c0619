import { parentPort } from 'node:worker_threads';
import { removeFolder } from '../remove-folder.ts';
import { type FromDisk, ToDisk } from './disk-protocol.ts';
import { measureFolder } from './folder-bytes.ts';

/** A thread of main: looking at each file of hundreds of clones would hold up everything else. */
const port = parentPort;
if (!port) throw new Error('this runs as a thread of main');

const work = async (asked: ToDisk): Promise<FromDisk> => {
  if (asked.do === 'measure') return { id: asked.id, ...measureFolder(asked.folder, asked.apart) };
  // What cannot be removed is still there to be measured.
  await removeFolder(asked.folder).catch(() => undefined);
  return { id: asked.id, bytes: 0, apart: 0 };
};
port.on('message', async (message: unknown) => port.postMessage(await work(ToDisk.parse(message))));
