import { z } from 'zod';
import type { Result } from '../../shared/errors.ts';
import type { Adjustment } from '../../shared/events.ts';
import type { RequestCapabilities } from '../../shared/request-capabilities.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { openDocument } from './document.ts';
import { STORE_VERSION, StoreVersion } from './migrations.ts';

/** A gateway is brought up to date at some time: what it has refused is tried again after this. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 60 * 60_000;
/** What a host makes us remember has an end. */
const MOST_HOSTS = 200;
const MOST_FIELDS = 50;

const Habits = z.object({
  fields: z.array(z.string().max(200)).max(MOST_FIELDS),
  mostTokens: z.number().int().positive().nullable(),
  /** Epoch ms. */
  learnedAt: z.number(),
});
type Habits = z.infer<typeof Habits>;
const Stored = z.object({ version: StoreVersion, hosts: z.record(z.string(), Habits) });

/** What hosts of the API have refused, for one of their models: it is not sent there again. */
export interface HostHabits {
  load(): Promise<void>;
  /** Resolves when what was learned so far is on disk. */
  saved(): Promise<void>;
  /** What is known of a host and a model put into what it takes. */
  apply(host: string, capabilities: RequestCapabilities, model: string): RequestCapabilities;
  learn(host: string, model: string, change: Adjustment): void;
}

export function openHostHabits(file: string, clock: Pick<Clock, 'now'>, log: Pick<Log, 'info'>): HostHabits {
  const now = () => clock.now();
  const document = openDocument({ file, schema: Stored, now });
  // Losing it costs a refused request, which is free.
  const tell = (result: Result<unknown>): void => {
    if (!result.ok) log.info('what hosts refuse is learned anew', { message: result.error.message });
  };
  const hosts = new Map<string, Habits>();
  let saving = Promise.resolve();
  const keyOf = (host: string, model: string) => `${host} ${model}`;
  const known = (key: string): Habits | null => {
    const habits = hosts.get(key);
    return habits && now() - habits.learnedAt < FORGOTTEN_AFTER_MS ? habits : null;
  };
  return {
    async load() {
      const read = await document.read();
      tell(read);
      for (const [key, habits] of Object.entries((read.ok && read.value?.hosts) || {})) hosts.set(key, habits);
    },
    saved: () => saving,
    apply(host, capabilities, model) {
      const habits = known(keyOf(host, model));
      if (!habits) return capabilities;
      return {
        ...capabilities,
        without: [...capabilities.without, ...habits.fields],
        maxOutput: Math.min(capabilities.maxOutput, habits.mostTokens ?? Infinity),
      };
    },
    learn(host, model, change) {
      const key = keyOf(host, model);
      const habits = known(key) ?? { fields: [], mostTokens: null, learnedAt: 0 };
      if (change.do === 'leave_out_field' && change.field.length <= 200 && habits.fields.length < MOST_FIELDS) {
        hosts.set(key, { ...habits, fields: [...new Set([...habits.fields, change.field])], learnedAt: now() });
      } else if (change.do === 'cap_output') {
        hosts.set(key, { ...habits, mostTokens: change.tokens, learnedAt: now() });
      } else return;
      const newest = [...hosts].sort(([, a], [, b]) => b.learnedAt - a.learnedAt).slice(0, MOST_HOSTS);
      saving = saving.then(async () =>
        tell(await document.save({ version: STORE_VERSION, hosts: Object.fromEntries(newest) })),
      );
    },
  };
}
