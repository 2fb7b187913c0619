import { createLocks } from '../lib/locks.ts';
import { createClient } from './client.ts';
import type { CreateGitHub } from './contract.ts';
import { findPullRequest, openPullRequest, refresh } from './pull-requests.ts';
import { me, repository } from './repositories.ts';
import type { AskedOwners } from './rights.ts';
import { ownersTemplate } from './template.ts';

/** The GitHub room for one API and account. */
export const createGitHub: CreateGitHub = (options) => {
  const client = createClient(options);
  const withLock = createLocks();
  const asked: AskedOwners = new Map();
  return {
    webHost: client.host,
    serves: (host) => host.toLowerCase() === client.host,
    me: () => me(client),
    repository: (owner, name) => repository(client, owner, name, asked),
    ownersTemplate: (owner) => ownersTemplate(client, owner),
    findPullRequest: (owner, name, branch) => findPullRequest(client, owner, name, branch),
    openPullRequest: (request) =>
      // Two clicks at once: the second one finds what the first one opened.
      withLock(`${request.owner}/${request.name}:${request.branch}`.toLowerCase(), () =>
        openPullRequest(client, request),
      ),
    refresh: (owner, name, known) => refresh(client, owner, name, known),
  };
};
