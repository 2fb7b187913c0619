import { z } from 'zod';
import { PublishPlan, SaidOfChange } from '../pull-request.ts';
import { done, method, runIds } from './method.ts';

/** Changes on their way to pull requests. */
export const PUBLICATIONS_METHODS = {
  'runs.publishPlan': method(runIds, z.array(PublishPlan)),
  /** `withKeys`: those of them whose change holds what looks like a key, and of which the person has said that it may go out. */
  'runs.openPullRequests': method(runIds.extend({ withKeys: z.array(SaidOfChange).max(2000).optional() }), done),
  'runs.refreshPullRequests': method(runIds, done),
} as const;
