import { z } from 'zod';
import { repairedClaudeUrl } from './base-url.ts';
import { DEFAULT_JOB_SETTINGS, JobSettings } from './job.ts';
import { Recipe } from './recipe.ts';

/** Kept as it was meant: repaired where it is typed, and again wherever it is read. */
const ClaudeUrl = z.string().transform((text, context) => {
  const url = repairedClaudeUrl(text);
  if (url !== null) return url;
  context.addIssue('no http or https address');
  return z.NEVER;
});

/** What the person set for the whole app; kept by main, shown and changed in Settings. Holds no secret. */
export const Settings = z.object({
  version: z.literal(1),
  theme: z.enum(['system', 'light', 'dark']),
  /** Base URL of the Claude API: the API itself, a gateway or a local server. */
  anthropicUrl: ClaudeUrl,
  /** Base URL of the GitHub API: `https://api.github.com`, `https://HOST/api/v3` or `https://api.SUB.ghe.com`. */
  githubUrl: z.url(),
  /** Sessions that may work at the same time. */
  concurrency: z.number().int().min(1).max(64),
  /** Dollars that all jobs may spend in one day; null: no limit. */
  dayBudgetUsd: z.number().positive().nullable(),
  /** A job that could cost more than this needs a budget before it starts; null: none does. */
  budgetFromUsd: z.number().positive().nullable().default(50),
  /** Gigabytes that clones and mirrors may take. */
  diskQuotaGb: z.number().positive(),
  /** At most this many results may wait for review before new runs start; null: no limit. */
  reviewLimit: z.number().int().positive().nullable(),
  /** What a new job starts with. */
  jobDefaults: JobSettings,
  /** How a file is opened: a program and its arguments with `{file}` and `{line}`. */
  editorCommand: z.string().max(500).default('code -g {file}:{line}'),
  /** The person's own recipes; their names differ. */
  recipes: z.array(Recipe).max(200).default([]),
  welcomeDone: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** For a new installation. */
export const DEFAULT_SETTINGS: Settings = {
  version: 1,
  theme: 'system',
  anthropicUrl: 'https://api.anthropic.com',
  githubUrl: 'https://api.github.com',
  concurrency: 4,
  dayBudgetUsd: null,
  budgetFromUsd: 50,
  diskQuotaGb: 20,
  reviewLimit: null,
  jobDefaults: DEFAULT_JOB_SETTINGS,
  editorCommand: 'code -g {file}:{line}',
  recipes: [],
  welcomeDone: false,
};

/** The keys that the app may hold. */
export const KeyName = z.enum(['claude', 'github']);
export type KeyName = z.infer<typeof KeyName>;

/** What the window may know of a key: never the key. */
export const KeyState = z.object({
  name: KeyName,
  present: z.boolean(),
  /** GitHub login, or "checked" for a Claude key; null until a live call confirmed it. */
  account: z.string().nullable(),
  /** `…abcd`, so that two keys can be told apart. */
  hint: z.string().nullable(),
});
export type KeyState = z.infer<typeof KeyState>;

/** Where keys are: in the keychain, or only in memory until the app quits. */
export const KeyStorage = z.object({
  kind: z.enum(['keychain', 'memory']),
  /** Why keys are only held in memory, and what to do about it. */
  problem: z.string().nullable(),
  /** What the keychain itself said; shown on demand. */
  details: z.string().optional(),
});
export type KeyStorage = z.infer<typeof KeyStorage>;
