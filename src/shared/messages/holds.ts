import { z } from 'zod';
import { timeOfDay, timeWithSeconds } from '../time-of-day.ts';
import { messageSchema, says } from './message.ts';

const MB = 1e6;
const GB = 1e9;
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const bytes = (count: number): string =>
  count < GB ? `${Math.round(count / MB)} MB` : `${(count / GB).toFixed(count < 10 * GB ? 1 : 0)} GB`;

/** Why no run is started. */
export const HOLDS = {
  day_has_no_money: says(
    { budgetUsd: z.number() },
    ({ budgetUsd }) =>
      `The budget of the day ($${budgetUsd.toFixed(2)}) is used up; it goes on at 00:00, or as soon as you raise it.`,
  ),
  host_asks_to_wait: says(
    { host: z.string(), until: z.number() },
    ({ host, until }) => `${host} asks everybody to wait until ${timeOfDay(until)}: its rate limit is used up.`,
  ),
  api_asks_to_wait: says(
    { until: z.number() },
    ({ until }) => `The Claude API asked everybody to wait until ${timeWithSeconds(until)}: its rate limit is used up.`,
  ),
  computer_sleeps: says({}, () => 'The computer is about to sleep; work goes on when it wakes up.'),
  processor_slowed_down: says(
    { percent: z.number() },
    ({ percent: speed }) => `The computer slows its processor down to ${speed} %, mostly because it is hot.`,
  ),
  results_await_review: says(
    { results: z.number(), working: z.number(), limit: z.number() },
    ({ results, working, limit }) => {
      const waiting = results === 1 ? '1 result awaits review' : `${results} results await review`;
      if (results >= limit) return `${waiting}, so no new run is started.`;
      const runs = working === 1 ? '1 run is under way' : `${working} runs are under way`;
      return `${waiting} and ${runs}: no more than ${limit} may await review.`;
    },
  ),
  clones_fill_quota: says(
    { usedGb: z.number(), quotaGb: z.number() },
    ({ usedGb, quotaGb }) =>
      `Clones and mirrors take ${usedGb.toFixed(1)} GB of the ${quotaGb} GB that they may take, so no new run is started.`,
  ),
  disk_nearly_full: says({ free: z.number() }, ({ free }) => `The disk is nearly full: ${bytes(free)} are free.`),
  memory_short: says(
    { free: z.number(), total: z.number() },
    ({ free, total }) => `The machine is short of memory: ${bytes(free)} of ${bytes(total)} are free.`,
  ),
  processor_busy: says(
    { cores: z.number(), load: z.number().nullable(), busy: z.number() },
    ({ cores, load, busy }) =>
      `The machine is busy: ${load === null ? `its processor is used to ${percent(busy)}` : `load ${load.toFixed(1)} on ${cores === 1 ? '1 core' : `${cores} cores`}`}.`,
  ),
  main_process_busy: says(
    { busy: z.number() },
    ({ busy }) => `The app itself is busy: its main process works ${percent(busy)} of the time.`,
  ),
};
export const HoldReason = messageSchema(HOLDS);
export type HoldReason = z.infer<typeof HoldReason>;
