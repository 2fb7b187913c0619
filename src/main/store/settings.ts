import type { Result } from '../../shared/errors.ts';
import { DEFAULT_SETTINGS, Settings } from '../../shared/settings.ts';
import { openDocument } from './document.ts';

export interface SettingsStore {
  /** What applies now: the saved settings, with those of the command line on top. */
  current(): Settings;
  load(): Promise<Result<null>>;
  /** Saves what the person set; a setting that the command line holds keeps its saved value. */
  save(settings: Settings): Promise<Result<null>>;
}

export function createSettings(file: string, now: () => number, overrides: Partial<Settings>): SettingsStore {
  const document = openDocument({ file, schema: Settings, now });
  let saved = DEFAULT_SETTINGS;
  return {
    current: () => ({ ...saved, ...overrides }),
    async load() {
      const read = await document.read();
      if (!read.ok) return read;
      if (read.value) saved = read.value;
      return { ok: true, value: null };
    },
    async save(settings) {
      const kept = Object.fromEntries(Object.keys(overrides).map((key) => [key, saved[key as keyof Settings]]));
      const next = Settings.parse({ ...settings, ...kept });
      const written = await document.save(next);
      if (written.ok) saved = next;
      return written;
    },
  };
}
