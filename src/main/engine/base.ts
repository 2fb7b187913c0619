import { EventEmitter } from 'node:events';
import { type AppError, thrownText } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { wakingClock } from '../lib/clock-waking.ts';
import { openDrafts } from '../store/drafts.ts';
import { storePaths } from '../store/paths.ts';
import { createRecords } from '../store/records.ts';
import { openRequestsUnderWay } from '../store/requests-under-way.ts';
import { createSettings } from '../store/settings.ts';
import { createNotices } from './app/notices.ts';
import { createPushes } from './app/pushes.ts';
import type { EngineOptions } from './contract.ts';
import { redactingRecords } from './redacting-records.ts';

/** What was saved, for those that react to it. */
interface SavedChanges {
  events: [runId: RunId, events: readonly RunEvent[]];
  job_removed: [jobId: JobId];
}

/** The foundation of the engine: clock, storage, and pushes to windows. */
export function createBase(options: EngineOptions) {
  const { log, knownSecrets } = options;
  const clock = wakingClock(options.clock);
  const paths = storePaths(options.dataFolder);
  const settings = createSettings(paths.settings, () => clock.now(), options.settingsOverrides);
  const pushes = createPushes(clock, (jobId) => records.summary(jobId));
  const notices = createNotices(knownSecrets.redact, (list) => pushes.send({ type: 'notices', notices: list }));
  const warn = (text: string, next: string | null) => {
    log.warn(text, { next });
    notices.add({ id: `problem ${text}`, level: 'warning', text, next });
  };
  const onDefect = (error: unknown): AppError => {
    log.error('defect', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return {
      code: 'unexpected',
      message: 'Something went wrong inside the app.',
      why: knownSecrets.redact(thrownText(error)),
      next: 'Retry the run. If it happens again, report it: Help has Export diagnostics.',
    };
  };
  const drafts = openDrafts(paths.drafts, clock, knownSecrets.redact, ({ error }) =>
    warn('What you have typed and not sent cannot be saved just now.', error.next ?? null),
  );
  const saved = new EventEmitter<SavedChanges>();
  const stored = createRecords({
    paths,
    clock,
    listener: {
      onRuns: pushes.runs,
      onJob: pushes.job,
      onRemoved: (jobId) => {
        pushes.send({ type: 'job_removed', jobId });
        drafts.forgetJob(jobId);
        saved.emit('job_removed', jobId);
      },
      onEvents: (runId, events) => {
        pushes.events(runId, events);
        saved.emit('events', runId, events);
      },
      onProblem: warn,
    },
  });
  const records = redactingRecords(stored, knownSecrets);
  const underWay = openRequestsUnderWay(paths.requests);
  return { options, log, clock, paths, settings, pushes, notices, warn, onDefect, saved, records, drafts, underWay };
}
export type Base = ReturnType<typeof createBase>;
