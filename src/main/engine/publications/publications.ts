import type { Records } from '../../store/contract.ts';
import { hostedRuns } from '../runs/hosted-run.ts';
import { createFollowing, type Following } from './following.ts';
import { type PublishPlans, publishPlans } from './publish-plans.ts';
import { createPublishing, type Publishing } from './publishing.ts';

type Deps = Omit<Parameters<typeof createPublishing>[0] & Parameters<typeof hostedRuns>[0], 'hosted' | 'shownBranch'>;

/** Everything between finished changes and their hosts: plans, publications, and refreshed pull requests. */
export interface Publications {
  plans: PublishPlans;
  publishing: Publishing;
  following: Following;
  stop(): Promise<void>;
}

export function createPublications(deps: Deps & { records: Records }): Publications {
  const hosted = hostedRuns(deps);
  const plans = publishPlans({ ...deps, hosted });
  const publishing = createPublishing({ ...deps, hosted, shownBranch: plans.shownBranch });
  const following = createFollowing({ ...deps, hosted });
  return {
    plans,
    publishing,
    following,
    stop: async () => void (await Promise.all([publishing.stop(), following.stop()])),
  };
}
