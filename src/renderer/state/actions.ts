import type { Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { MethodInput, MethodName, MethodValue } from '../../shared/ipc.ts';
import type { Settings } from '../../shared/settings.ts';
import { invoke, onPush } from '../api.ts';
import { runCommand } from './command-registry.ts';
import { isCommandId } from './commands.ts';
import { readDrafts } from './drafts.ts';
import { type ErrorPlace, placeOf } from './error-place.ts';
import { applyOpenedJob, applyPush, applySnapshot, store } from './store.ts';
import { say, sayError } from './toasts.ts';
import { forgetJobRoutes, navigate, uiStore } from './ui-store.ts';
import { whileWaiting } from './waiting.ts';

/** Asks main and shows the failure, if there is one, where it cannot be missed. `done` is said when it worked. */
export async function perform<N extends MethodName>(
  name: N,
  input: MethodInput<N>,
  done?: string,
  /** What a failure is about, where the input does not say it, or where asking the same again would be wrong. */
  place?: ErrorPlace,
): Promise<Result<MethodValue<N>>> {
  const answer = await whileWaiting(name, invoke(name, input));
  if (!answer.ok)
    sayError(answer.error, place ?? placeOf(input, store.getState().runs, () => void perform(name, input, done)));
  else if (done) say(done);
  return answer;
}

/** Connects the window to main: listens first, then asks for the snapshot, so that nothing falls between. */
export async function connect(): Promise<Result<null>> {
  onPush((push) => {
    if (push.type === 'menu') {
      if (isCommandId(push.action)) runCommand(push.action);
      return;
    }
    store.setState((state) => applyPush(state, push), true);
    if (push.type === 'job_removed') leaveRemovedJob(push.jobId);
  });
  const setOnline = () => store.setState({ online: navigator.onLine });
  window.addEventListener('online', setOnline);
  window.addEventListener('offline', setOnline);
  setOnline();
  const [answer, drafts] = await Promise.all([invoke('app.state', {}), readDrafts()]);
  if (!answer.ok) return answer;
  if (!drafts.ok) return drafts;
  store.setState((state) => applySnapshot(state, answer.value), true);
  const { route } = uiStore.getState();
  if (route.screen === 'job' && !store.getState().jobs[route.jobId]) navigate({ screen: 'jobs' });
  return { ok: true, value: null };
}

function leaveRemovedJob(jobId: JobId): void {
  const { route } = uiStore.getState();
  if (route.screen === 'job' && route.jobId === jobId) navigate({ screen: 'jobs' });
  forgetJobRoutes(jobId);
}

const opening = new Map<JobId, Promise<Result<null>>>();

/** Reads all runs of a job once; afterwards pushes keep them true. */
export async function openJob(jobId: JobId): Promise<Result<null>> {
  if (store.getState().opened[jobId]) return { ok: true, value: null };
  const running = opening.get(jobId);
  if (running !== undefined) return running;
  const asked = invoke('jobs.open', { jobId }).then((answer): Result<null> => {
    opening.delete(jobId);
    if (!answer.ok) return answer;
    store.setState((state) => applyOpenedJob(state, answer.value), true);
    return { ok: true, value: null };
  });
  opening.set(jobId, asked);
  return asked;
}

/** Changes some settings; the new ones come back as a push. */
export const changeSettings = (
  change: Partial<Settings>,
  done?: string,
): Promise<Result<MethodValue<'settings.update'>>> =>
  perform('settings.update', { settings: { ...store.getState().settings, ...change } }, done, {
    retry: () => void changeSettings(change, done),
  });

/** Starts the scripted demo and shows it. Says itself what failed. */
export async function startDemo(): Promise<Result<MethodValue<'demo.start'>>> {
  const answer = await perform('demo.start', {});
  if (answer.ok) navigate({ screen: 'job', jobId: answer.value.jobId, runId: null });
  return answer;
}

const many = (count: number, one: string, more: string): string => (count === 1 ? one : `${count} ${more}`);

export const retryRuns = (runIds: readonly RunId[]) =>
  perform('runs.retry', { runIds: [...runIds] }, `Queued ${many(runIds.length, 'the run', 'runs')} again`);
export const tryNow = (runIds: readonly RunId[]) => perform('runs.tryNow', { runIds: [...runIds] });
export const cancelRuns = (runIds: readonly RunId[]) => perform('runs.cancel', { runIds: [...runIds] });
/** Says where the patches were saved, or nothing when the person closed the save dialog. */
export async function savePatches(runIds: readonly RunId[]): Promise<void> {
  const answer = await perform('runs.savePatches', { runIds: [...runIds] });
  if (!answer.ok || answer.value.path === null) return;
  say(`Saved ${many(answer.value.saved, 'the patch', 'patches')} to ${answer.value.path}`);
}
export const openExternal = (url: string) => perform('shell.openExternal', { url });
export const copyText = (text: string, done = 'Copied') => perform('clipboard.write', { text }, done);
