import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BrowserWindow, dialog, shell, type WebContents } from 'electron';
import type { WindowDefect } from '../../shared/defect.ts';
import type { Versions } from '../../shared/diagnostics.ts';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { MethodValue } from '../../shared/ipc.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { problemForm } from '../diagnostics/problem-form.ts';
import type { Engine, HelpMethodName } from '../engine/contract.ts';
import { openLink } from './open-link.ts';
import type { Handlers } from './router.ts';

export interface Help {
  versions: Versions;
  logFile: string;
  /** The licences of others' work; a development build has none. */
  noticesFile: string;
  diagnostics: Pick<Diagnostics, 'prepare' | 'save'>;
  onWindowDefect: (defect: WindowDefect) => void;
}

/** What the Help menu offers, and the way of the window's defects to the log. */
export function helpHandlers(engine: Pick<Engine, 'app'>, help: Help): Pick<Handlers, HelpMethodName> {
  const { versions, logFile, noticesFile, diagnostics } = help;
  return {
    'app.reportDefect': async (defect) => {
      help.onWindowDefect(defect);
      return ok({});
    },
    'app.about': async () => ok({ versions, notices: await readFile(noticesFile, 'utf8').catch(() => null) }),
    'app.openLogs': async () => {
      if (existsSync(logFile)) {
        shell.showItemInFolder(logFile);
        return ok({});
      }
      const folder = path.dirname(logFile);
      const problem = await shell.openPath(folder);
      return problem ? failure('not_found', 'There is no log yet.', { why: problem, path: folder }) : ok({});
    },
    'app.reportProblem': () => openLink(problemForm(versions, process.platform)),
    'diagnostics.prepare': async ({ runIds }) => {
      const state = await engine.app.state({});
      if (!state.ok) return state;
      const entries = await diagnostics.prepare(state.value.settings, runIds);
      return entries.ok ? ok({ entries: entries.value }) : entries;
    },
    'diagnostics.save': ({ names }, sender) => saveDiagnostics(diagnostics, names, sender),
  };
}

async function saveDiagnostics(
  diagnostics: Help['diagnostics'],
  names: readonly string[],
  sender: WebContents,
): Promise<Result<MethodValue<'diagnostics.save'>>> {
  const window = BrowserWindow.fromWebContents(sender);
  if (!window) return failure('unexpected', 'The window that asked is gone.');
  const chosen = await dialog.showSaveDialog(window, {
    defaultPath: `cody-batch-diagnostics-${new Date().toISOString().slice(0, 10)}.zip`,
    filters: [{ name: 'Zip', extensions: ['zip'] }],
  });
  if (chosen.canceled || !chosen.filePath) return ok({ path: null });
  const saved = await diagnostics.save(names, chosen.filePath);
  return saved.ok ? ok({ path: chosen.filePath }) : saved;
}
