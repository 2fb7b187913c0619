import { capital } from '../../shared/capital.ts';
import { VERDICT_WORDS, type Verdict } from '../../shared/check.ts';
import type { FinishReport } from '../../shared/finish.ts';
import { currentPrompt, type Job } from '../../shared/job.ts';
import { repoLabel } from '../../shared/repo.ts';
import type { Run } from '../../shared/run.ts';

export interface PullRequestText {
  title: string;
  body: string;
  /** The message of the one commit. */
  commitMessage: string;
}

/** GitHub refuses longer ones. */
const LONGEST_TITLE = 250;
const LONGEST_BODY = 60_000;

/**
 * Title, body and commit message of a run's pull request. The job's own texts win, with {{repo}}, {{job}}, {{summary}} and
 * {{check}} filled in; the repository's template follows below, its boxes left for people. Pure.
 */
export function pullRequestText(
  job: Job,
  run: Pick<Run, 'repo' | 'verdict'>,
  report: FinishReport | null,
  template: string | null,
): PullRequestText {
  const prompt = currentPrompt(job).text;
  const summary = report?.summary.trim() || firstLine(prompt);
  const fill = (text: string): string =>
    text
      .replaceAll('{{repo}}', () => repoLabel(run.repo))
      .replaceAll('{{job}}', () => job.title)
      .replaceAll('{{summary}}', () => summary)
      .replaceAll('{{check}}', () => checkWords(run.verdict));
  const given = job.settings.pullRequest;
  const title = cut(firstLine(fill(given.title) || job.title || firstLine(prompt)), LONGEST_TITLE);
  const own = given.body.trim() ? fill(given.body) : defaultBody(summary, report, run.verdict);
  const body = cut(template?.trim() ? `${own}\n\n---\n\n${template.trim()}` : own, LONGEST_BODY);
  return { title, body, commitMessage: `${cut(title, 72)}\n\n${wrap(summary)}\n` };
}

function defaultBody(summary: string, report: FinishReport | null, verdict: Verdict | null): string {
  const parts = [summary];
  if (report && report.changes.length > 0) {
    parts.push(['## Changes', ...report.changes.map((change) => `- \`${change.path}\`: ${change.what}`)].join('\n'));
  }
  parts.push(`## Checks\n${capital(checkWords(verdict))}.`);
  if (report) {
    const notes = [...(report.risk === 'low' ? [] : [`Risk: ${report.risk}.`]), ...report.reviewerNotes];
    if (notes.length > 0) parts.push(['## For the reviewer', ...notes.map((note) => `- ${note}`)].join('\n'));
    if (report.followUps.length > 0)
      parts.push(['## Later', ...report.followUps.map((note) => `- ${note}`)].join('\n'));
  }
  parts.push('Made by an autonomous session of Cody Batch and approved by a person or by their standing order.');
  return parts.join('\n\n');
}

const checkWords = (verdict: Verdict | null): string =>
  verdict === null ? 'no checks were run' : VERDICT_WORDS[verdict];
const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.trim() ?? '';
const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;

/** Commit messages are read in terminals. */
function wrap(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/(.{1,72})(\s+|$)/g, '$1\n').trimEnd())
    .join('\n');
}
