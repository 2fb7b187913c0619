import { ok } from '../../../shared/errors.ts';
import { preflight } from '../../repositories/preflight.ts';
import type { Accounts } from '../accounts.ts';
import type { Base } from '../base.ts';
import type { EngineCommands } from '../contract.ts';
import { readDropped } from './dropped.ts';

/** Commands on repositories, before there is a job. */
export function repoCommands({ options: { git } }: Base, { services, ready }: Accounts): EngineCommands['repos'] {
  return {
    preflight: async ({ repos }) => {
      await ready;
      const { github, token } = services.regular();
      return ok(await preflight(repos, { git, github, token }));
    },
    sshHosts: async ({ names }) => ok({ ...(await git.sshHosts(names)) }),
    readDropped: async ({ paths }) => ok(await readDropped(paths)),
  };
}
