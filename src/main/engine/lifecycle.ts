import { errorText, failed, ok, type Result } from '../../shared/errors.ts';
import { mendsOf } from '../../shared/mends-of-codes.ts';
import type { SandboxState } from '../../shared/methods/app.ts';
import type { Accounts } from './accounts.ts';
import type { Base } from './base.ts';
import type { Engine } from './contract.ts';
import { endLeftovers } from './runs/ending-leftovers.ts';
import type { Work } from './work.ts';

/** Start and stop of the engine, and its checks of the environment. */
export function createLifecycle(
  base: Base,
  accounts: Accounts,
  work: Work,
): Pick<Engine, 'start' | 'ready' | 'stop'> & { sandbox: () => SandboxState | null } {
  const { options, log, paths, pushes, notices, warn, onDefect, records, drafts, underWay } = base;
  const { publications, publishing, queue, disk, dailyReset } = work;
  let inspecting: Promise<unknown> = Promise.resolve();
  let sandbox: SandboxState | null = null;

  /** Checks that the first screen does not need, done while it opens. */
  const inspectSurroundings = async (quiet: Promise<void> | undefined): Promise<void> => {
    await accounts.load();
    await quiet;
    const version = await options.git.version();
    if (!version.ok) {
      const { message, next } = version.error;
      notices.add({ id: 'git', level: 'error', text: message, next: next ?? null, mends: [...mendsOf(version.error)] });
    }
    const { available, reason } = await options.sandboxAvailable();
    sandbox = { available, reason };
    pushes.send({ type: 'sandbox', sandbox });
  };

  return {
    sandbox: () => sandbox,
    async start(quiet) {
      const loaded = await load(base);
      if (!loaded.ok) {
        const { next, ...error } = loaded.error;
        const mends = [...mendsOf(error)];
        notices.add({ id: 'store', level: 'error', text: errorText(error), next: next ?? null, mends });
        log.error('the store could not be loaded', { ...loaded.error });
        return loaded;
      }
      await endLeftovers({ paths, records, underWay }, warn);
      inspecting = inspectSurroundings(quiet).catch(onDefect);
      await queue.start();
      dailyReset.start();
      publishing.start();
      disk.check();
      return ok(null);
    },
    ready: () => accounts.ready,
    async stop() {
      await inspecting;
      await dailyReset.stop();
      await queue.stop();
      await underWay.idle();
      await publications.stop();
      await disk.stop();
      await options.grouping.close();
      for (const saved of [await records.close(), await drafts.close()])
        if (!saved.ok) log.error('not everything could be saved', { ...saved.error });
    },
  };
}

async function load({ settings, records, drafts, warn }: Base): Promise<Result<null>> {
  const read = await drafts.load();
  // Unreadable drafts must not block the start.
  if (!read.ok) warn('What you had typed and not sent could not be read.', read.error.next ?? null);
  const loaded = await settings.load();
  if (loaded.ok) return records.load();
  if (loaded.error.code !== 'store_unreadable') return failed(loaded.error);
  // The file was set aside; the defaults must not block the start.
  warn('The settings could not be read; the usual ones apply.', loaded.error.next ?? null);
  return records.load();
}
