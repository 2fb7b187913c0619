import { open, writeFile } from 'node:fs/promises';
import { strToU8, zipSync } from 'fflate';
import { headOf } from '../../shared/cut.ts';
import type { DiagnosticsEntry } from '../../shared/diagnostics.ts';
import { failure, ok, type Result, wordsOfThrown } from '../../shared/errors.ts';
import { createRedactor } from '../redact/redact.ts';
import type { DiagnosticsSource, FromCollector, ToCollector } from './diagnostics-protocol.ts';

/** The newest part of a file tells what happened; more would not be read by anybody. */
const MOST_BYTES = 20_000_000;
const PREVIEW_CHARS = 100_000;

/** Collects the files of the diagnostics, redacts them and keeps them until they are saved or collected anew. */
export function createCollector(): (question: ToCollector) => Promise<FromCollector> {
  let prepared = new Map<string, string>();

  const prepare = async ({ sources, secrets, home }: Extract<ToCollector, { do: 'prepare' }>) => {
    const redact = createRedactor(secrets);
    const found = new Map<string, string>();
    for (const source of sources) {
      const text = await textOf(source);
      if (!text.ok) return text;
      if (text.value !== null) found.set(source.name, withoutHome(redact(text.value), home));
    }
    prepared = found;
    return ok([...found].map(entryOf));
  };

  const save = async ({ names, file }: Extract<ToCollector, { do: 'save' }>): Promise<FromCollector> => {
    const chosen = [...prepared].filter(([name]) => names.includes(name));
    if (chosen.length < names.length) {
      return failure('not_found', 'What was shown is not kept any more.', { next: 'Open the dialog again.' });
    }
    const zip = zipSync(Object.fromEntries(chosen.map(([name, text]) => [name, strToU8(text)])));
    try {
      await writeFile(file, zip, { mode: 0o600 });
    } catch (error) {
      return failure('store_failed', 'The diagnostics could not be saved.', { why: wordsOfThrown(error), path: file });
    }
    return ok(chosen.map(entryOf));
  };

  return (question) => (question.do === 'prepare' ? prepare(question) : save(question));
}

const entryOf = ([name, text]: [string, string]): DiagnosticsEntry => ({
  name,
  bytes: Buffer.byteLength(text),
  preview: headOf(text, PREVIEW_CHARS),
  shortened: text.length > PREVIEW_CHARS,
});

/** Null for a file that is not there: no log has been turned over yet. */
async function textOf(source: DiagnosticsSource): Promise<Result<string | null>> {
  if ('text' in source) return ok(source.text);
  try {
    return ok(await endOfFile(source.file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(null);
    return failure('store_unreadable', `${source.name} could not be read.`, { why: wordsOfThrown(error) });
  }
}

async function endOfFile(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - MOST_BYTES);
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    const text = bytes.subarray(0, bytesRead).toString('utf8');
    // Half a line might hold half a key, which has no shape any more.
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}

/** The home folder tells who somebody is. */
function withoutHome(text: string, home: string): string {
  if (home.length < 2) return text;
  const escaped = JSON.stringify(home).slice(1, -1);
  return text.replaceAll(escaped, '~').replaceAll(home, '~');
}
