import { mkdirSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Account, RepositorySeed } from '../../../demo/github/answers.ts';
import type { PullRecord } from '../../../demo/github/store.ts';
import { startGitHubServer } from '../../../demo/github-server.ts';
import { ok } from '../../../shared/errors.ts';
import type { RunEventBody } from '../../../shared/events.ts';
import { type JobId, jobIdOf, type RunId } from '../../../shared/ids.ts';
import { DEFAULT_JOB_SETTINGS, type JobSettings } from '../../../shared/job.ts';
import type { RepoRef } from '../../../shared/repo.ts';
import type { Run } from '../../../shared/run.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Metered } from '../../../shared/usage.ts';
import { commitTo, type Files, got, tempFolder } from '../../git/testing/world.ts';
import type { Judgement, JudgeRequest, ModelApi } from '../../model-api/model-api.ts';
import type { SessionStart } from '../../session/contract.ts';
import { type ScriptedTurn, type SeenTurn, scriptedSessions } from '../../session/testing/scripted-session.ts';
import { afterTest } from '../../testing/once-per-file.ts';
import { until as comesToHold } from '../../testing/until.ts';
import type { Engine, EngineOptions } from '../contract.ts';
import { createEngine } from '../create-engine.ts';
import { engineOptions, GITHUB_TOKEN, heldKeys } from './engine-options.ts';

/** Stands beside the world that it waits for. */
export const until = comesToHold;

export interface WorldOptions {
  /** Repositories of `acme` by name; those whose name begins with `locked` cannot be pushed to. */
  repos: Record<string, Files>;
  script: (turn: SeenTurn, start: SessionStart) => ScriptedTurn;
  settings?: Partial<JobSettings>;
  appSettings?: Partial<Settings>;
  judge?: (nth: number, request: JudgeRequest) => Metered<Pick<Judgement, 'inScope' | 'complete' | 'safe' | 'reasons'>>;
  keys?: { claude?: string; github?: string };
  /** The account on the host, and what its token may do. */
  account?: Partial<Account>;
  engine?: Partial<EngineOptions>;
}

export interface OwnOfJob {
  /** Names of some of the world's repositories. */
  repos?: string[];
  prompt?: string;
  settings?: Partial<JobSettings>;
  script?: WorldOptions['script'];
}

/** An engine over real stores, git, checks and a GitHub on loopback; only the sessions and the judge are scripted. */
export async function startWorld(options: WorldOptions, atEnd = afterTest) {
  const folder = tempFolder(atEnd);
  const names = Object.keys(options.repos);
  for (const name of names)
    commitTo(path.join(folder, 'hub/repositories/acme', `${name}.git`), options.repos[name] ?? {});
  const account = { login: 'dev', id: 7, name: 'Dev', token: GITHUB_TOKEN, ...options.account };
  /** The host answers from these very objects. */
  const repositories = names.map((name): RepositorySeed => {
    const pushers = name.startsWith('locked') ? [] : [account.login];
    return { owner: 'acme', name, description: '', topics: [], defaultBranch: 'main', pushers };
  });
  const hub = await startGitHubServer({ folder: path.join(folder, 'hub'), accounts: [account], repositories });
  atEnd(() => hub.close());
  const scripts = new Map<JobId, WorldOptions['script']>();
  const sessions = scriptedSessions((turn, start) =>
    (scripts.get(jobIdOf(start.runId)) ?? options.script)(turn, start),
  );
  let judged = 0;
  const running: Engine[] = [];
  const stop = async () => {
    for (const engine of running.splice(0)) await engine.stop();
  };
  atEnd(stop);

  const judge: ModelApi['judge'] = async (request) => {
    judged += 1;
    const opinion = options.judge?.(judged, request) ?? ok({ inScope: true, complete: true, safe: true, reasons: [] });
    const usage = { fresh: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, thinking: 0 };
    return opinion.ok ? ok({ ...opinion.value, model: 'judge', usage, costUsd: 0.001 }) : opinion;
  };

  /** Starts an engine on a data folder; the same folder again is a restart of the app. */
  const start = async (data = path.join(folder, 'data'), given: Partial<EngineOptions> = {}): Promise<Engine> => {
    mkdirSync(data, { recursive: true });
    const base = engineOptions(data, hub.apiUrl, sessions.startSession);
    const engine = createEngine({
      ...base,
      modelApi: { ...base.modelApi, judge },
      ...(options.keys ? { secrets: heldKeys(options.keys) } : {}),
      settingsOverrides: { ...base.settingsOverrides, ...options.appSettings },
      ...options.engine,
      ...given,
    });
    running.push(engine);
    got(await engine.start());
    return engine;
  };
  const repo = (name: string): RepoRef => {
    const host = new URL(hub.webUrl).host;
    return { kind: 'remote', host, owner: 'acme', name, url: `${hub.webUrl}/acme/${name}.git` };
  };
  const settings: JobSettings = { ...DEFAULT_JOB_SETTINGS, judge: false, unsandboxedAgreed: true, ...options.settings };
  /** `own`: what this job has otherwise than the world's others. */
  const create = async (engine: Engine, own: OwnOfJob = {}): Promise<JobId> => {
    const { jobId } = got(
      await engine.jobs.create({
        title: '',
        prompt: own.prompt ?? 'Do it.',
        repos: (own.repos ?? names).map(repo),
        settings: { ...settings, ...own.settings },
      }),
    );
    if (own.script) scripts.set(jobId, own.script);
    return jobId;
  };
  const runsOf = async (engine: Engine, jobId: JobId): Promise<Run[]> => got(await engine.jobs.open({ jobId })).runs;
  const kindsOf = async (engine: Engine, runId: RunId): Promise<RunEventBody['kind'][]> =>
    got(await engine.runs.events({ runId, after: 0 })).events.map(({ body }) => body.kind);
  /** What a SIGKILL of the app would leave: the data folder as it is on disk right now. */
  const crashCopy = async (name: string): Promise<string> => {
    const copy = path.join(folder, name);
    try {
      await cp(path.join(folder, 'data'), copy, { recursive: true, verbatimSymlinks: true });
      return copy;
    } catch {
      // A temporary file was renamed while it was being copied: this is no moment, the next one is.
      await rm(copy, { recursive: true, force: true });
      return crashCopy(name);
    }
  };
  /** Ends the engines and keeps all that there is by now: what it gives brings that back, whatever happened since. */
  const keep = async () => {
    await stop();
    const places = ['data', 'hub/repositories'].map((name) => [
      path.join(folder, name),
      path.join(folder, 'kept', name),
    ]);
    const copy = async (from: string, to: string) => {
      await rm(to, { recursive: true, force: true });
      await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    };
    for (const [place = '', kept = ''] of places) await copy(place, kept);
    const pulls = structuredClone(hub.pulls);
    return async () => {
      await stop();
      for (const [place = '', kept = ''] of places) await copy(kept, place);
      // The host answers from this very list.
      (hub.pulls as PullRecord[]).splice(0, hub.pulls.length, ...structuredClone(pulls));
      sessions.turns.length = 0;
      sessions.starts.length = 0;
    };
  };
  return { folder, hub, account, repositories, sessions, start, create, keep, runsOf, kindsOf, crashCopy, repo, names };
}
