import os from 'node:os';
import type { DiagnosticsEntry, Versions } from '../../shared/diagnostics.ts';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { RunId } from '../../shared/ids.ts';
import type { Settings } from '../../shared/settings.ts';
import type { OnDefect } from '../lib/defects.ts';
import { createThread } from '../lib/thread.ts';
import { type DiagnosticsSource, FromCollector, type ToCollector } from './diagnostics-protocol.ts';
import { exportedSettings } from './exported-settings.ts';

/** What a person may hand to us when something went wrong: shown first, then saved as one zip. */
export interface Diagnostics {
  /** Redacts what there is; `runs` are those whose events go along. */
  prepare(settings: Settings, runs: readonly RunId[]): Promise<Result<DiagnosticsEntry[]>>;
  /** Saves files of the last `prepare` by their names, exactly as they were shown. */
  save(names: readonly string[], file: string): Promise<Result<DiagnosticsEntry[]>>;
  close(): Promise<void>;
}

export interface DiagnosticsOptions {
  /** The program of the thread. */
  program: string;
  versions: Versions;
  logFile: string;
  eventsFile: (runId: RunId) => string;
  /** All keys that are known by now. */
  secrets: () => readonly string[];
  onDefect: OnDefect;
}

/** Long enough to read all of it; the thread holds it in memory. */
const IDLE_MS = 20 * 60_000;

export function createDiagnostics(options: DiagnosticsOptions): Diagnostics {
  const { program, versions, logFile, eventsFile, secrets, onDefect } = options;
  const thread = createThread<ToCollector, FromCollector>({
    file: program,
    answer: FromCollector,
    idleMs: IDLE_MS,
    onDefect: (thrown) => onDefect('diagnostics', thrown),
  });
  const ask = async (question: ToCollector): Promise<FromCollector> => {
    const answer = await thread.ask(question);
    return answer.ok
      ? answer.value
      : failure('unexpected', 'The diagnostics could not be collected.', { why: answer.error, next: 'Try again.' });
  };
  return {
    prepare: (settings, runs) => {
      const sources: DiagnosticsSource[] = [
        { name: 'versions.json', text: json(versions) },
        { name: 'settings.json', text: json(exportedSettings(settings)) },
        { name: 'main.log', file: logFile },
        { name: 'main.log.1', file: `${logFile}.1` },
        ...runs.map((runId) => ({ name: `events/${runId}.jsonl`, file: eventsFile(runId) })),
      ];
      return ask({ do: 'prepare', sources, secrets: [...secrets()], home: os.homedir() });
    },
    save: (names, file) =>
      names.length === 0 ? Promise.resolve(ok([])) : ask({ do: 'save', names: [...names], file }),
    close: thread.close,
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
