import { z } from 'zod';
import { ok, type Result } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import { openDocument } from './document.ts';
import { STORE_VERSION, StoreVersion } from './migrations.ts';

const DaySpend = z.object({ version: StoreVersion, day: z.string(), usd: z.number().nonnegative() });

/** The calendar day of a time at the place where the computer is, as `2026-11-22`. */
function localDay(at: number): string {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
}

const DAY_MS = 24 * 60 * 60_000;
/** The day before, by a clock that was set back or a flight to the west: not a day of its own with money of its own. */
const isJustBefore = (present: string, day: string): boolean =>
  present < day && Date.parse(day) - Date.parse(present) <= DAY_MS;

/** What the app has spent on the present day. Saved at checkpoints; what came later is counted from the journals. */
export interface DaySpendStore {
  load(): Promise<Result<null>>;
  add(at: number, costUsd: number): void;
  today(): number;
  save(): Promise<Result<null>>;
}

export function createDaySpend(
  file: string,
  now: () => number,
  dayOf: (at: number) => string = localDay,
): DaySpendStore {
  const document = openDocument({ file, schema: DaySpend, now });
  let day = dayOf(now());
  let usd = 0;
  const turnDay = () => {
    const present = dayOf(now());
    if (present === day || isJustBefore(present, day)) return;
    day = present;
    usd = 0;
  };
  return {
    async load() {
      const read = await document.read();
      if (!read.ok) return read;
      if (!read.value) return ok(null);
      if (isJustBefore(day, read.value.day)) day = read.value.day;
      if (read.value.day === day) usd += read.value.usd;
      return ok(null);
    },
    add(at, costUsd) {
      turnDay();
      if (dayOf(at) === day || dayOf(now()) < day) usd += costUsd;
    },
    today() {
      turnDay();
      return usd;
    },
    save() {
      turnDay();
      return document.save({ version: STORE_VERSION, day, usd });
    },
  };
}

/** What an event says was paid. */
export const costOf = (body: RunEventBody): number => ('costUsd' in body ? body.costUsd : 0);
