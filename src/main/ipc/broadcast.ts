import type { BrowserWindow, WebContents } from 'electron';
import type { RunId } from '../../shared/ids.ts';
import type { Push } from '../../shared/ipc.ts';
import { PUSH_CHANNEL } from '../../shared/window-api.ts';

/**
 * Sends pushes to windows. A thread's events and deltas go only to the windows that watch it; everything else goes to all.
 * The engine has already joined what came close together.
 */
export function createBroadcast(options: {
  windows: () => readonly BrowserWindow[];
  /** Called when the first window begins and the last one ends to watch a run. */
  onWatched: (runId: RunId, watched: boolean) => Promise<void>;
}) {
  const watchers = new Map<RunId, Set<WebContents>>();

  const unwatch = (runId: RunId, contents: WebContents): void => {
    const set = watchers.get(runId);
    if (!set?.delete(contents) || set.size > 0) return;
    watchers.delete(runId);
    void options.onWatched(runId, false);
  };

  return {
    push(push: Push): void {
      const targets =
        push.type === 'events' || push.type === 'deltas'
          ? [...(watchers.get(push.runId) ?? [])]
          : options.windows().map((window) => window.webContents);
      for (const contents of targets) if (!contents.isDestroyed()) contents.send(PUSH_CHANNEL, push);
    },
    watch(runId: RunId, contents: WebContents): void {
      const set = watchers.get(runId) ?? new Set();
      if (set.size === 0) void options.onWatched(runId, true);
      watchers.set(runId, set.add(contents));
    },
    unwatch,
    /** A closed or reloaded page watches nothing any more. */
    forget(contents: WebContents): void {
      for (const runId of [...watchers.keys()]) unwatch(runId, contents);
    },
  };
}
export type Broadcast = ReturnType<typeof createBroadcast>;
