import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkClaudeKey } from '../../src/main/model-api/check-key.ts';
import { repairedClaudeUrl } from '../../src/shared/base-url.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';
import { probeApi } from './api.ts';
import { contextOf, type Found, QUESTIONS } from './questions.ts';

export interface ProbeOptions {
  args: readonly string[];
  environment: Record<string, string | undefined>;
  /** Where the person stands. */
  folder: string;
  say: (line: string) => void;
  /** Asks at the terminal; null where there is none. */
  confirm: ((question: string) => Promise<string>) | null;
}

/** No question is begun beyond this; the dearest one costs a few cents. */
const LIMIT_USD = 0.9;

const ABOUT = `This asks the Claude API ${QUESTIONS.length} questions that its documents leave open, with about ${2 * QUESTIONS.length} short requests. It costs
less than $1, by the price table, and prints a table without your key that you can send us.`;

/** Answers with the exit code: 0 when the table was made, 1 when it could not be, 2 when nothing was asked. */
export async function runProbe({ args, environment, folder, say, confirm }: ProbeOptions): Promise<number> {
  const given = readArguments(args);
  if (typeof given === 'string') {
    say(given);
    return 2;
  }
  say(ABOUT);
  const key = environment.ANTHROPIC_API_KEY?.trim();
  if (!key) {
    say('Nothing was asked: there is no key. Set ANTHROPIC_API_KEY to a key of the Claude API, then run this again.');
    return 2;
  }
  if (!given.yes) {
    const answer = await confirm?.('Go on? [y/N] ');
    if (!answer || !/^y(es)?$/i.test(answer.trim())) {
      say(`Nothing was asked.${confirm ? '' : ' There is no terminal to ask you at: agree with --yes.'}`);
      return 2;
    }
  }
  const checked = await checkClaudeKey(key, given.baseUrl);
  if (!checked.ok) {
    const { message, why, next } = checked.error;
    say(
      [message, why, next]
        .filter((part) => part !== undefined)
        .join(' ')
        .replaceAll(key, '[key]'),
    );
    return 1;
  }
  const table = (await ask(given.baseUrl, key, say)).replaceAll(key, '[key]');
  say(`\n${table}`);
  if (given.out) await writeFile(path.resolve(folder, given.out), `${table}\n`);
  return 0;
}

function readArguments(args: readonly string[]): { yes: boolean; baseUrl: string; out: string | undefined } | string {
  const usage = 'Usage: npm run probe -- [--yes] [--base-url URL] [--out FILE]';
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { yes: { type: 'boolean' }, 'base-url': { type: 'string' }, out: { type: 'string' } },
      strict: true,
    });
    const baseUrl = repairedClaudeUrl(values['base-url'] ?? DEFAULT_SETTINGS.anthropicUrl);
    return baseUrl === null ? usage : { yes: values.yes ?? false, baseUrl, out: values.out };
  } catch {
    return usage;
  }
}

async function ask(baseUrl: string, key: string, say: ProbeOptions['say']): Promise<string> {
  const api = probeApi(baseUrl, key);
  const context = contextOf(api, new Date().toISOString());
  const rows: string[] = [];
  for (const [index, { name, ask: answer }] of QUESTIONS.entries()) {
    const before = api.spent();
    let found: Found;
    try {
      found =
        before < LIMIT_USD ? await answer(context) : { answer: 'not asked', detail: 'The limit of cost was reached.' };
    } catch (error) {
      found = { answer: 'failed', detail: error instanceof Error ? error.message : String(error) };
    }
    say(`${index + 1}/${QUESTIONS.length} ${name} ${found.answer}`);
    const cells = [String(index + 1), name, found.answer, found.detail, dollars(api.spent() - before)];
    rows.push(`| ${cells.map(cell).join(' | ')} |`);
  }
  return [
    `Probe of ${new URL(baseUrl).host}, ${new Date().toISOString().slice(0, 10)}`,
    '',
    '| # | Question | Answer | Detail | Cost |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    `${api.requests()} requests, ${dollars(api.spent())} in all, by the price table.`,
  ].join('\n');
}

const dollars = (usd: number): string => `$${usd.toFixed(4)}`;
/** What a server says must not break out of its cell. */
const cell = (text: string): string =>
  text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;');
