import { type CheckResult, VERDICT_WORDS } from '../../../../shared/check.ts';
import { messageText } from '../../../../shared/messages/message-text.ts';
import type { Item, ItemOf } from '../../../../shared/thread.ts';
import { promptTokens } from '../../../../shared/usage.ts';
import { formatCount, formatDuration, formatMoney, plural } from '../../../ui/format.ts';

/** One line of the technical view: every item is one, nothing is left out. Heavy parts are made when it is opened. */
export interface TechnicalRow {
  id: string;
  seq: number;
  at: number;
  item: Item;
  /** Which model request it belongs to, null for what main did. */
  step: number | null;
  /** What it is, short: a tool's name, `step 3`, `message`, … */
  label: string;
  /** One line of what it holds. */
  title: string;
  /** Numbers at the end of the line. */
  aside: string;
  /** The tool's name, null for anything but a tool call. */
  tool: string | null;
  isError: boolean;
}

/** A named exact text of an item. */
export interface Section {
  label: string;
  text: string;
  language: 'text' | 'json' | 'diff';
}

/** A named number or word of an item. */
export interface Fact {
  label: string;
  value: string;
}

/** Every item as a row, in order. The same item gives the same row. */
export const technical = (items: readonly Item[]): TechnicalRow[] => items.map(rowOf);

// Items are never changed in place, so a long thread that grows by one event makes one row.
const rows = new WeakMap<Item, TechnicalRow>();

function rowOf(item: Item): TechnicalRow {
  const known = rows.get(item);
  if (known) return known;
  const made = makeRow(item);
  rows.set(item, made);
  return made;
}

function makeRow(item: Item): TechnicalRow {
  return {
    id: item.id,
    seq: item.seq,
    at: item.at,
    item,
    step: 'step' in item ? item.step : null,
    tool: item.kind === 'tool_call' ? item.name : null,
    isError: isErrorItem(item),
    ...lineOf(item),
  };
}

function isErrorItem(item: Item): boolean {
  switch (item.kind) {
    case 'tool_call':
      return item.status === 'error';
    case 'request_failed':
      return true;
    case 'step':
      return item.discarded;
    case 'turn_end':
      return item.status === 'failed';
    case 'check':
      return item.result.exitCode !== 0;
    case 'flow':
      return item.level === 'error';
    case 'notice':
      return item.level === 'warning';
    case 'turn':
    case 'message':
    case 'reasoning':
      return false;
  }
}

function lineOf(item: Item): { label: string; title: string; aside: string } {
  switch (item.kind) {
    case 'turn':
      return { label: item.source, title: firstLine(item.text), aside: '' };
    case 'message':
      return { label: 'message', title: firstLine(item.text), aside: '' };
    case 'reasoning':
      return { label: 'reasoning', title: firstLine(item.text), aside: '' };
    case 'tool_call':
      return {
        label: item.name,
        title: item.title,
        aside: item.status === 'ok' || item.status === 'error' ? formatDuration(item.ms ?? 0) : item.status,
      };
    case 'step':
      return {
        label: `step ${item.step}`,
        title: `${deedsOf(item)}${item.discarded ? ', discarded' : ''}${item.retries > 0 ? `, ${plural(item.retries, 'retry', 'retries')}` : ''}`,
        aside: `${formatCount(promptTokens(item.usage))} in, ${formatCount(item.usage.output)} out · ${formatMoney(item.costUsd)} · ${formatDuration(item.ms)}`,
      };
    case 'request_failed':
      return {
        label: 'failure',
        title: item.error.message,
        aside: `${item.retryAt === null ? 'gave up' : `retry ${item.retry}`}${item.costUsd > 0 ? ` · ${formatMoney(item.costUsd)}` : ''}`,
      };
    case 'notice':
      return { label: item.level === 'warning' ? 'warning' : 'notice', title: firstLine(item.text), aside: '' };
    case 'turn_end':
      return {
        label: 'turn ended',
        title: item.error?.message ?? item.report?.summary ?? item.limit ?? endText(item.status),
        aside: item.status,
      };
    case 'check':
      return {
        label: `check ${item.result.moment === 'baseline' ? 'before' : 'after'}`,
        title: item.result.command,
        aside: `${item.result.exitCode === null ? 'no exit code' : `exit ${item.result.exitCode}`} · ${formatDuration(item.result.ms)}`,
      };
    case 'flow':
      return {
        label: 'app',
        title: item.text,
        aside: item.verdict ? VERDICT_WORDS[item.verdict] : '',
      };
  }
}

/** The numbers of an item, in the order in which they are read. */
export function factsOf(item: Item): Fact[] {
  switch (item.kind) {
    case 'step':
      return stepFacts(item);
    case 'tool_call':
      return [
        { label: 'tool', value: item.name },
        { label: 'status', value: item.status },
        ...(item.ms === null ? [] : [{ label: 'took', value: formatDuration(item.ms) }]),
        { label: 'call id', value: item.toolCallId },
        ...(item.details.kind === 'command'
          ? [
              { label: 'exit code', value: String(item.details.exitCode ?? 'none') },
              { label: 'sandbox', value: item.details.sandboxed ? 'yes' : 'no' },
              ...(item.details.timedOut ? [{ label: 'timed out', value: 'yes' }] : []),
            ]
          : []),
      ];
    case 'request_failed':
      return [
        { label: 'code', value: item.error.code },
        ...(item.error.status === undefined ? [] : [{ label: 'status', value: String(item.error.status) }]),
        ...(item.error.requestId === undefined ? [] : [{ label: 'request id', value: item.error.requestId }]),
        { label: 'retry', value: String(item.retry) },
        ...(item.retryAt === null
          ? []
          : [{ label: 'again after', value: formatDuration(Math.max(0, item.retryAt - item.at)) }]),
        ...(item.costUsd > 0 ? paidFacts(item) : []),
      ];
    case 'turn_end':
      return [
        { label: 'status', value: item.status },
        ...(item.limit ? [{ label: 'limit', value: item.limit }] : []),
        ...(item.error ? [{ label: 'code', value: item.error.code }] : []),
      ];
    case 'check':
      return [
        { label: 'exit code', value: String(item.result.exitCode ?? 'none') },
        { label: 'took', value: formatDuration(item.result.ms) },
        ...(item.result.timedOut ? [{ label: 'timed out', value: 'yes' }] : []),
      ];
    case 'turn':
    case 'message':
    case 'reasoning':
    case 'notice':
    case 'flow':
      return [];
  }
}

/** Why an answer that calls no tool ended, in words. */
const STOPS: Record<string, string> = {
  end_turn: 'Answered',
  stop_sequence: 'Answered',
  max_tokens: 'Was cut off at its limit of tokens',
  refusal: 'Refused',
};

/** What a step did: the tools that it called, each once. */
function deedsOf({ content, stopReason }: ItemOf<'step'>): string {
  const calls = new Map<string, number>();
  for (const { type, name } of content)
    if (type === 'tool_use' && typeof name === 'string') calls.set(name, (calls.get(name) ?? 0) + 1);
  if (calls.size === 0) return STOPS[stopReason] ?? stopReason;
  return `Called ${[...calls].map(([name, count]) => (count > 1 ? `${name} (${count})` : name)).join(', ')}`;
}

const endText = (status: ItemOf<'turn_end'>['status']): string =>
  status === 'completed' ? 'ended without a report' : status;

const paidFacts = ({ usage, costUsd }: Pick<ItemOf<'step'>, 'usage' | 'costUsd'>): Fact[] => [
  { label: 'fresh', value: formatCount(usage.fresh) },
  { label: 'cache read', value: formatCount(usage.cacheRead) },
  { label: 'cache written', value: formatCount(usage.cacheWrite5m + usage.cacheWrite1h) },
  { label: 'output', value: formatCount(usage.output) },
  { label: 'thinking', value: formatCount(usage.thinking) },
  { label: 'cost', value: `$${costUsd.toFixed(6)}` },
];

function stepFacts(item: ItemOf<'step'>): Fact[] {
  return [
    { label: 'model', value: item.model },
    { label: 'stop reason', value: item.stopReason },
    ...paidFacts(item),
    { label: 'first byte', value: formatDuration(item.firstByteMs) },
    { label: 'latency', value: formatDuration(item.ms) },
    { label: 'retries', value: String(item.retries) },
    ...(item.requestId ? [{ label: 'request id', value: item.requestId }] : []),
    { label: 'message id', value: item.messageId },
  ];
}

/** The exact texts of an item. Made when a row is opened: a thread may hold ten thousand. */
export function sectionsOf(item: Item): Section[] {
  switch (item.kind) {
    case 'turn':
      return [text('Text', item.text), ...sentBlocks(item)];
    case 'message':
    case 'reasoning':
    case 'notice':
    case 'flow':
      return [text('Text', item.text)];
    case 'tool_call':
      return [
        { label: 'Input', text: pretty(item.input), language: 'json' },
        ...(item.status === 'running' ? [] : [text('Output', item.content)]),
        ...(item.details.kind === 'edit' && item.details.patch !== ''
          ? [{ label: 'Edit', text: item.details.patch, language: 'diff' as const }]
          : []),
      ];
    case 'step':
      return [];
    case 'request_failed':
      return errorSections(item.error);
    case 'turn_end':
      return [
        ...(item.report ? [{ label: 'Report', text: pretty(item.report), language: 'json' as const }] : []),
        ...(item.error ? errorSections(item.error) : []),
      ];
    case 'check':
      return [text('Command', item.result.command), lastLines(item.result)];
  }
}

const lastLines = ({ problem, tail }: CheckResult): Section =>
  text('Last lines', problem === null ? tail : messageText(problem));

/** What was sent besides the words that a person reads (facts of the repository). */
function sentBlocks(item: ItemOf<'turn'>): Section[] {
  const texts = item.content.flatMap((block) => (typeof block.text === 'string' ? [block.text] : []));
  const whole = texts.join('\n\n');
  return whole === '' || whole === item.text ? [] : [text('As sent', whole)];
}

const errorSections = (error: { message: string; why?: string | undefined; next?: string | undefined }): Section[] => [
  text('What happened', error.message),
  ...(error.why ? [text('Why', error.why)] : []),
  ...(error.next ? [text('What to do', error.next)] : []),
];

const text = (label: string, value: string): Section => ({ label, text: value, language: 'text' });
const firstLine = (value: string): string => value.trimStart().split('\n', 1)[0] ?? '';

/** The whole item as JSON, as it came out of the log. */
export const rawOf = (item: Item): string => pretty(item);

const pretty = (value: unknown): string => JSON.stringify(value, null, 2) ?? 'undefined';
