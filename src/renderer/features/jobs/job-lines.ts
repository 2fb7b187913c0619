import { isAtWork, type JobStatus, jobStatus } from '../../../shared/job-counts.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';

/** Who must act on a job: the order of the sections in the list of jobs. */
export const JOB_SECTIONS = ['needs_you', 'running', 'paused', 'finished'] as const;
export type JobSection = (typeof JOB_SECTIONS)[number];

const SECTION_TITLES: Record<JobSection, string> = {
  needs_you: 'Needs you',
  running: 'Running',
  paused: 'Paused',
  finished: 'Finished',
};

export const STATUS_WORDS: Record<JobStatus, string> = {
  running: 'running',
  paused: 'paused',
  needs_you: 'needs you',
  ready: 'approved',
  done: 'done',
};

export const statusOf = ({ job, counts }: JobSummary): JobStatus => jobStatus(counts, job.paused !== null);

/** Did the app pause what is left of this job? Then it waits for somebody. */
export const isHeldUp = ({ job, counts }: JobSummary): boolean =>
  isAtWork(counts) && job.paused !== null && job.paused.by !== 'person';

export function sectionOf(summary: JobSummary): JobSection {
  const status = statusOf(summary);
  if (status === 'running') return 'running';
  if (status === 'paused') return isHeldUp(summary) ? 'needs_you' : 'paused';
  return status === 'done' ? 'finished' : 'needs_you';
}

/**
 * Does a job fit the filter? Words are looked for in title, model and state, and all of them must be found; `state:` asks for
 * the state alone, and of several of those one is enough. A name of two words is written with a hyphen: `state:needs-you`.
 */
export function matchesJob(summary: JobSummary, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const { job, counts } = summary;
  const states = [SECTION_TITLES[sectionOf(summary)], STATUS_WORDS[statusOf(summary)], counts.failed > 0 && 'failed']
    .filter((state) => state !== false)
    .map((state) => state.toLowerCase());
  const all = [job.title, job.settings.model, ...states].join(' ').toLowerCase();
  const wanted = words.flatMap((word) =>
    word.startsWith(STATE) ? [word.slice(STATE.length).replace(/[-_]/g, ' ')] : [],
  );
  return (
    words.every((word) => word.startsWith(STATE) || all.includes(word)) &&
    (wanted.length === 0 || wanted.some((state) => states.some((each) => each.startsWith(state))))
  );
}
const STATE = 'state:';

/** A line of the list of jobs: the job that is being written, the head of a section, or a job. */
export type JobLine =
  | { kind: 'draft'; key: 'draft' }
  | { kind: 'head'; key: JobSection; title: string; count: number; folded: boolean; hint: string }
  | { kind: 'job'; key: string; summary: JobSummary };

/** Jobs by who must act; inside a section they keep their order. One section alone needs no head. */
export function jobLines(
  jobs: readonly JobSummary[],
  isFolded: (section: JobSection) => boolean,
  hasDraft: boolean,
): JobLine[] {
  const bySection = new Map<JobSection, JobSummary[]>(JOB_SECTIONS.map((section) => [section, []]));
  for (const summary of jobs) bySection.get(sectionOf(summary))?.push(summary);
  const filled = [...bySection].filter(([, members]) => members.length > 0);
  const lines = filled.flatMap(([section, members]): JobLine[] => {
    const folded = filled.length > 1 && isFolded(section);
    const rows = folded ? [] : members.map((summary): JobLine => ({ kind: 'job', key: summary.job.id, summary }));
    const head = { key: section, title: SECTION_TITLES[section], count: members.length, folded, hint: '' };
    return filled.length > 1 ? [{ kind: 'head', ...head }, ...rows] : rows;
  });
  return hasDraft ? [{ kind: 'draft', key: 'draft' }, ...lines] : lines;
}
