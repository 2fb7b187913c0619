import type { Changeset } from '../../shared/changeset.ts';
import { ok, thrownText } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import { currentPrompt } from '../../shared/job.ts';
import { objectionsOf } from '../../shared/judgement.ts';
import { retryAt } from '../../shared/model-retry.ts';
import { costOfAnswer } from '../../shared/models.ts';
import { tokensAtMost } from '../../shared/tokens.ts';
import { NO_USAGE } from '../../shared/usage.ts';
import type { Clone } from '../git/contract.ts';
import { wait } from '../lib/clock.ts';
import { JUDGE_TOKENS, type Judged, type JudgeRequest, judgeModel } from '../model-api/model-api.ts';
import { must } from './must.ts';
import type { RunOptions } from './run-options.ts';

/** The judge reads at most so much; a longer change is judged by its beginning. */
const JUDGED_BYTES = 120_000;
const JUDGED_IN_PART: RunEventBody = {
  kind: 'notice',
  level: 'warning',
  message: { code: 'judged_in_part', parameters: {} },
};
/** The judge's system prompt and schema, and what the API adds. */
const FRAME_TOKENS = 1500;

/**
 * The judge's objections to a change; none when it has no objection or no opinion. The judge is optional: when it cannot be
 * asked, the thread says so and the run continues. An opinion on the same tree is reused, because it is paid for.
 */
export async function judgeChange(options: RunOptions, clone: Clone, changeset: Changeset): Promise<readonly string[]> {
  const known = options.log.progress().judged;
  if (known) return objectionsOf(known);
  const action = { code: 'judging' as const, parameters: {} };
  must(await options.record({ kind: 'phase_started', phase: 'judging', action }));
  const { patch, cut } = must(await options.git.patch(clone, changeset.tree, null, JUDGED_BYTES));
  const claude = must(await options.claude());
  const prompts = options.job.prompts;
  const prompt = prompts.find(({ version }) => version === options.run().promptVersion) ?? currentPrompt(options.job);
  const model = judgeModel(options.job.settings.model, claude.anthropicUrl);
  const asked = { prompt: prompt.text, changeset, patch, cut };
  return askJudge(options, {
    ...claude,
    ...asked,
    model,
    maxTokens: JUDGE_TOKENS[0],
    inputTokens: promptAtMost(asked),
    signal: options.signal,
    onRateLimits: (headers) => options.session.onRateLimits(headers, model),
  });
}

/** Asks until there is an answer, with a permit for each request and the same retry delays as sessions. */
async function askJudge(options: RunOptions, request: JudgeRequest): Promise<readonly string[]> {
  const { clock, signal, record } = options;
  const { model, inputTokens } = request;
  let maxTokens = request.maxTokens;
  for (let retries = 0; !signal.aborted; retries += 1) {
    const reserveUsd = costOfAnswer(model, { ...NO_USAGE, fresh: inputTokens, output: maxTokens });
    const ask = { model, reserveUsd, usualUsd: reserveUsd, leastUsd: reserveUsd, inputTokens };
    const { permit, settle } = await options.session.onPermit(ask);
    if (!permit.granted) return signal.aborted ? [] : notAsked(options);
    const judged = await options.judge({ ...request, maxTokens }).catch((thrown: unknown) => defect(thrown, request));
    // Recorded before the permit is settled: otherwise the cost would count nowhere in between.
    if (judged.ok) {
      const recorded = await record({ kind: 'judged', ...judged.value }, ...(request.cut ? [JUDGED_IN_PART] : []));
      settle(judged.value.costUsd);
      must(recorded);
      return objectionsOf(judged.value);
    }
    const { error, usage = NO_USAGE, estimated = false, priceFactor = 1 } = judged;
    const costUsd = costOfAnswer(model, usage) * priceFactor;
    // A truncated answer is asked for once more with a higher limit. An unreadable one is not: the next would hardly be better.
    const roomier = judged.isCut === true && maxTokens < JUDGE_TOKENS[1];
    const isFinal = signal.aborted || (error.code === 'model_bad_answer' && !roomier);
    const at = isFinal ? null : roomier ? clock.now() : retryAt(error, retries, clock.now(), Math.random());
    const isReported = !signal.aborted || costUsd > 0;
    const recorded = isReported
      ? await record({ kind: 'judge_failed', error, retryAt: at, usage, costUsd, ...(estimated ? { estimated } : {}) })
      : ok(null);
    settle(costUsd);
    must(recorded);
    if (at === null) return [];
    if (roomier) maxTokens = JUDGE_TOKENS[1];
    await wait(clock, at - clock.now(), signal);
  }
  return [];
}

/** A defect in the judge does not stop a finished and checked change; requests that were sent are paid for all the same. */
const defect = (thrown: unknown, { inputTokens }: JudgeRequest): Judged => ({
  ok: false,
  error: { code: 'unexpected', message: 'The answer of the judge could not be used', why: thrownText(thrown) },
  usage: { ...NO_USAGE, fresh: inputTokens },
  estimated: true,
});

function promptAtMost({ prompt, changeset, patch }: Pick<JudgeRequest, 'prompt' | 'changeset' | 'patch'>): number {
  const files = changeset.files.map(({ path }) => path).join('\n');
  return FRAME_TOKENS + tokensAtMost(prompt) + tokensAtMost(files) + 2 * changeset.files.length + tokensAtMost(patch);
}

async function notAsked(options: RunOptions): Promise<readonly string[]> {
  const message = { code: 'judge_not_asked' as const, parameters: {} };
  must(await options.record({ kind: 'notice', level: 'warning', message }));
  return [];
}
