import { removeFolder } from '../lib/remove-folder.ts';
import { answerQuestions } from '../lib/thread-program.ts';
import { type FromDisk, ToDisk } from './disk-protocol.ts';
import { measureFolder } from './folder-bytes.ts';

/** A thread of main: looking at each file of hundreds of clones would hold up everything else. */
answerQuestions(ToDisk, async (asked): Promise<FromDisk> => {
  if (asked.do === 'measure') return measureFolder(asked.folder, asked.apart);
  // What cannot be removed is still there to be measured.
  await removeFolder(asked.folder).catch(() => undefined);
  return { bytes: 0, apart: 0 };
});
