import { type JobId, jobIdOf, type RunId } from '../../../shared/ids.ts';
import type { HoldReason } from '../../../shared/messages/holds.ts';
import type { DiskWork } from '../../disk/disk-work.ts';
import type { GitApi } from '../../git/contract.ts';
import type { Clock } from '../../lib/clock.ts';
import { endSurvivors } from '../../lib/survivors.ts';
import { leastFreeDisk } from '../../scheduler/gates/machine.ts';
import type { Machine } from '../../scheduler/machine-sample.ts';
import { CACHES, type CloneSize, listClones, openCloneSizes, removeCaches } from '../../store/clone-sizes.ts';
import type { Records } from '../../store/contract.ts';
import { STORE_VERSION } from '../../store/migrations.ts';
import type { StorePaths } from '../../store/paths.ts';
import { createSaver } from '../../store/saver.ts';
import type { Notices } from '../app/notices.ts';
import { keepingOf, leastRecentlyUsed, type Used } from './disk-plan.ts';

/** Keeps clones and mirrors within the quota. Works sequentially, in small steps, and never removes unreviewed work. */
export interface DiskKeeper {
  /** A run has made its clone, or has ended: measures it and frees space if the quota is exceeded. */
  grew(runId: RunId): void;
  /** A job was removed, with its clones. */
  removed(jobId: JobId): void;
  /** At start, and when the quota was changed. */
  check(): void;
  /** Why no run should make a clone, or null: the quota is reached, and nothing more can be removed. */
  holdReason(): HoldReason | null;
  /** Resolves when nothing is being measured or removed. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const GB = 1e9;
const NOTICE = 'disk quota';
const SAVE_MS = 5_000;

export function createDiskKeeper(deps: {
  records: Pick<Records, 'open' | 'run'>;
  paths: StorePaths;
  git: Pick<GitApi, 'mirrors' | 'removeMirror' | 'borrowedBy' | 'evictClone'>;
  disk: DiskWork;
  machine: Pick<Machine, 'disk'>;
  clock: Clock;
  quotaGb: () => number;
  isActive: (runId: RunId) => boolean;
  notices: Pick<Notices, 'add' | 'remove'>;
  /** There is space again for runs that were held back. */
  onSpace: () => void;
  onDefect: (error: unknown) => unknown;
}): DiskKeeper {
  const { records, paths, git, disk, machine, clock, notices } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const clones = new Map<RunId, CloneSize>();
  const mirrors = new Map<string, { bytes: number; usedAt: number }>();
  const document = openCloneSizes(paths.cloneSizes, () => clock.now());
  const saver = createSaver({
    clock,
    retryMs: 10 * SAVE_MS,
    save: () => document.save({ version: STORE_VERSION, clones: Object.fromEntries(clones) }),
    // Sizes that were not saved are measured again.
    onFailure: () => undefined,
  });
  let known: Promise<void> | null = null;
  let full: HoldReason | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = (work: () => Promise<void>): void => {
    last = last.then(() => (signal.aborted ? undefined : work())).catch((error: unknown) => void deps.onDefect(error));
  };

  const measure = async (runId: RunId, usedAt: number, evicted = false): Promise<void> => {
    const sizes = await disk.measure(paths.clone(runId), CACHES);
    if (signal.aborted || sizes === null) return;
    if (sizes.bytes === 0) clones.delete(runId);
    else clones.set(runId, { bytes: sizes.bytes, cacheBytes: sizes.apart, usedAt, evicted });
    saver.within(SAVE_MS);
  };
  const measureMirror = async (mirror: string, usedAt: number): Promise<void> => {
    const sizes = await disk.measure(mirror);
    if (sizes) mirrors.set(mirror, { bytes: sizes.bytes, usedAt });
  };
  /** Reads what earlier starts left: saved sizes are trusted, and only clones without one are measured. */
  const learn = async (): Promise<void> => {
    const stored = await document.read();
    const sizes = stored.ok ? (stored.value?.clones ?? {}) : {};
    for (const runId of await listClones(paths.clones)) {
      const size = sizes[runId];
      if (size) clones.set(runId, size);
      else await measure(runId, clock.now());
    }
    for (const mirror of await git.mirrors()) await measureMirror(mirror, 0);
  };

  const total = (): number => {
    let bytes = 0;
    for (const clone of clones.values()) bytes += clone.bytes;
    for (const mirror of mirrors.values()) bytes += mirror.bytes;
    return bytes;
  };
  /** How much clones and mirrors may use: the quota, or less when the disk itself is nearly full. */
  const allowed = async (): Promise<number> => {
    const quota = deps.quotaGb() * GB;
    const room = await machine.disk();
    if (!room) return quota;
    const spare = room.free - leastFreeDisk(room.total);
    return Math.min(quota, total() + spare);
  };

  const freeCaches = async (bytes: number): Promise<void> => {
    const caches = [...clones].flatMap(([runId, size]): Used<RunId>[] =>
      deps.isActive(runId) ? [] : [{ thing: runId, bytes: size.cacheBytes, usedAt: size.usedAt }],
    );
    for (const { thing, usedAt } of leastRecentlyUsed(caches, bytes)) {
      if (deps.isActive(thing) || !(await endSurvivors([paths.clone(thing)])).ok) continue;
      await removeCaches(paths.clone(thing), disk.remove);
      await measure(thing, usedAt, clones.get(thing)?.evicted);
    }
  };
  const evictClones = async (limit: number): Promise<void> => {
    const oldestFirst = [...clones].filter(([, { evicted }]) => !evicted).sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [runId, { usedAt }] of oldestFirst) {
      if (total() <= limit || signal.aborted) return;
      const job = await records.open(jobIdOf(runId));
      const run = records.run(runId);
      if (!job.ok || !run || keepingOf(job.value, run, deps.isActive(runId)) !== 'none') continue;
      // An undone change equals the base, whatever an earlier round had changed.
      const tree = run.outcome === 'unchanged' ? null : (run.changeset?.tree ?? null);
      const evicted = await git.evictClone(paths.clone(runId), tree);
      if (evicted.ok) await measure(runId, usedAt, true);
    }
  };
  const removeMirrors = async (limit: number): Promise<void> => {
    const borrowed = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const runId of await listClones(paths.clones)) found.push((await git.borrowedBy(paths.clone(runId))) ?? '');
      return found.filter((objects) => objects !== '');
    };
    const isNeeded = async (mirror: string) => (await borrowed()).some((objects) => objects.startsWith(mirror));
    // Determined once for all; a mirror that seems unused is checked again while it is locked.
    const needed = await borrowed();
    const oldestFirst = [...mirrors].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [mirror] of oldestFirst) {
      if (total() <= limit || signal.aborted) return;
      if (needed.some((objects) => objects.startsWith(mirror))) continue;
      const removed = await git.removeMirror(mirror, () => isNeeded(mirror));
      if (removed.ok && removed.value) mirrors.delete(mirror);
    }
  };

  const tidy = async (): Promise<void> => {
    known ??= learn();
    await known;
    const limit = await allowed();
    if (total() > limit) await freeCaches(total() - limit);
    if (total() > limit) await evictClones(limit);
    if (total() > limit) await removeMirrors(limit);
    if (signal.aborted) return;
    const used = usageText(total(), deps.quotaGb());
    if (total() <= limit) notices.remove(NOTICE);
    else
      notices.add({
        id: NOTICE,
        level: 'warning',
        text: `${used}. ${NOTHING_MORE}`,
        next: QUOTA_NEXT,
        mends: ['review', 'disk'],
      });
    // A disk that is full for other reasons is handled by the machine governor.
    const wasFull = full !== null;
    const usedGb = Math.round((total() / GB) * 10) / 10;
    full =
      total() > deps.quotaGb() * GB
        ? { code: 'clones_fill_quota', parameters: { usedGb, quotaGb: deps.quotaGb() } }
        : null;
    if (wasFull && full === null) deps.onSpace();
  };

  return {
    grew: (runId) =>
      inTurn(async () => {
        known ??= learn();
        await known;
        await measure(runId, clock.now());
        const borrowed = await git.borrowedBy(paths.clone(runId));
        const mirror = (await git.mirrors()).find((path) => borrowed?.startsWith(path));
        if (mirror) await measureMirror(mirror, clock.now());
        await tidy();
      }),
    removed(jobId) {
      inTurn(async () => {
        for (const runId of clones.keys()) if (jobIdOf(runId) === jobId) clones.delete(runId);
        saver.within(SAVE_MS);
        await tidy();
      });
    },
    check: () => inTurn(tidy),
    holdReason: () => full,
    async idle() {
      await last;
    },
    async stop() {
      stopping.abort();
      await disk.close();
      await last;
      if (saver.pending()) await saver.now();
    },
  };
}

const QUOTA_NEXT = 'Review or remove finished jobs, or raise the quota in Settings.';
const NOTHING_MORE = 'Nothing more can be removed without losing work that nobody has reviewed.';
const usageText = (bytes: number, quotaGb: number): string => {
  const used = `Clones and mirrors take ${(bytes / GB).toFixed(1)} GB`;
  return `${used} ${bytes > quotaGb * GB ? `of the ${quotaGb} GB that they may take` : 'and the disk is nearly full'}`;
};
