import type { z } from 'zod';
import { JobSettings } from '../../shared/job.ts';

/** Options that are several: one of them may change while the others are left alone. */
const GROUPS = ['limits', 'guards', 'pullRequest'] as const;
type Group = (typeof GROUPS)[number];

/** Some options of a job, down to the single field. */
export type SettingsChange = Partial<Omit<JobSettings, Group>> & { [name in Group]?: Partial<JobSettings[name]> };

/** The options that differ: what else was changed meanwhile is left alone. Pure. */
export function changeOf(before: JobSettings, after: JobSettings): SettingsChange {
  const change: SettingsChange = differing(before, after);
  for (const group of GROUPS) {
    if (change[group]) Object.assign(change, { [group]: differing(before[group], after[group]) });
  }
  return change;
}

const differing = <T extends object>(before: T, after: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof T])),
  ) as Partial<T>;

/**
 * These options with a change, field by field: one that no field could hold counts as nothing, and costs no other. What is only
 * out of its bounds stays as it was typed; nothing takes it before it is within them. Pure.
 */
export function withChange(settings: JobSettings, change: unknown): JobSettings {
  const { limits, guards, pullRequest, ...single } = JobSettings.shape;
  const asked = isObject(change) ? change : {};
  return {
    ...settings,
    ...held(single, asked),
    limits: { ...settings.limits, ...held(limits.shape, asked.limits) },
    guards: { ...settings.guards, ...held(guards.shape, asked.guards) },
    pullRequest: { ...settings.pullRequest, ...held(pullRequest.shape, asked.pullRequest) },
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const held = (fields: Readonly<Record<string, z.ZodType>>, asked: unknown): Record<string, unknown> =>
  isObject(asked)
    ? Object.fromEntries(Object.entries(asked).filter(([name, value]) => isHeld(fields[name], value)))
    : {};

const isHeld = (field: z.ZodType | undefined, value: unknown): boolean =>
  field?.safeParse(value).error?.issues.every(isOfBounds) ?? field !== undefined;
/** A fraction where a whole number is asked for is one, too. */
const isOfBounds = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'too_small' || issue.code === 'too_big' || (issue.code === 'invalid_type' && issue.expected === 'int');
