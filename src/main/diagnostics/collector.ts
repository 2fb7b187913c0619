import { open } from 'node:fs/promises';
import { strToU8, zipSync } from 'fflate';
import { headOf } from '../../shared/cut.ts';
import type { DiagnosticsEntry } from '../../shared/diagnostics.ts';
import { failure, ok, thrownText } from '../../shared/errors.ts';
import { terminalJson } from '../../shared/terminal-text.ts';
import { writeDurably } from '../lib/write-durably.ts';
import { createRedactor } from '../redact/redact.ts';
import type { DiagnosticsSource, FromCollector, ToCollector } from './diagnostics-protocol.ts';

/** The newest part of a file tells what happened; more would not be read by anybody. */
const MOST_BYTES = 20_000_000;
/** Of all files together: they are held in memory until they are saved. */
const MOST_IN_ALL = 60_000_000;
/** They all pass main on their way to the window. */
const PREVIEW_CHARS = 30_000;

/** Collects the files of the diagnostics, redacts them and keeps them until they are saved or collected anew. */
export function createCollector(): (question: ToCollector) => Promise<FromCollector> {
  let prepared = new Map<string, string>();
  let newest = 0;

  const prepare = async ({ sources, secrets, home }: Extract<ToCollector, { do: 'prepare' }>) => {
    newest += 1;
    const mine = newest;
    prepared = new Map();
    const redact = createRedactor(secrets);
    const most = Math.min(MOST_BYTES, Math.floor(MOST_IN_ALL / sources.length));
    const found = new Map<string, string>();
    for (const source of sources) {
      const text = await textOf(source, most);
      // What is shown is what is saved: nothing in it turns the direction, or speaks to the terminal of whoever gets it.
      if (text !== null) found.set(source.name, terminalJson(withoutHome(redact(text), home)));
    }
    // Somebody who asks once more is shown the later answer, whichever comes first.
    if (mine === newest) prepared = found;
    return ok([...found].map(entryOf));
  };

  const save = async ({ names, file }: Extract<ToCollector, { do: 'save' }>): Promise<FromCollector> => {
    const chosen = [...prepared].filter(([name]) => names.includes(name));
    if (chosen.length < names.length) {
      return failure('not_found', 'What was shown is not kept any more.', { next: 'Open the dialog again.' });
    }
    const zip = zipSync(Object.fromEntries(chosen.map(([name, text]) => [name, strToU8(text)])));
    try {
      await writeDurably(file, Buffer.from(zip.buffer, zip.byteOffset, zip.length));
    } catch (error) {
      return failure('store_failed', 'The diagnostics could not be saved.', {
        why: thrownText(error),
        next: 'Save them in another folder, or make room on the disk.',
        path: file,
      });
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
async function textOf(source: DiagnosticsSource, most: number): Promise<string | null> {
  if ('text' in source) return source.text;
  try {
    return await endOfFile(source.file, most);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    // When something is wrong, the other files are needed all the more; and that this one could not be read tells something.
    return `${JSON.stringify({ unreadable: thrownText(error) })}\n`;
  }
}

async function endOfFile(file: string, most: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - most);
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    const text = bytes.subarray(0, bytesRead).toString('utf8');
    if (start === 0) return text;
    // Half a line might hold half a key, which has no shape any more.
    const whole = text.includes('\n') ? text.slice(text.indexOf('\n') + 1) : '';
    return `${JSON.stringify({ leftOut: `the older part of ${size} bytes` })}\n${whole}`;
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
