import path from 'node:path';
import { parseArgs } from 'node:util';
import { repairedClaudeUrl } from '../../shared/base-url.ts';
import { failed, ok, type Result } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';

/** What the command line may say; paths are absolute, numbers are checked. */
export interface AppArguments {
  /** Say how it is used, and do nothing else. */
  help: boolean;
  headless: boolean;
  demo: boolean;
  repos: string | null;
  promptFile: string | null;
  check: string | null;
  model: string | null;
  anthropicUrl: string | null;
  githubUrl: string | null;
  concurrency: number | null;
  maxCost: number | null;
  data: string | null;
  publish: boolean;
  report: string | null;
  /** Go on with the newest job of the data folder instead of making one. */
  continue: boolean;
  /** The person's agreement to run commands where there is no sandbox. */
  allowUnsandboxed: boolean;
  /** The person's word that what looks like a key in their prompt or check is none. */
  sendAnyway: boolean;
}

/** Settings that the command line outranks while this app runs. */
export const overridesFrom = ({ anthropicUrl, githubUrl, concurrency }: AppArguments): Partial<Settings> => ({
  ...(anthropicUrl ? { anthropicUrl } : {}),
  ...(githubUrl ? { githubUrl } : {}),
  ...(concurrency ? { concurrency } : {}),
});

export const USAGE = `Usage:
  --demo [--headless] [--report FILE]
  --headless --repos FILE --prompt-file FILE --report FILE
      [--check COMMAND] [--model ID] [--anthropic-url URL] [--github-url URL] [--concurrency N] [--max-cost USD]
      [--data FOLDER] [--publish] [--allow-unsandboxed]
      [--send-anyway]           what looks like a key in the prompt or the check is none: send it to the model
  --headless --continue [--data FOLDER] [--report FILE] [--anthropic-url URL] [--github-url URL] [--concurrency N]
      [--max-cost USD]          go on with the newest job of the data folder: after a crash, a quit or a pause
  --data FOLDER                 keep the app's data there
  --help                        print this
Keys are read from ANTHROPIC_API_KEY and GITHUB_TOKEN, or from the keychain. With the first one ANTHROPIC_BASE_URL counts, too,
unless --anthropic-url is given.`;

const OPTIONS = {
  help: { type: 'boolean', default: false },
  headless: { type: 'boolean', default: false },
  demo: { type: 'boolean', default: false },
  repos: { type: 'string' },
  'prompt-file': { type: 'string' },
  check: { type: 'string' },
  model: { type: 'string' },
  'anthropic-url': { type: 'string' },
  'github-url': { type: 'string' },
  concurrency: { type: 'string' },
  'max-cost': { type: 'string' },
  data: { type: 'string' },
  publish: { type: 'boolean', default: false },
  report: { type: 'string' },
  continue: { type: 'boolean', default: false },
  'allow-unsandboxed': { type: 'boolean', default: false },
  'send-anyway': { type: 'boolean', default: false },
} as const;

/** What a job is made from. */
const OF_A_JOB = [
  ...(['demo', 'repos', 'prompt-file', 'check', 'model', 'publish', 'allow-unsandboxed', 'send-anyway'] as const),
];

/**
 * Reads the app's own options. Electron leaves Chromium's switches in argv: they stand before the app's path, so behind it
 * an unknown option is a mistake; in a packaged app, which has no path, unknown ones are passed over.
 */
export function parseArguments(
  argv: readonly string[],
  folder: string,
  packaged: boolean,
  environment: Readonly<Record<string, string | undefined>> = {},
): Result<AppArguments> {
  const appPath = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'));
  let values: ReturnType<typeof read>;
  try {
    values = read(packaged ? ownArguments(argv.slice(1)) : argv.slice(appPath + 1));
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
  const file = (value: string | undefined): string | null => (value === undefined ? null : path.resolve(folder, value));
  const concurrency = numberOf(values.concurrency);
  const maxCost = numberOf(values['max-cost']);
  if (concurrency !== null && !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 64)) {
    return usage('--concurrency takes a whole number from 1 to 64.');
  }
  if (maxCost !== null && !(maxCost > 0)) return usage('--max-cost takes dollars, more than 0.');
  // Where the key comes from the environment, so does its address: it was given for that one.
  const isByEnvironment = values.headless && !values.demo && environment.ANTHROPIC_API_KEY?.trim();
  const fromEnvironment = isByEnvironment ? environment.ANTHROPIC_BASE_URL?.trim() || undefined : undefined;
  const wanted = values['anthropic-url'] ?? fromEnvironment;
  const anthropicUrl = wanted === undefined ? null : repairedClaudeUrl(wanted);
  const githubUrl = values['github-url'] ?? null;
  if (wanted !== undefined && anthropicUrl === null) {
    const name = values['anthropic-url'] === undefined ? 'ANTHROPIC_BASE_URL' : '--anthropic-url';
    return usage(`${name} takes an http or https URL.`);
  }
  if (githubUrl !== null && !isHttpUrl(githubUrl)) return usage('--github-url takes an http or https URL.');
  if (values.continue) {
    if (!values.headless) return usage('--continue needs --headless; the window goes on by itself.');
    // What a job does was said when it was made: a second say would be silently without effect.
    const own = OF_A_JOB.filter((name) => values[name]);
    if (own.length > 0)
      return usage(`--continue goes on with a job as it is: ${own.map((n) => `--${n}`).join(', ')} cannot be given.`);
  } else if (values.headless && !values.demo && !values.help) {
    const missing = (['repos', 'prompt-file'] as const).filter((name) => !values[name]);
    if (missing.length > 0) return usage(`--headless needs ${missing.map((name) => `--${name}`).join(' and ')}.`);
  }
  return ok({
    help: values.help,
    headless: values.headless,
    demo: values.demo,
    repos: file(values.repos),
    promptFile: file(values['prompt-file']),
    check: values.check ?? null,
    model: values.model ?? null,
    anthropicUrl,
    githubUrl,
    concurrency,
    maxCost,
    data: file(values.data),
    publish: values.publish,
    report: file(values.report),
    continue: values.continue,
    allowUnsandboxed: values['allow-unsandboxed'],
    sendAnyway: values['send-anyway'],
  });
}

const read = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;

/** Keeps our options with their values; drops what is Chromium's, Electron's or Playwright's. */
function ownArguments(args: readonly string[]): string[] {
  const known = new Set(Object.keys(OPTIONS));
  const own: string[] = [];
  let taken = -1;
  args.forEach((argument, index) => {
    if (index === taken || !argument.startsWith('--')) return;
    const [name = ''] = argument.slice(2).split('=', 1);
    if (!known.has(name)) return;
    own.push(argument);
    const takesValue = OPTIONS[name as keyof typeof OPTIONS].type === 'string' && !argument.includes('=');
    const value = args[index + 1];
    if (takesValue && value !== undefined) {
      own.push(value);
      taken = index + 1;
    }
  });
  return own;
}

const numberOf = (value: string | undefined): number | null => (value === undefined ? null : Number(value));
const isHttpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const usage = (problem: string) => failed({ code: 'not_allowed' as const, message: problem, next: USAGE });
