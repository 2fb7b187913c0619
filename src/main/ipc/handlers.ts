import path from 'node:path';
import { BrowserWindow, clipboard, dialog, shell, type WebContents } from 'electron';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { RunId } from '../../shared/ids.ts';
import type { MethodValue } from '../../shared/ipc.ts';
import type { Engine } from '../engine.ts';
import type { Search } from '../search/search.ts';
import type { Broadcast } from './broadcast.ts';
import { type Help, helpHandlers } from './help-handlers.ts';
import { openInEditor } from './open-in-editor.ts';
import { openLink } from './open-link.ts';
import type { ChosenFiles, Handlers } from './router.ts';

/** Which room answers each command or query: the engine, except for what needs a window. */
export function createHandlers(
  engine: Engine,
  broadcast: Broadcast,
  search: Search,
  chosen: ChosenFiles,
  help: Help,
): Handlers {
  return {
    'app.state': engine.app.state,
    'app.dismissNotice': engine.app.dismissNotice,
    ...helpHandlers(engine, help),
    'settings.update': engine.settings.update,
    'keys.set': engine.keys.set,
    'keys.remove': engine.keys.remove,
    'models.look': engine.models.look,
    'repos.preflight': engine.repos.preflight,
    'repos.sshHosts': engine.repos.sshHosts,
    'repos.readDropped': async ({ paths }, sender) => {
      const [stranger] = chosen.strangersAmong(paths, sender);
      return stranger === undefined
        ? engine.repos.readDropped({ paths })
        : failure('not_allowed', 'Only files that were dropped on the window or chosen in it are read.', {
            path: stranger,
          });
    },
    'jobs.create': engine.jobs.create,
    'jobs.open': engine.jobs.open,
    'jobs.groups': engine.jobs.groups,
    'jobs.pause': engine.jobs.pause,
    'jobs.resume': engine.jobs.resume,
    'jobs.cancel': engine.jobs.cancel,
    'jobs.retryFailed': engine.jobs.retryFailed,
    'jobs.remove': engine.jobs.remove,
    'jobs.setBudget': engine.jobs.setBudget,
    'jobs.setPriority': engine.jobs.setPriority,
    'jobs.revisePrompt': engine.jobs.revisePrompt,
    'runs.cancel': engine.runs.cancel,
    'runs.retry': engine.runs.retry,
    'runs.reorder': engine.runs.reorder,
    'runs.comment': engine.runs.comment,
    'runs.review': engine.runs.review,
    'runs.events': engine.runs.events,
    'runs.changeset': engine.runs.changeset,
    'runs.patch': engine.runs.patch,
    'runs.fileBytes': engine.runs.fileBytes,
    'runs.rounds': engine.runs.rounds,
    'runs.discard': engine.runs.discard,
    'runs.readFile': engine.runs.readFile,
    'runs.writeFile': engine.runs.writeFile,
    'runs.restoreRound': engine.runs.restoreRound,
    'runs.checkAgain': engine.runs.checkAgain,
    'runs.checkLog': engine.runs.checkLog,
    'runs.savePatches': ({ runIds }, sender) => savePatches(engine, runIds, sender),
    'runs.publishPlan': engine.runs.publishPlan,
    'runs.openPullRequests': engine.runs.openPullRequests,
    'runs.refreshPullRequests': engine.runs.refreshPullRequests,
    'runs.openFolder': async ({ runId }) => {
      const folder = await engine.treeFolder(runId);
      if (!folder.ok) return folder;
      const problem = await shell.openPath(folder.value);
      return problem
        ? failure('not_found', 'The folder could not be opened.', { why: problem, path: folder.value })
        : ok({});
    },
    'threads.watch': async ({ runId }, sender) => {
      // In this order, and at once: what the answer holds is not pushed, what it does not hold is.
      const streamed = engine.threads.watch({ runId });
      broadcast.watch(runId, sender);
      return streamed;
    },
    'threads.unwatch': async ({ runId }, sender) => {
      broadcast.unwatch(runId, sender);
      return ok({});
    },
    'runs.openInEditor': async ({ runId, path: file, line }) => {
      const folder = await engine.treeFolder(runId);
      const state = await engine.app.state({});
      if (!folder.ok || !state.ok) return folder.ok ? failure('unexpected', 'The settings are not known.') : folder;
      return openInEditor(state.value.settings.editorCommand, folder.value, file, line);
    },
    'search.find': ({ text }) => search.find(text),
    'demo.start': engine.demo.start,
    'shell.openExternal': ({ url }) => openLink(url),
    'clipboard.write': async ({ text }) => {
      await clipboard.writeText(text);
      return ok({});
    },
  };
}

/** One patch asks for a file name, several for a folder. */
async function savePatches(
  engine: Engine,
  runIds: RunId[],
  sender: WebContents,
): Promise<Result<MethodValue<'runs.savePatches'>>> {
  const window = BrowserWindow.fromWebContents(sender);
  if (!window) return failure('unexpected', 'The window that asked is gone.');
  const [only] = runIds;
  if (runIds.length === 1 && only) {
    const chosen = await dialog.showSaveDialog(window, {
      defaultPath: engine.patchName(only) ?? 'change.patch',
      filters: [{ name: 'Patch', extensions: ['patch', 'diff'] }],
    });
    if (chosen.canceled || !chosen.filePath) return ok({ path: null, saved: 0 });
    const saved = await engine.savePatch(only, chosen.filePath);
    return saved.ok ? ok({ path: chosen.filePath, saved: 1 }) : saved;
  }
  const chosen = await dialog.showOpenDialog(window, {
    title: `Save ${runIds.length} patches in a folder`,
    properties: ['openDirectory', 'createDirectory'],
  });
  const folder = chosen.filePaths[0];
  if (chosen.canceled || !folder) return ok({ path: null, saved: 0 });
  const saved = await engine.savePatches(runIds, path.resolve(folder));
  return saved.ok ? ok({ path: folder, saved: saved.value.filter((entry) => entry.file).length }) : saved;
}
