import type { ModelRequestRecord } from '../../src/demo/model-server.ts';
import type { DemoWorld } from '../../src/demo/world.ts';
import type { RunEventBody } from '../../src/shared/events.ts';
import type { RunFacts } from './facts.ts';

/** What an undisturbed run of the same job came to, by repository. */
export type Reference = ReadonlyMap<string, { outcome: string | null; tree: string | null; pullRequest: boolean }>;

export interface Aftermath {
  runs: readonly RunFacts[];
  requests: readonly ModelRequestRecord[];
  /** Times of the kills, on the clock of the requests' `arrivedMs`. */
  kills: readonly number[];
  pulls: DemoWorld['pulls'];
  /** By repository and branch: every commit that it held. */
  pushes: Record<string, Record<string, string[]>>;
}

/** Tools without an effect: one whose result was lost may simply run again. */
const READS: ReadonlySet<string> = new Set(['read_file', 'list_files', 'search_code']);

const bodiesOf = <K extends RunEventBody['kind']>(run: RunFacts, kind: K) =>
  run.events.map(({ body }) => body).filter((body): body is Extract<RunEventBody, { kind: K }> => body.kind === kind);

/** Of a run that went to its end: what two executions of the same job must have in common. */
export const referenceOf = (runs: readonly RunFacts[]): Reference =>
  new Map(
    runs.map(({ repo, row }) => [
      repo,
      { outcome: row.outcome, tree: row.changeset?.tree ?? null, pullRequest: row.publication.pullRequest !== null },
    ]),
  );

/** Everything that was lost or done twice, in words; empty when all is well. */
export function problemsOf(aftermath: Aftermath, reference: Reference): string[] {
  const { runs } = aftermath;
  const seen = new Map(referenceOf(runs));
  const differing = [...new Set([...reference.keys(), ...seen.keys()])].filter(
    (repo) => JSON.stringify(reference.get(repo)) !== JSON.stringify(seen.get(repo)),
  );
  return [
    ...(runs.length === seen.size ? [] : [`${runs.length} runs for ${seen.size} repositories`]),
    ...differing.map((repo) => {
      const [was, is] = [reference.get(repo), seen.get(repo)].map((value) => JSON.stringify(value));
      return `${repo}: ${is} instead of ${was}`;
    }),
    ...runs.flatMap(eventProblems),
    ...requestProblems(aftermath),
    ...runs.flatMap((run) => publishProblems(run, aftermath)),
  ];
}

function eventProblems(run: RunFacts): string[] {
  const problems: string[] = [];
  if (run.events.some(({ seq }, index) => seq !== index + 1)) problems.push('its events have gaps');
  const calls = bodiesOf(run, 'step_completed')
    .filter((step) => !step.discarded)
    .flatMap((step) => step.content)
    .flatMap((block) => (block.type === 'tool_use' ? [String(block.id)] : []));
  const finished = bodiesOf(run, 'tool_finished').map(({ toolCallId }) => String(toolCallId));
  for (const call of calls) {
    const times = finished.filter((id) => id === call).length;
    if (times !== 1) problems.push(`the tool call ${call} has ${times} results`);
  }
  const started = bodiesOf(run, 'tool_started').filter(({ name }) => !READS.has(name));
  for (const { toolCallId, name } of started) {
    if (started.filter((other) => other.toolCallId === toolCallId).length > 1) {
      problems.push(`${name} ${toolCallId} began twice`);
    }
  }
  const paid = (['step_completed', 'request_failed', 'judged', 'judge_failed'] as const)
    .flatMap((kind) => bodiesOf(run, kind))
    .reduce((sum, { costUsd }) => sum + costUsd, 0);
  if (Math.abs(paid - run.row.costUsd) > 1e-9)
    problems.push(`its cost is ${run.row.costUsd}, its answers cost ${paid}`);
  return problems.map((problem) => `${run.repo}: ${problem}`);
}

/** Requests whose answer is in no log: the ones that a kill met on their way. */
export function lostRequests({ runs, requests }: Pick<Aftermath, 'runs' | 'requests'>): ModelRequestRecord[] {
  const saved = savedAnswers(runs);
  const sessions = sessionThreads(requests, saved);
  const answers = requests.filter(isAnswer);
  const groups = Map.groupBy(answers, ({ prefix }) => prefix);
  return [...groups.values()].flatMap((group) => {
    if (group.some(({ thread }) => sessions.has(thread))) return group.filter(({ requestId }) => !saved.has(requestId));
    // The judge's answers carry no id into the log: the last of a group is the one that was kept.
    return group.slice(0, -1);
  });
}

/** The check of a key asks for nothing: it names no model, and no answer is to be paid for. */
const isAnswer = ({ method, path, model }: ModelRequestRecord): boolean =>
  method === 'POST' && path === '/v1/messages' && model !== null;
const savedAnswers = (runs: readonly RunFacts[]): ReadonlySet<string> =>
  new Set(runs.flatMap((run) => bodiesOf(run, 'step_completed').flatMap(({ requestId }) => requestId ?? [])));
const sessionThreads = (requests: readonly ModelRequestRecord[], saved: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(requests.filter(({ requestId }) => saved.has(requestId)).map(({ thread }) => thread));

/** A session whose app was killed may live on so long; what it asks for meanwhile was on its way at the kill. */
const LAST_BREATH_MS = 1_500;

/** Each kill excuses one repetition of the same request. */
function takeKill(kills: number[], from: number, to: number): boolean {
  const index = kills.findIndex((at) => at >= from - LAST_BREATH_MS && at <= to);
  if (index !== -1) kills.splice(index, 1);
  return index !== -1;
}

function requestProblems({ runs, requests, kills }: Aftermath): string[] {
  const problems: string[] = [];
  const saved = savedAnswers(runs);
  const sessions = sessionThreads(requests, saved);
  const answers = requests.filter(isAnswer);
  const judged = runs.flatMap((run) => bodiesOf(run, 'judged')).length;
  let judgements = 0;
  for (const group of Map.groupBy(answers, ({ prefix }) => prefix).values()) {
    const [first] = group;
    if (!first) continue;
    const isSession = sessions.has(first.thread);
    if (!isSession) judgements += 1;
    const name = `step ${first.step} of ${isSession ? 'a session' : 'the judge'} (${first.conversation.slice(0, 60)}…)`;
    const unused = [...kills];
    for (const [index, request] of group.entries()) {
      const next = group[index + 1];
      if (next && saved.has(request.requestId)) problems.push(`${name}: asked again though its answer is saved`);
      if (next && !takeKill(unused, request.arrivedMs, next.arrivedMs)) {
        const gap = Math.round(next.arrivedMs - request.arrivedMs);
        problems.push(`${name}: asked again after ${gap} ms without a kill between`);
      }
      if (!next && isSession && !saved.has(request.requestId)) problems.push(`${name}: its last answer is not saved`);
      if (request.status !== 200 && !next) problems.push(`${name}: ended with ${request.status} ${request.error}`);
    }
  }
  if (judged !== judgements) problems.push(`the judge was asked ${judgements} questions, ${judged} answers are saved`);
  const known = new Set(answers.map(({ requestId }) => requestId));
  const unknown = [...saved].filter((id) => !known.has(id));
  if (unknown.length > 0) problems.push(`${unknown.length} saved answers were never given`);
  return problems;
}

function publishProblems(run: RunFacts, { pulls, pushes }: Aftermath): string[] {
  const problems: string[] = [];
  const own = pulls.filter(({ repository }) => repository === run.repo);
  const branches = pushes[run.repo] ?? {};
  const known = run.row.publication.pullRequest;
  if (own.length !== (known ? 1 : 0)) problems.push(`${own.length} pull requests`);
  if (Object.keys(branches).length !== (known ? 1 : 0)) problems.push(`branches ${Object.keys(branches).join(', ')}`);
  for (const [branch, commits] of Object.entries(branches)) {
    if (commits.length !== 1) problems.push(`${branch} held ${commits.length} commits one after the other`);
    if (known && commits.at(-1) !== known.headCommit) problems.push(`${branch} does not hold what its row says`);
  }
  return problems.map((problem) => `${run.repo}: ${problem}`);
}
