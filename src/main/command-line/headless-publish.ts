import { doubtsOf, keyDoubts } from '../../shared/doubts.ts';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { type RepoRef, repoKey, repoLabel } from '../../shared/repo.ts';
import { hasNewChange, type Run } from '../../shared/run.ts';
import { failureOf } from '../../shared/run-text.ts';
import type { Engine } from '../engine/contract.ts';

const MOST_LINES = 20;

/**
 * Asks the hosts, before anything is paid, whether the token may open what `--publish` asks for. Where it may do so in no
 * repository there is nothing to begin; where it may not in some of them, they are named, and end in a patch.
 */
export async function askBeforePaying(
  engine: Pick<Engine, 'repos'>,
  repos: RepoRef[],
  say: (line: string) => void,
): Promise<Result<null>> {
  const asked = await engine.repos.preflight({ repos });
  if (!asked.ok) return asked;
  const labels = new Map(repos.map((repo) => [repoKey(repo), repoLabel(repo)]));
  const shut = asked.value.filter(({ canOpenPullRequest }) => !canOpenPullRequest);
  const lines = shut.map(({ key, notes }) => `${labels.get(key) ?? key}: ${notes.join(' ')}`);
  // Who does not answer may do so later: its run waits for that.
  if (shut.length < repos.length || shut.some(({ state }) => state === 'blocked' || state === 'unknown')) {
    for (const line of lines.slice(0, MOST_LINES)) say(line);
    return ok(null);
  }
  return failure('not_allowed', 'None of these repositories would get a pull request: nothing was begun.', {
    why: lines.slice(0, MOST_LINES).join('\n'),
    next: 'Give the token the right to push and to open pull requests there, or leave out --publish and get patches.',
  });
}

/** What was to be opened by itself and was not, one line each with its reason. Pure. */
export const notOpened = (runs: readonly Run[]): string[] =>
  runs.filter(hasNewChange).map((run) => `no pull request for ${repoLabel(run.repo)}: ${whyNot(run)}`);

function whyNot(run: Run): string {
  const failure = failureOf(run);
  if (failure) return [failure.message, failure.why].filter(Boolean).join(' ');
  const [doubt] = doubtsOf(run);
  if (doubt !== undefined) return `a person must say so first. ${messageText(doubt)}`;
  return run.canPush === true ? 'it was not reached' : 'the token may not push there; its patch is what there is';
}

/** The demo plays the person, too: it says yes to what its scripted sessions did, unless a check, rule or judge objects. */
export async function publishAsThePerson(
  engine: Pick<Engine, 'runs' | 'jobEnded'>,
  jobId: JobId,
  runs: readonly Run[],
): Promise<readonly Run[]> {
  const runIds: RunId[] = runs
    .filter((run) => hasNewChange(run) && run.canPush === true && run.verdict !== 'newly_broken')
    .filter(({ guardProblems, judgeReasons }) => guardProblems.length + judgeReasons.length === 0)
    .filter((run) => keyDoubts(run).length === 0)
    .map(({ id }) => id);
  if (runIds.length === 0) return runs;
  const asked = await engine.runs.openPullRequests({ runIds });
  return asked.ok ? engine.jobEnded(jobId) : runs;
}
