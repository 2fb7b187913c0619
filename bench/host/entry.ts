import { app } from 'electron';
import { electronForker } from '../../src/main/session/fork-electron.ts';
import { liveBareLoops } from './bare-loops.ts';
import { liveJob } from './job.ts';
import { liveSessions } from './sessions.ts';
import type { Task } from './tasks.ts';

/** A main process that does nothing but fork and measure: `electron entry.js <data folder>`. */
app.setPath('userData', process.argv.at(-1) ?? '');
process.on('disconnect', () => app.exit(0));

function perform(task: Task): Promise<unknown> {
  switch (task.kind) {
    case 'sessions':
      return liveSessions(electronForker(task.worker), task);
    case 'bare':
      return liveBareLoops(electronForker(task.program), task);
    case 'job':
      return liveJob(electronForker(task.worker), task);
  }
}

void app.whenReady().then(() => {
  process.on('message', (task: Task) => {
    perform(task).then(
      (answer) => process.send?.({ answer }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
  process.send?.({ ready: true });
});
