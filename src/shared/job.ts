import { z } from 'zod';
import { CheckPolicy } from './check.ts';
import { JobId } from './ids.ts';
import { PauseReason } from './messages/pauses.ts';
import { DEFAULT_MODEL, Effort } from './models.ts';

/** At which a run of the job stops; its work is kept and goes on when the limit is raised. */
export const Limits = z.object({
  /** Model requests per run. */
  steps: z.number().int().min(1).max(1000),
  /** Dollars per run. */
  dollars: z.number().positive().max(10_000),
  /** Minutes of work per run; waiting in the queue does not count. */
  minutes: z
    .number()
    .positive()
    .max(24 * 60),
});
export type Limits = z.infer<typeof Limits>;

/** What a change of the job may not do; one that does goes back to its session once. */
export const GuardRails = z.object({
  enabled: z.boolean(),
  /** Files that a change may touch. */
  maxFiles: z.number().int().positive(),
  /** Lines that it may add and remove, together. */
  maxLines: z.number().int().positive(),
  /** gitignore-style patterns that a change must not touch. */
  forbiddenPaths: z.array(z.string()),
  allowLockFiles: z.boolean(),
  allowBinaries: z.boolean(),
});
export type GuardRails = z.infer<typeof GuardRails>;

/** Between jobs that wait for the same places: a job of a higher one goes first. Highest first. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
/** Which job goes first. */
export const Priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof Priority>;

/** How a job is done; a new job starts with those of Settings. */
export const JobSettings = z.object({
  model: z.string().min(1),
  effort: Effort,
  /** Little effort first where a check proves the result, high effort for what comes back. Jobs saved before have none of it. */
  risingEffort: z.boolean().default(false),
  limits: Limits,
  /** Jobs saved before there were priorities have the usual one. */
  priority: Priority.default('normal'),
  /** Dollars for the whole job; null means only the runs' own limits hold. */
  budgetUsd: z.number().positive().nullable(),
  check: CheckPolicy,
  /** How often a newly broken check goes back to the session. */
  repairRounds: z.number().int().min(0).max(10),
  guards: GuardRails,
  /** Does one cheap model call look at each change? */
  judge: z.boolean(),
  /** Of the pull requests; the same in every repository. */
  branch: z.string().min(1).max(200),
  /** What changes are made on, and pull requests go to. Empty: the default branch of each repository. */
  baseBranch: z.string().max(200).default(''),
  /** An empty title is the job's, an empty body what the session says. */
  pullRequest: z.object({ title: z.string().max(300), body: z.string().max(60_000), draft: z.boolean() }),
  /** "Open pull requests by itself for repositories I can push to"; off unless the person says so. */
  openPullRequests: z.boolean(),
  /** Hosts that commands may reach, besides nothing. Empty: no network. */
  allowedHosts: z.array(z.string()),
  /** The person has agreed to run commands without a sandbox where the platform has none. */
  unsandboxedAgreed: z.boolean(),
});
export type JobSettings = z.infer<typeof JobSettings>;

/** Licences and secrets, in lower and upper case. `license*` alone would forbid a program about licences, too. */
const FORBIDDEN_PATHS = [
  'LICEN[CS]E',
  'LICEN[CS]E.{md,txt,rst,adoc,html}',
  'LICEN[CS]E-{MIT,APACHE,BSD,0BSD,GPL,LGPL,AGPL,MPL,ISC,ZLIB,CC0,EPL,BOOST,UNLICENSE}*',
  '{MIT,APACHE,BSD,GPL}-LICEN[CS]E*',
  'UNLICEN[CS]E{,.*}',
  'COPYING{,.*}',
  '.env',
  '.env.*',
  '*.env',
  '*.{pem,key,p12,pfx,jks,keystore,ppk,kdbx}',
  'id_{rsa,dsa,ecdsa,ed25519}',
  '.npmrc',
  '.pypirc',
  '.netrc',
  '.github/secrets/**',
];

/** For a new installation. */
export const DEFAULT_JOB_SETTINGS: JobSettings = {
  model: DEFAULT_MODEL,
  effort: 'medium',
  risingEffort: true,
  limits: { steps: 60, dollars: 2, minutes: 30 },
  priority: 'normal',
  budgetUsd: null,
  check: { mode: 'detect' },
  repairRounds: 2,
  guards: {
    enabled: true,
    maxFiles: 200,
    maxLines: 5000,
    forbiddenPaths: FORBIDDEN_PATHS,
    allowLockFiles: false,
    allowBinaries: false,
  },
  judge: true,
  branch: 'cody-batch/change',
  baseBranch: '',
  pullRequest: { title: '', body: '', draft: false },
  openPullRequests: false,
  allowedHosts: [],
  unsandboxedAgreed: false,
};

/** The instruction of a job, as it was from a moment on (`at`: epoch ms). */
export const PromptVersion = z.object({
  version: z.number().int().positive(),
  text: z.string().min(1).max(100_000),
  at: z.number(),
});
export type PromptVersion = z.infer<typeof PromptVersion>;

/** Why nothing of a job is started just now. `person` is undone by Resume, `budget` by a higher limit. */
export const Pause = z.object({
  by: z.enum(['person', 'budget', 'breaker', 'keys']),
  reason: PauseReason,
  at: z.number(),
  /** What a person could change so that it does not come to the same again. */
  offer: z.enum(['prompt', 'limits']).optional(),
  /** The budget that was met. */
  limit: z.enum(['job_budget', 'day_budget']).optional(),
});
export type Pause = z.infer<typeof Pause>;

/** The limit at which runs stopped one after the other, so that their job paused; null when it paused for something else. */
export function limitBehind({ reason, offer }: Pause) {
  if (reason.code === 'runs_stopped_at_limit') return reason.parameters.limit;
  // Earlier versions stored words, and offered this for dollars alone.
  return offer === 'limits' ? 'dollars' : null;
}

/** One instruction applied to a list of repositories. Its status is computed from its runs, never stored. */
export const Job = z.object({
  id: JobId,
  title: z.string(),
  createdAt: z.number(),
  prompts: z.array(PromptVersion).min(1),
  settings: JobSettings,
  paused: Pause.nullable(),
  /** Put away by a person: it is in no list until something of it works again. */
  archived: z.boolean().default(false),
  /** Epoch ms: only runs that started later are covered by "open pull requests by itself". */
  opensPullRequestsFrom: z.number().default(0),
  /** Epoch ms: when a person last turned that off. */
  opensPullRequestsUntil: z.number().optional(),
  /** True when the scripted model works on the bundled samples. */
  demo: z.boolean(),
});
export type Job = z.infer<typeof Job>;

/** The newest version of a job's instruction; a job without one is a defect. Pure. */
export const currentPrompt = (job: Job): PromptVersion => {
  const last = job.prompts.at(-1);
  if (!last) throw new Error('a job has at least one prompt');
  return last;
};
