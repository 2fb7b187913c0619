import type { CheckResult, Verdict } from './check.ts';
import { dollars } from './dollars.ts';
import type { AppError } from './errors.ts';
import type { RawBlock, RunEvent, StopLimit, ToolDetails, TurnStatus } from './events.ts';
import type { FinishReport } from './finish.ts';
import { objectionsOf } from './judgement.ts';
import { adjustmentText } from './messages/adjustments.ts';
import { messageText } from './messages/message-text.ts';
import type { Usage } from './usage.ts';

/** One entry of a thread that a person can see. `at` is main's clock; `seq` the event that made it. */
export type Item =
  | (ItemBase & {
      kind: 'turn';
      source: 'instruction' | 'person' | 'check' | 'judge' | 'guard';
      text: string;
      content: RawBlock[];
    })
  | (ItemBase & { kind: 'message'; step: number; text: string })
  | (ItemBase & { kind: 'reasoning'; step: number; text: string })
  | (ItemBase & {
      kind: 'tool_call';
      step: number;
      toolCallId: string;
      name: string;
      title: string;
      input: unknown;
      status: 'running' | 'ok' | 'error' | 'cancelled';
      content: string;
      details: ToolDetails;
      ms: number | null;
    })
  | (ItemBase & {
      kind: 'step';
      step: number;
      model: string;
      stopReason: string;
      messageId: string;
      requestId: string | null;
      usage: Usage;
      costUsd: number;
      firstByteMs: number;
      ms: number;
      retries: number;
      discarded: boolean;
      content: RawBlock[];
    })
  | (ItemBase & {
      kind: 'request_failed';
      step: number;
      error: AppError;
      retry: number;
      retryAt: number | null;
      usage: Usage;
      costUsd: number;
    })
  | (ItemBase & { kind: 'notice'; level: 'info' | 'warning'; text: string })
  | (ItemBase & {
      kind: 'turn_end';
      status: TurnStatus;
      report: FinishReport | null;
      error: AppError | null;
      limit: StopLimit | null;
    })
  | (ItemBase & { kind: 'check'; result: CheckResult })
  | (ItemBase & {
      kind: 'flow';
      text: string;
      /** For who has no use for commit ids. */
      brief: string;
      level: 'info' | 'warning' | 'error';
      verdict: Verdict | null;
    });

interface ItemBase {
  /** Stable for the life of the thread: the event's number, and a suffix where one event makes several items. */
  id: string;
  seq: number;
  at: number;
  turnId: string | null;
}

/** The items of one kind. */
export type ItemOf<K extends Item['kind']> = Extract<Item, { kind: K }>;

/** The durable conversation of a run, rebuilt from its events. */
export interface Thread {
  items: readonly Item[];
  lastSeq: number;
}

/** A thread before its first event. */
export const EMPTY_THREAD: Thread = { items: [], lastSeq: 0 };

/**
 * The one reducer from events to a thread; takes a batch so that a long log is copied once. Events that it already holds
 * are ignored. The items of earlier threads are never changed in place.
 */
export function applyEvents(thread: Thread, events: readonly RunEvent[]): Thread {
  const items = [...thread.items];
  let lastSeq = thread.lastSeq;
  for (const event of events) {
    if (event.seq <= lastSeq) continue;
    lastSeq = event.seq;
    applyOne(items, event);
  }
  return { items, lastSeq };
}

function applyOne(items: Item[], { seq, at, body }: RunEvent): void {
  const base = (turnId: string | null = null, suffix = ''): ItemBase => ({ id: `${seq}${suffix}`, seq, at, turnId });
  const flow = (text: string, level: 'info' | 'warning' | 'error' = 'info', verdict: Verdict | null = null) => {
    items.push({ ...base(), kind: 'flow', text, brief: text, level, verdict });
  };
  switch (body.kind) {
    case 'turn_started':
      items.push({ ...base(body.turnId), kind: 'turn', source: body.source, text: body.text, content: body.content });
      return;
    case 'message_added':
      items.push({ ...base(body.turnId), kind: 'notice', level: 'info', text: messageText(body.reason) });
      return;
    case 'step_completed':
      items.push(...itemsOfStep(base, body));
      return;
    case 'tool_started':
      items.push({
        ...base(body.turnId),
        kind: 'tool_call',
        step: body.step,
        toolCallId: body.toolCallId,
        name: body.name,
        title: messageText(body.title),
        input: body.input,
        status: 'running',
        content: '',
        details: { kind: 'none' },
        ms: null,
      });
      return;
    case 'tool_finished':
      replaceLast(
        items,
        (item) => item.kind === 'tool_call' && item.toolCallId === body.toolCallId,
        (item) =>
          item.kind === 'tool_call'
            ? { ...item, status: body.ok ? 'ok' : 'error', content: body.content, details: body.details, ms: body.ms }
            : item,
      );
      return;
    case 'request_failed':
      items.push({
        ...base(body.turnId),
        kind: 'request_failed',
        step: body.step,
        error: body.error,
        retry: body.retry,
        retryAt: body.retryAt,
        usage: body.usage,
        costUsd: body.costUsd,
      });
      return;
    case 'notice':
      items.push({ ...base(), kind: 'notice', level: body.level, text: messageText(body.message) });
      return;
    case 'request_adjusted':
      items.push({ ...base(body.turnId), kind: 'notice', level: 'warning', text: adjustmentText(body.change) });
      return;
    case 'cache_kept': {
      const text = `Kept the conversation in the cache while a command or check ran, for ${dollars(body.costUsd)}`;
      items.push({ ...base(body.turnId), kind: 'notice', level: 'info', text });
      return;
    }
    case 'turn_finished':
      cancelOpenCalls(items, (item) => item.turnId === body.turnId);
      items.push({
        ...base(body.turnId),
        kind: 'turn_end',
        status: body.status,
        report: body.report,
        error: body.error,
        limit: body.limit,
      });
      return;
    case 'check_finished':
      items.push({ ...base(), kind: 'check', result: body.result });
      return;
    case 'verdict_reached':
      flow(
        `Verdict of the checks: ${body.verdict.replaceAll('_', ' ')}`,
        body.verdict === 'newly_broken' ? 'warning' : 'info',
        body.verdict,
      );
      return;
    case 'guard_finished':
      for (const problem of body.problems) flow(messageText(problem), 'warning');
      return;
    case 'judged': {
      const objections = objectionsOf(body);
      const cost = dollars(body.costUsd);
      if (objections.length === 0) flow(`The judge found the change in scope, complete and safe, for ${cost}`);
      else flow(`The judge objects, for ${cost}: ${objections.join('; ')}`, 'warning');
      return;
    }
    case 'judge_failed': {
      const cost = body.costUsd > 0 ? `, for ${dollars(body.costUsd)}` : '';
      const then = body.retryAt ? 'Asked again.' : 'The change was not compared with the request.';
      flow(`The judge gave no opinion${cost}: ${withStop(body.error.message)} ${then}`, 'warning');
      return;
    }
    case 'cloned': {
      const text = `Cloned ${body.files} files at ${body.baseCommit.slice(0, 9)} of ${body.baseBranch}`;
      const brief = `Cloned ${body.files} files of ${body.baseBranch}`;
      items.push({ ...base(), kind: 'flow', text, brief, level: 'info', verdict: null });
      return;
    }
    case 'changeset_ready':
      flow(`${body.changeset.files.length} files changed, +${body.changeset.insertions} −${body.changeset.deletions}`);
      return;
    case 'interrupted':
      cancelOpenCalls(items, () => true);
      flow(body.error.message, 'warning');
      return;
    case 'settled':
      flow(messageText(body.reason), body.outcome === 'failed' ? 'error' : 'info');
      return;
    case 'pull_request_saved':
      flow(`Pull request #${body.pullRequest.number} is ${body.pullRequest.state}: ${body.pullRequest.url}`);
      return;
    case 'publication_failed':
      flow(`The pull request could not be opened: ${body.error.message}`, 'error');
      return;
    case 'reviewed':
      flow(
        body.decision === 'none'
          ? 'Decision taken back'
          : `${body.decision === 'approved' ? 'Approved' : 'Rejected'}${body.note ? `: ${body.note}` : ''}`,
      );
      return;
    case 'comment_added':
      flow(`Comment for the next turn: ${body.text}`);
      return;
    case 'queued':
    case 'attempt_started':
    case 'phase_started':
    case 'moved':
    case 'waiting':
    case 'publication_requested':
    case 'publication_waiting':
    case 'publication_started':
      return;
  }
}

const withStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

type StepBody = Extract<RunEvent['body'], { kind: 'step_completed' }>;
function itemsOfStep(base: (turnId: string | null, suffix?: string) => ItemBase, body: StepBody): Item[] {
  const items: Item[] = [];
  body.content.forEach((block, index) => {
    const text = block.type === 'text' ? block.text : block.type === 'thinking' ? block.thinking : undefined;
    if (typeof text !== 'string' || text.trim() === '') return;
    const kind = block.type === 'text' ? 'message' : 'reasoning';
    items.push({ ...base(body.turnId, `.${index}`), kind, step: body.step, text });
  });
  items.push({
    ...base(body.turnId, '.s'),
    kind: 'step',
    step: body.step,
    model: body.model,
    stopReason: body.stopReason,
    messageId: body.messageId,
    requestId: body.requestId,
    usage: body.usage,
    costUsd: body.costUsd,
    firstByteMs: body.firstByteMs,
    ms: body.ms,
    retries: body.retries,
    discarded: body.discarded,
    content: body.content,
  });
  return items;
}

function replaceLast(items: Item[], matches: (item: Item) => boolean, replace: (item: Item) => Item): void {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item && matches(item)) {
      items[index] = replace(item);
      return;
    }
  }
}

/** A call that was running when its turn ended or its process died has no result: it counts as cancelled. */
function cancelOpenCalls(items: Item[], within: (item: Item) => boolean): void {
  items.forEach((item, index) => {
    if (item.kind === 'tool_call' && item.status === 'running' && within(item))
      items[index] = { ...item, status: 'cancelled' };
  });
}
