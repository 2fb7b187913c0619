import { repoLabel } from '../../../../shared/repo.ts';
import type { Run } from '../../../../shared/run.ts';
import { runText } from '../../../../shared/run-text.ts';
import type { Thread } from '../../../../shared/thread.ts';
import { formatDuration, formatMoney, plural } from '../../../ui/format.ts';
import { type Section, simplified } from './simplified.ts';
import { factsOf, sectionsOf, technical } from './technical.ts';

/** The conversation as a document, in the view that the person looks at. */
export function threadAsMarkdown(run: Run, thread: Thread, view: 'simplified' | 'technical'): string {
  const head = [`# ${repoLabel(run.repo)}`, `${run.outcome ?? run.status}: ${runText(run)}`];
  const body = view === 'simplified' ? simplified(thread.items).map(sectionAsMarkdown) : technicalAsMarkdown(thread);
  return `${[...head, ...body].join('\n\n')}\n`;
}

/** The row and every item, as they are. */
export const threadAsJson = (run: Run, thread: Thread): string =>
  `${JSON.stringify({ run, items: thread.items, lastSeq: thread.lastSeq }, null, 2)}\n`;

const SOURCE_WORDS = {
  instruction: 'Instruction',
  person: 'Comment of the reviewer',
  check: 'Sent back by the checks',
  judge: 'Sent back by the judge',
  guard: 'Sent back by a guard rail',
} as const;

function sectionAsMarkdown(section: Section): string {
  switch (section.kind) {
    case 'asked':
      return `## ${SOURCE_WORDS[section.source]}\n\n${quoted(section.text)}`;
    case 'said':
      return section.text;
    case 'did':
      return section.actions
        .map(
          (action) =>
            `- ${action.text}${action.names.length > 0 ? `: ${action.names.map(({ text }) => `\`${text}\``).join(', ')}` : ''}`,
        )
        .join('\n');
    case 'remark':
    case 'checked':
      return `*${section.text}*`;
    case 'reported':
      return [
        `## Report\n\n${section.report.summary}`,
        list(
          'Changes',
          section.report.changes.map((change) => `\`${change.path}\`: ${change.what}`),
        ),
        `Risk: ${section.report.risk}`,
        list('For the reviewer', section.report.reviewerNotes),
        list('Follow-ups', section.report.followUps),
      ]
        .filter((part) => part !== '')
        .join('\n\n');
    case 'broke_off':
      return `**${section.error.message}**${section.error.why ? ` ${section.error.why}` : ''}`;
    case 'total':
      return `${formatMoney(section.costUsd)} · ${formatDuration(section.ms)} · ${plural(section.steps, 'step')}`;
  }
}

function technicalAsMarkdown(thread: Thread): string[] {
  return technical(thread.items).map((row) => {
    const facts = factsOf(row.item).map((fact) => `${fact.label}: ${fact.value}`);
    const sections = sectionsOf(row.item).map(
      (section) => `${section.label}:\n\n${fenced(section.text, section.language)}`,
    );
    return [`## ${row.seq}. ${row.label}`, row.title, facts.join(' · '), ...sections]
      .filter((part) => part !== '')
      .join('\n\n');
  });
}

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
const list = (title: string, entries: readonly string[]): string =>
  entries.length === 0 ? '' : `${title}:\n\n${entries.map((entry) => `- ${entry}`).join('\n')}`;

/** A fence longer than any in the text, so that repository content can't close it. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language === 'text' ? '' : language}\n${text}\n${fence}`;
}
