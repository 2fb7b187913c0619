import { repoLabel } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import { groupOf } from '../../shared/run-group.ts';
import { failureOf, runText } from '../../shared/run-text.ts';
import { markOf } from './run-mark.ts';

/** What can be asked of a row by name: `state:failed`, `outcome:changed`, `checks:passes`, `cost:>0.5`. */
const FIELDS = ['state', 'outcome', 'checks', 'cost'] as const;
type Field = (typeof FIELDS)[number];

/** One word of a filter. `field` null: looked for everywhere. */
interface Word {
  field: Field | null;
  value: string;
}

const wordOf = (written: string): Word => {
  const colon = written.indexOf(':');
  const field = FIELDS.find((name) => name === written.slice(0, colon));
  // A name of two words is written with a hyphen: `state:needs-you`.
  return field ? { field, value: written.slice(colon + 1).replace(/[-_]/g, ' ') } : { field: null, value: written };
};
const splitWords = (filter: string): string[] => filter.toLowerCase().split(/\s+/).filter(Boolean);

/**
 * Does a run fit the filter? Words are looked for in repository, state, reason, action and error; all of them must be
 * found. Of several words for the same field one is enough.
 */
export function matchesFilter(run: Run, filter: string): boolean {
  const words = splitWords(filter).map(wordOf);
  if (words.length === 0) return true;
  const mark = markOf(run);
  const texts = {
    state: `${mark.word} ${groupOf(run).replace('_', ' ')} ${run.outcome ?? ''}`.toLowerCase(),
    outcome: run.outcome ?? '',
    checks: (run.verdict ?? '').replaceAll('_', ' '),
  };
  const all = [repoLabel(run.repo), texts.state, texts.checks, mark.reason, runText(run), failureOf(run)?.message ?? '']
    .join(' ')
    .toLowerCase();
  if (!words.every(({ field, value }) => field !== null || all.includes(value))) return false;
  return FIELDS.every((field) => {
    const wanted = words.filter((word) => word.field === field);
    if (wanted.length === 0) return true;
    return wanted.some(({ value }) => (field === 'cost' ? costs(run.costUsd, value) : fits(texts[field], value)));
  });
}

/** From the beginning of a word, so that `unchanged` is not found by `changed`. */
const fits = (text: string, value: string): boolean => ` ${text}`.includes(` ${value}`);

/** `>0.5`, `<2` or `0.5`, which means at least that; a bound that is no number lets everything through. */
function costs(dollars: number, bound: string): boolean {
  const parsed = /^([<>]?)=?\$?(\d*\.?\d+)$/.exec(bound);
  if (!parsed) return true;
  const limit = Number(parsed[2]);
  return parsed[1] === '<' ? dollars < limit : parsed[1] === '>' ? dollars > limit : dollars >= limit;
}

/** Is the word one of the filter's? */
export const hasWord = (filter: string, word: string): boolean => splitWords(filter).includes(word);

/** The filter with the word, or without it when it was there; the rest stays as it was typed. */
export function toggleWord(filter: string, word: string): string {
  if (!hasWord(filter, word)) return `${filter.trim()} ${word}`.trim();
  return filter
    .split(/\s+/)
    .filter((other) => other !== '' && other.toLowerCase() !== word)
    .join(' ');
}

/** The choices that the menu beside the filter offers. */
export const FILTER_CHOICES: readonly { title: string; words: readonly { label: string; word: string }[] }[] = [
  {
    title: 'State',
    words: [
      { label: 'Needs you', word: 'state:needs-you' },
      { label: 'Running', word: 'state:running' },
      { label: 'Waiting', word: 'state:waiting' },
      { label: 'Approved', word: 'state:approved' },
      { label: 'Done', word: 'state:done' },
    ],
  },
  {
    title: 'Outcome',
    words: [
      { label: 'Changed', word: 'outcome:changed' },
      { label: 'No change', word: 'outcome:unchanged' },
      { label: 'Failed', word: 'outcome:failed' },
      { label: 'Stopped at a limit', word: 'outcome:stopped' },
      { label: 'Cancelled', word: 'outcome:cancelled' },
    ],
  },
  {
    title: 'Checks',
    words: [
      { label: 'Pass', word: 'checks:passes' },
      { label: 'Newly broken', word: 'checks:newly-broken' },
      { label: 'Broken before', word: 'checks:broken-before' },
      { label: 'None found', word: 'checks:no-checks-found' },
      { label: 'Could not run', word: 'checks:could-not-run' },
    ],
  },
  {
    title: 'Cost',
    words: [
      { label: 'Over $0.10', word: 'cost:>0.10' },
      { label: 'Over $0.50', word: 'cost:>0.50' },
      { label: 'Over $1', word: 'cost:>1' },
    ],
  },
];
