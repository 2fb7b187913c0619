import type { GitHubApi, GitHubRepository, GitHubUser } from '../github/contract.ts';
import type { Clock } from '../lib/clock.ts';
import { createMemory } from './memory.ts';

/** A GitHub that is asked for what changes seldom once an hour. What is written is always preceded by a look of its own. */
export interface RememberingGitHub extends GitHubApi {
  /** Something was refused there: what is known of this repository, and of the account, is asked for anew. */
  forget(owner: string, name: string): void;
}

/** The one place where facts of a host's repositories are kept: preflights, executions, plans and publications ask it. */
export function rememberingGitHub(
  github: GitHubApi,
  token: () => string | null,
  clock: Pick<Clock, 'now'>,
): RememberingGitHub {
  const repositories = createMemory<GitHubRepository>({
    ...{ clock, token },
    // A person who reads what stands in the way goes and changes it. Without a token nothing can be changed, and each look costs.
    mayBeKept: (facts) => token() === null || standsOpen(facts),
  });
  const accounts = createMemory<GitHubUser>({ clock, token });
  const templates = createMemory<string | null>({ clock, token });
  const forgetRepository = (owner: string, name: string) => {
    const meant = keyOf(owner, name);
    // It may be remembered under a former name, too.
    repositories.forget((key, facts) => key === meant || (facts !== null && keyOf(facts.owner, facts.name) === meant));
  };
  return {
    ...github,
    me: () => accounts.ask('me', github.me),
    ownersTemplate: (owner) => templates.ask(owner.toLowerCase(), () => github.ownersTemplate(owner)),
    repository: (owner, name) => repositories.ask(keyOf(owner, name), () => github.repository(owner, name)),
    async openPullRequest(request) {
      const opened = await github.openPullRequest(request);
      forgetRepository(request.owner, request.name);
      return opened;
    },
    forget(owner, name) {
      forgetRepository(owner, name);
      accounts.forget(() => true);
    },
  };
}

const standsOpen = ({ canPush, canChangeWorkflows, archived, defaultBranch }: GitHubRepository): boolean =>
  canPush && canChangeWorkflows !== false && !archived && defaultBranch !== null;

const keyOf = (owner: string, name: string): string => `${owner}/${name}`.toLowerCase();
