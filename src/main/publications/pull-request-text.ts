import { capital } from '../../shared/capital.ts';
import { VERDICT_WORDS, type Verdict } from '../../shared/check.ts';
import { cutText } from '../../shared/cut.ts';
import type { FinishReport } from '../../shared/finish.ts';
import { currentPrompt, type Job } from '../../shared/job.ts';
import { repoLabel } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';
import { codeSpan, commitText, markdownLine, markdownText, oneLine, withoutTrailers } from './reported-text.ts';

export interface PullRequestText {
  title: string;
  body: string;
  /** The message of the one commit. */
  commitMessage: string;
}

/** GitHub refuses longer ones. */
const LONGEST_TITLE = 250;
const LONGEST_BODY = 60_000;
/** Limits the report, so that the app's own parts always fit. */
const LONGEST_SUMMARY = 4000;
const LONGEST_ITEM = 300;
const MOST_ITEMS = 30;

/**
 * Title, body and commit message of a run's pull request. The job's own texts take precedence, with {{repo}}, {{job}},
 * {{summary}} and {{check}} filled in; the repository's template follows below, its checkboxes untouched. What a person typed
 * and what the repository asks for stays as it is; the session's report is escaped, so that it triggers nothing. Pure.
 */
export function pullRequestText(
  job: Job,
  run: Pick<Run, 'repo' | 'verdict'>,
  report: FinishReport | null,
  template: string | null,
): PullRequestText {
  const prompt = currentPrompt(job).text;
  const reported = cutText(report?.summary.trim() ?? '', LONGEST_SUMMARY);
  const plainSummary = commitText(reported) || firstLine(prompt);
  const summary = markdownText(reported) || firstLine(prompt);
  const fill = (text: string, summarized: string): string =>
    text
      .replaceAll('{{repo}}', () => repoLabel(run.repo))
      .replaceAll('{{job}}', () => job.title)
      .replaceAll('{{summary}}', () => summarized)
      .replaceAll('{{check}}', () => checkText(run.verdict));
  const given = job.settings.pullRequest;
  const title = cutText(
    firstLine(fill(given.title, oneLine(plainSummary)) || job.title || firstLine(prompt)),
    LONGEST_TITLE,
  );
  const own = given.body.trim() ? fill(given.body, summary) : defaultBody(summary, report, run.verdict);
  const body = cutText(template?.trim() ? `${own}\n\n---\n\n${template.trim()}` : own, LONGEST_BODY);
  return { title, body, commitMessage: `${cutText(title, 72)}\n\n${withoutTrailers(wrap(plainSummary))}\n` };
}

function defaultBody(summary: string, report: FinishReport | null, verdict: Verdict | null): string {
  const parts = [summary];
  if (report && report.changes.length > 0) {
    const changes = report.changes.map(
      ({ path, what }) => `${codeSpan(oneLine(item(path)) || '?')}: ${markdownLine(item(what))}`,
    );
    parts.push(list('## Changes', changes));
  }
  parts.push(`## Checks\n${capital(checkText(verdict))}.`);
  if (report) {
    const risk = report.risk === 'low' ? [] : [`Risk: ${report.risk}.`];
    const notes = [...risk, ...itemsOf(report.reviewerNotes)];
    if (notes.length > 0) parts.push(list('## For the reviewer', notes));
    const later = itemsOf(report.followUps);
    if (later.length > 0) parts.push(list('## Later', later));
  }
  parts.push('Made by an autonomous session of Cody Batch and approved by a person or by their standing order.');
  return parts.join('\n\n');
}

const item = (text: string): string => cutText(text, LONGEST_ITEM);
const itemsOf = (notes: readonly string[]): string[] =>
  notes.map((note) => markdownLine(item(note))).filter((note) => note !== '');

function list(heading: string, items: readonly string[]): string {
  const left = items.length - MOST_ITEMS;
  const rest = left > 0 ? [`And ${left} more.`] : [];
  return [heading, ...[...items.slice(0, MOST_ITEMS), ...rest].map((words) => `- ${words}`)].join('\n');
}

const checkText = (verdict: Verdict | null): string =>
  verdict === null ? 'no checks were run' : VERDICT_WORDS[verdict];
const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.trim() ?? '';

/** Commit messages are wrapped for terminals. */
function wrap(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/(.{1,71})(\s+|$)/g, '$1\n').trimEnd())
    .join('\n');
}
