import { type CheckResult, VERDICT_WORDS } from '../../../../shared/check.ts';
import type { AppError } from '../../../../shared/errors.ts';
import type { StopLimit } from '../../../../shared/events.ts';
import type { FinishReport } from '../../../../shared/finish.ts';
import { messageText } from '../../../../shared/messages/message-text.ts';
import type { Item, ItemOf } from '../../../../shared/thread.ts';
import { plural } from '../../../ui/format.ts';
import { type Action, actionsOf } from './actions.ts';

/** The tone of a section: plain, good, for attention, or bad. */
export type Tone = 'plain' | 'good' | 'attention' | 'bad';

interface SectionBase {
  /** The id of the first item it tells of. */
  id: string;
  /** The number of the first event it tells of: how a place is kept when the view changes. */
  seq: number;
  at: number;
}

/** One paragraph of the story that a person reads instead of the items. Holds neither JSON nor ids. */
export type Section =
  | (SectionBase & { kind: 'asked'; source: ItemOf<'turn'>['source']; text: string })
  | (SectionBase & { kind: 'said'; stress: 'none' | 'decision' | 'risk'; text: string })
  | (SectionBase & { kind: 'did'; actions: Action[] })
  | (SectionBase & { kind: 'remark'; tone: Tone; text: string })
  | (SectionBase & { kind: 'checked'; result: CheckResult; tone: Tone; text: string })
  | (SectionBase & { kind: 'reported'; report: FinishReport })
  | (SectionBase & { kind: 'broke_off'; error: AppError })
  | (SectionBase & { kind: 'total'; costUsd: number; ms: number; steps: number; turns: number });

/** The story of a thread: a pure projection of the same items that the technical view lists. */
export function simplified(items: readonly Item[]): Section[] {
  const discarded = new Set(items.flatMap((item) => (item.kind === 'step' && item.discarded ? [item.seq] : [])));
  const story: Section[] = [];
  const total = { costUsd: 0, ms: 0, steps: 0, turns: 0 };
  let calls: ItemOf<'tool_call'>[] = [];
  let ended = false;

  const flush = () => {
    const first = calls[0];
    const actions = actionsOf(calls);
    if (first && actions.length > 0) story.push({ ...placeOf(first), kind: 'did', actions });
    calls = [];
  };
  const tell = (...sections: Section[]) => {
    flush();
    story.push(...sections);
  };
  /** What it took stands after all that belongs to a turn: its checks too. */
  const close = (last: Item | undefined) => {
    if (ended && last && total.steps > 0) tell({ ...placeOf(last), id: `${last.id}.total`, kind: 'total', ...total });
    ended = false;
  };

  items.forEach((item, index) => {
    switch (item.kind) {
      case 'tool_call':
        total.ms += item.ms ?? 0;
        if (item.name !== 'finish') calls.push(item);
        break;
      case 'reasoning':
        break;
      case 'step':
        total.costUsd += item.costUsd;
        total.ms += item.ms;
        total.steps += 1;
        break;
      case 'message':
        if (!discarded.has(item.seq)) tell(...spoken(item));
        break;
      case 'turn':
        close(items[index - 1]);
        tell({ ...placeOf(item), kind: 'asked', source: item.source, text: item.text });
        break;
      case 'request_failed':
        total.costUsd += item.costUsd;
        flush();
        addRemark(story, item, {
          tone: 'attention',
          text: `${sentence(item.error.message)}${item.retryAt ? ' Asked again.' : ''}`,
        });
        break;
      case 'notice':
        if (item.level === 'warning') tell({ ...placeOf(item), kind: 'remark', tone: 'attention', text: item.text });
        break;
      case 'check':
        total.ms += item.result.ms;
        tell({ ...placeOf(item), kind: 'checked', result: item.result, ...checkText(item.result) });
        break;
      case 'flow':
        flush();
        addRemark(story, item, flowText(item));
        break;
      case 'turn_end':
        total.turns += 1;
        ended = true;
        tell(...endOf(item));
        break;
    }
  });
  flush();
  close(items.at(-1));
  return story;
}

const placeOf = ({ id, seq, at }: Item): SectionBase => ({ id, seq, at });

/** The same remark several times in a row is told once. */
function addRemark(story: Section[], item: Item, remark: { tone: Tone; text: string }): void {
  const last = story.at(-1);
  if (last?.kind === 'remark' && last.text === remark.text) return;
  story.push({ ...placeOf(item), kind: 'remark', ...remark });
}

const STRESS: readonly { stress: 'decision' | 'risk'; pattern: RegExp }[] = [
  { stress: 'decision', pattern: /^[\s*_#>-]*(decision|decided|assumption)s?\b[\s*_]*[:—]/i },
  { stress: 'risk', pattern: /^[\s*_#>-]*(risk|warning|caution|breaking change|caveat)s?\b[\s*_]*[:—]/i },
];

/** The agent's words, with paragraphs that name a decision or a risk set apart. Code blocks are never torn. */
function spoken(item: ItemOf<'message'>): Section[] {
  const sections: (Section & { kind: 'said' })[] = [];
  for (const text of paragraphsOf(item.text)) {
    const stress = STRESS.find(({ pattern }) => pattern.test(text))?.stress ?? 'none';
    const last = sections.at(-1);
    if (last && last.stress === stress) last.text += `\n\n${text}`;
    else sections.push({ ...placeOf(item), id: `${item.id}:${sections.length}`, kind: 'said', stress, text });
  }
  return sections;
}

function paragraphsOf(text: string): string[] {
  const paragraphs: string[] = [];
  let fenced = false;
  let open = '';
  for (const line of text.trim().split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    if (!fenced && line.trim() === '') {
      if (open) paragraphs.push(open);
      open = '';
    } else open += open ? `\n${line}` : line;
  }
  if (open) paragraphs.push(open);
  return paragraphs;
}

/** What an execution of the check says in one sentence. */
export function checkText(result: CheckResult): { tone: Tone; text: string } {
  const moment = result.moment === 'baseline' ? 'Before the change' : 'After the change';
  const ran = `${moment}, \`${result.command}\``;
  if (result.problem) return { tone: 'attention', text: `${ran} could not run: ${messageText(result.problem)}` };
  if (result.timedOut) return { tone: 'bad', text: `${ran} took too long and was stopped` };
  if (result.exitCode === 0) return { tone: 'good', text: `${ran} passed` };
  if (result.exitCode === null) return { tone: 'attention', text: `${ran} was stopped before it ended` };
  return {
    tone: result.moment === 'baseline' ? 'attention' : 'bad',
    text: `${ran} failed with exit code ${result.exitCode}`,
  };
}

const VERDICT_TONE = {
  passes: 'good',
  newly_broken: 'bad',
  broken_before: 'attention',
  no_checks_found: 'attention',
  could_not_run: 'attention',
} as const;

function flowText(item: ItemOf<'flow'>): { tone: Tone; text: string } {
  if (item.verdict) return { tone: VERDICT_TONE[item.verdict], text: `Verdict: ${VERDICT_WORDS[item.verdict]}` };
  const tone = { info: 'plain', warning: 'attention', error: 'bad' } as const;
  return { tone: tone[item.level], text: sentence(item.brief) };
}

const LIMIT_WORDS: Record<StopLimit, string> = {
  steps: 'Stopped: it used all the steps that this run may take.',
  dollars: 'Stopped: its next request could pass the money that this run may cost.',
  minutes: 'Stopped: it used all the time that this run may take.',
  job_budget: 'Stopped: the budget of the job is used up.',
  day_budget: 'Stopped: the budget of the day is used up.',
};

function endOf(item: ItemOf<'turn_end'>): Section[] {
  const sections: Section[] = [];
  if (item.report) sections.push({ ...placeOf(item), kind: 'reported', report: item.report });
  switch (item.status) {
    case 'completed':
      if (!item.report)
        sections.push(closing(item, 'attention', 'Ended without a report: the work may be unfinished.'));
      break;
    case 'failed':
      if (item.error) sections.push({ ...placeOf(item), id: `${item.id}.error`, kind: 'broke_off', error: item.error });
      else sections.push(closing(item, 'bad', 'The session ended without an answer.'));
      break;
    case 'cancelled':
      sections.push(closing(item, 'plain', 'Cancelled.'));
      break;
    case 'stopped':
      sections.push(closing(item, 'attention', item.limit ? LIMIT_WORDS[item.limit] : 'Stopped at a limit.'));
      break;
  }
  return sections;
}

const closing = (item: Item, tone: Tone, text: string): Section => ({
  ...placeOf(item),
  id: `${item.id}.end`,
  kind: 'remark',
  tone,
  text,
});

const sentence = (text: string): string => (/[.!?…:]$/.test(text) || text.includes('http') ? text : `${text}.`);

/** All text of a section, for search and export. */
export function sectionText(section: Section): string {
  switch (section.kind) {
    case 'asked':
    case 'said':
    case 'remark':
    case 'checked':
      return section.text;
    case 'did':
      return section.actions
        .map((action) => [action.text, ...action.names.map(({ text }) => text)].join('\n'))
        .join('\n');
    case 'reported':
      return [
        section.report.summary,
        ...section.report.changes.map((change) => `${change.path}: ${change.what}`),
        ...section.report.reviewerNotes,
        ...section.report.followUps,
      ].join('\n');
    case 'broke_off':
      return [section.error.message, section.error.why, section.error.next].filter(Boolean).join('\n');
    case 'total':
      return plural(section.steps, 'step');
  }
}
