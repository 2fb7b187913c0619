import path from 'node:path';
import { BrowserWindow, clipboard, dialog, shell, type WebContents } from 'electron';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { RunId } from '../../shared/ids.ts';
import type { MethodValue } from '../../shared/ipc.ts';
import { answersOf } from '../engine/answers.ts';
import type { Engine, WindowMethodName } from '../engine/contract.ts';
import type { Search } from '../search/search.ts';
import type { Broadcast } from './broadcast.ts';
import { type Help, helpHandlers } from './help-handlers.ts';
import { openInEditor } from './open-in-editor.ts';
import { openLink } from './open-link.ts';
import type { ChosenFiles, Handlers } from './router.ts';

/** What answers each command or query: the engine, except for what needs a window. */
export function createHandlers(
  engine: Engine,
  broadcast: Broadcast,
  search: Search,
  chosen: ChosenFiles,
  help: Help,
): Handlers {
  const ofWindow: Pick<Handlers, WindowMethodName | 'repos.readDropped' | 'threads.watch' | 'threads.unwatch'> = {
    ...helpHandlers(engine, help),
    'repos.readDropped': async ({ paths }, sender) => {
      const [stranger] = chosen.strangersAmong(paths, sender);
      return stranger === undefined
        ? engine.repos.readDropped({ paths })
        : failure('not_allowed', 'Only files that were dropped on the window or chosen in it are read.', {
            path: stranger,
          });
    },
    'runs.savePatches': ({ runIds }, sender) => savePatches(engine, runIds, sender),
    'runs.openFolder': async ({ runId }) => {
      const folder = await engine.treeFolder(runId);
      if (!folder.ok) return folder;
      const problem = await shell.openPath(folder.value);
      return problem
        ? failure('not_found', 'The folder could not be opened.', { why: problem, path: folder.value })
        : ok({});
    },
    'runs.openInEditor': async ({ runId, path: file, line }) => {
      const folder = await engine.treeFolder(runId);
      const state = await engine.app.state({});
      if (!folder.ok || !state.ok) return folder.ok ? failure('unexpected', 'The settings are not known.') : folder;
      return openInEditor(state.value.settings.editorCommand, folder.value, file, line);
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
    'search.find': ({ text }) => search.find(text),
    'shell.openExternal': ({ url }) => openLink(url),
    'clipboard.write': async ({ text }) => {
      await clipboard.writeText(text);
      return ok({});
    },
  };
  return { ...answersOf(engine), ...ofWindow };
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
