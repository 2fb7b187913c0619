import { ok } from '../../../shared/errors.ts';
import type { SandboxState } from '../../../shared/methods/app.ts';
import type { Accounts } from '../accounts.ts';
import type { Base } from '../base.ts';
import type { EngineCommands } from '../contract.ts';
import type { Work } from '../work.ts';

/** Commands about the app as a whole, and subscriptions of windows. */
export const appCommands = (
  { options, settings, pushes, notices, records, drafts }: Base,
  { keys }: Accounts,
  { holdNotice }: Work,
  sandbox: () => SandboxState | null,
): Pick<EngineCommands, 'app' | 'drafts' | 'threads'> => ({
  app: {
    state: async () =>
      ok({
        version: options.version,
        platform: options.platform,
        settings: settings.current(),
        keys: keys.states(),
        keyStorage: keys.storage(),
        sandbox: sandbox(),
        jobs: records.summaries().sort((a, b) => b.job.createdAt - a.job.createdAt),
        notices: notices.list(),
        held: holdNotice.current(),
        scripted: options.scripted,
        dataPath: options.dataFolder,
      }),
    dismissNotice: async ({ id }) => {
      notices.remove(id);
      return ok({});
    },
  },
  drafts: {
    list: async () => ok({ drafts: drafts.list() }),
    save: async (input) => {
      const saved = await drafts.save(input.drafts);
      return saved.ok ? ok({}) : saved;
    },
  },
  threads: {
    watch: async ({ runId }) => ok(pushes.watch(runId)),
    unwatch: async ({ runId }) => {
      pushes.unwatch(runId);
      return ok({});
    },
  },
});
