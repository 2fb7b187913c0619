import { z } from 'zod';
import {
  type Account,
  type ApiAnswer,
  answer,
  inaccessible,
  invalid,
  mayWrite,
  notFound,
  page,
  type RepositorySeed,
  refusal,
} from './answers.ts';
import type { GitHubWorld } from './github-world.ts';
import { labelPayload, userPayload } from './payloads.ts';
import { type ApiRequest, type Route, withRepository } from './read-routes.ts';
import type { PullRecord } from './store.ts';

const NewPull = z.object({
  title: z.string().min(1),
  head: z.string().min(1),
  head_repo: z.string().optional(),
  base: z.string().min(1),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
  maintainer_can_modify: z.boolean().optional(),
});
const PullPatch = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().min(1).optional(),
  maintainer_can_modify: z.boolean().optional(),
});
const Merge = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
});

const isShut = (): ApiAnswer => refusal(403, 'Must have push access to the repository.');
const missing = (error: z.ZodError, resource: string): ApiAnswer =>
  invalid(
    ...error.issues.map((issue) => ({ resource, code: 'missing_field', field: issue.path.map(String).join('.') })),
  );

/** Pull requests and what hangs on them. Refuses what GitHub refuses: duplicates, branches that do not exist, no push right. */
export function pullRoutes(world: GitHubWorld): Route[] {
  const { store } = world;

  async function create(seed: RepositorySeed, { body, viewer }: ApiRequest): Promise<ApiAnswer> {
    if (!viewer) return refusal(401, 'Requires authentication');
    if (seed.archived) return refusal(403, 'Repository was archived so is read-only.');
    if (!mayWrite(viewer, 'pull_requests', seed.private === true)) return inaccessible(viewer);
    if (!world.canPush(seed, viewer)) return isShut();
    const parsed = NewPull.safeParse(body);
    if (!parsed.success) return missing(parsed.error, 'PullRequest');
    const wanted = parsed.data;
    const [owner, head] = wanted.head.includes(':') ? wanted.head.split(':', 2) : [seed.owner, wanted.head];
    const git = world.git(seed);
    const headCommit = owner?.toLowerCase() === seed.owner.toLowerCase() ? await git.branch(head ?? '') : null;
    if (!head || !headCommit) return invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
    const baseCommit = await git.branch(wanted.base);
    if (!baseCommit) return invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
    const custom = (message: string) => invalid({ resource: 'PullRequest', code: 'custom', message });
    const open = world
      .pullsOf(seed)
      .find((pull) => pull.state === 'open' && pull.head === head && pull.base === wanted.base);
    if (open) return custom(`A pull request already exists for ${seed.owner}:${head}.`);
    const { commits } = await world.compare(seed, baseCommit, headCommit);
    if (commits === 0) return custom(`No commits between ${wanted.base} and ${head}`);
    // Between the look and here another request may have made the same one.
    const twin = world
      .pullsOf(seed)
      .find((pull) => pull.state === 'open' && pull.head === head && pull.base === wanted.base);
    if (twin) return custom(`A pull request already exists for ${seed.owner}:${head}.`);
    const now = world.now();
    const pull: PullRecord = {
      repository: `${seed.owner}/${seed.name}`,
      number: Math.max(0, ...world.pullsOf(seed).map((one) => one.number)) + 1,
      title: wanted.title,
      body: wanted.body ?? null,
      head,
      base: wanted.base,
      headCommit,
      baseCommit,
      author: viewer.login,
      draft: wanted.draft ?? false,
      state: 'open',
      mergeCommit: null,
      labels: [],
      reviewers: [],
      comments: [],
      maintainerCanModify: wanted.maintainer_can_modify ?? true,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
    };
    store.pulls.push(pull);
    await store.save();
    return answer(await world.pull(pull, seed, viewer, false), 201);
  }

  async function list(seed: RepositorySeed, { query, viewer, url }: ApiRequest): Promise<ApiAnswer> {
    const state = query.get('state') ?? 'open';
    const head = query.get('head');
    const base = query.get('base');
    const found = world
      .pullsOf(seed)
      .filter((pull) => state === 'all' || pull.state === state)
      .filter((pull) => head === null || `${seed.owner}:${pull.head}`.toLowerCase() === head.toLowerCase())
      .filter((pull) => base === null || pull.base === base)
      .sort((a, b) => b.number - a.number);
    if (query.get('direction') === 'asc') found.reverse();
    return page(await Promise.all(found.map((pull) => world.pull(pull, seed, viewer, false))), query, url);
  }

  type PullHandler = (pull: PullRecord, seed: RepositorySeed, request: ApiRequest) => Promise<ApiAnswer> | ApiAnswer;
  const withPull = (handle: PullHandler) =>
    withRepository(world, (seed, request, [number = '']) => {
      const pull = world.pullsOf(seed).find((one) => one.number === Number(number));
      return pull ? handle(pull, seed, request) : notFound();
    });
  /** For everything that changes: an account with push right. */
  const changing = (
    handle: (pull: PullRecord, seed: RepositorySeed, request: ApiRequest, viewer: Account) => Promise<ApiAnswer>,
  ) =>
    withPull(async (pull, seed, request) => {
      if (!request.viewer) return refusal(401, 'Requires authentication');
      if (!mayWrite(request.viewer, 'pull_requests', seed.private === true)) return inaccessible(request.viewer);
      return world.canPush(seed, request.viewer) ? handle(pull, seed, request, request.viewer) : isShut();
    });
  const touch = async (pull: PullRecord) => {
    pull.updatedAt = world.now();
    await store.save();
  };

  async function patch(
    pull: PullRecord,
    seed: RepositorySeed,
    { body }: ApiRequest,
    viewer: Account,
  ): Promise<ApiAnswer> {
    const parsed = PullPatch.safeParse(body);
    if (!parsed.success) return missing(parsed.error, 'PullRequest');
    const { title, body: text, state, base, maintainer_can_modify } = parsed.data;
    if (state === 'open' && pull.mergeCommit !== null) {
      return invalid({
        resource: 'PullRequest',
        code: 'invalid',
        field: 'state',
        message: 'state cannot be changed. The pull request has been merged.',
      });
    }
    if (base !== undefined && !(await world.git(seed).branch(base))) {
      return invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
    }
    Object.assign(pull, { title: title ?? pull.title, base: base ?? pull.base });
    if (text !== undefined) pull.body = text;
    if (maintainer_can_modify !== undefined) pull.maintainerCanModify = maintainer_can_modify;
    if (state !== undefined && state !== pull.state) {
      await world.comparison(pull, seed);
      pull.state = state;
      pull.closedAt = state === 'closed' ? world.now() : null;
    }
    await touch(pull);
    return answer(await world.pull(pull, seed, viewer, true));
  }

  async function merge(pull: PullRecord, seed: RepositorySeed, { body }: ApiRequest): Promise<ApiAnswer> {
    const wanted = Merge.parse(body ?? {});
    await world.comparison(pull, seed);
    if (pull.state === 'closed' || pull.draft) return refusal(405, 'Pull Request is not mergeable');
    if (wanted.sha !== undefined && wanted.sha !== pull.headCommit) {
      return refusal(409, 'Head branch was modified. Review and try the merge again.');
    }
    const git = world.git(seed);
    const tree = await git.mergeTree(pull.baseCommit, pull.headCommit);
    if (!tree) return refusal(405, 'Pull Request is not mergeable');
    const title = wanted.commit_title ?? `Merge pull request #${pull.number} from ${seed.owner}/${pull.head}`;
    const message = `${title}\n\n${wanted.commit_message ?? pull.title}`;
    const isSquash = wanted.merge_method === 'squash' || wanted.merge_method === 'rebase';
    pull.mergeCommit = await git.merge(pull.base, pull.baseCommit, pull.headCommit, tree, message, isSquash);
    pull.state = 'closed';
    pull.closedAt = world.now();
    await touch(pull);
    return answer({ sha: pull.mergeCommit, merged: true, message: 'Pull Request successfully merged' });
  }

  async function addLabels(pull: PullRecord, _seed: RepositorySeed, { body }: ApiRequest): Promise<ApiAnswer> {
    const parsed = z
      .union([z.object({ labels: z.array(z.string().min(1)) }), z.array(z.string().min(1))])
      .safeParse(body);
    if (!parsed.success) return missing(parsed.error, 'Label');
    const names = Array.isArray(parsed.data) ? parsed.data : parsed.data.labels;
    pull.labels = [...new Set([...pull.labels, ...names])];
    await touch(pull);
    return answer(pull.labels.map((name) => labelPayload(world.at, pull.repository, name)));
  }

  async function askReviewers(
    pull: PullRecord,
    seed: RepositorySeed,
    { body }: ApiRequest,
    viewer: Account,
  ): Promise<ApiAnswer> {
    const parsed = z.object({ reviewers: z.array(z.string()).default([]) }).safeParse(body);
    if (!parsed.success) return missing(parsed.error, 'PullRequest');
    if (parsed.data.reviewers.includes(pull.author))
      return refusal(422, 'Review cannot be requested from pull request author.');
    const known = world.accounts.map((account) => account.login);
    if (!parsed.data.reviewers.every((login) => known.includes(login))) {
      return refusal(
        422,
        'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.',
      );
    }
    pull.reviewers = [...new Set([...pull.reviewers, ...parsed.data.reviewers])];
    await touch(pull);
    return answer(await world.pull(pull, seed, viewer, false), 201);
  }

  const comments = (pull: PullRecord) =>
    pull.comments.map((comment) => ({
      id: comment.id,
      node_id: `comment-${comment.id}`,
      url: `${world.at.api}/repos/${pull.repository}/issues/comments/${comment.id}`,
      html_url: `${world.at.web}/${pull.repository}/pull/${pull.number}#issuecomment-${comment.id}`,
      issue_url: `${world.at.api}/repos/${pull.repository}/issues/${pull.number}`,
      user: userPayload(world.at, comment.author, world.accounts),
      body: comment.body,
      created_at: comment.createdAt,
      updated_at: comment.createdAt,
      author_association: 'MEMBER',
    }));

  async function comment(pull: PullRecord, _seed: RepositorySeed, { body, viewer }: ApiRequest): Promise<ApiAnswer> {
    if (!viewer) return refusal(401, 'Requires authentication');
    const parsed = z.object({ body: z.string().min(1) }).safeParse(body);
    if (!parsed.success) return missing(parsed.error, 'IssueComment');
    const id = pull.number * 1000 + pull.comments.length + 1;
    pull.comments.push({ id, author: viewer.login, body: parsed.data.body, createdAt: world.now() });
    await touch(pull);
    return answer(comments(pull).at(-1), 201);
  }

  const PULL = /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)$/;
  return [
    ['POST', /^\/repos\/([^/]+)\/([^/]+)\/pulls$/, withRepository(world, create)],
    ['GET', /^\/repos\/([^/]+)\/([^/]+)\/pulls$/, withRepository(world, list)],
    ['GET', PULL, withPull(async (pull, seed, { viewer }) => answer(await world.pull(pull, seed, viewer, true)))],
    ['PATCH', PULL, changing(patch)],
    ['PUT', /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)\/merge$/, changing(merge)],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)\/merge$/,
      withPull((pull) => (pull.mergeCommit ? { status: 204, body: null } : notFound())),
    ],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)\/files$/,
      withPull(async (pull, seed, { query, url }) => {
        const { files } = await world.comparison(pull, seed);
        const row = ({ path, additions, deletions }: (typeof files)[number]) => ({
          filename: path,
          status: 'modified',
          additions: additions ?? 0,
          deletions: deletions ?? 0,
          changes: (additions ?? 0) + (deletions ?? 0),
        });
        return page(files.map(row), query, url);
      }),
    ],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)\/reviews$/,
      withPull((_pull, _seed, { query, url }) => page([], query, url)),
    ],
    ['POST', /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)\/requested_reviewers$/, changing(askReviewers)],
    ['POST', /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)\/labels$/, changing(addLabels)],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)\/labels$/,
      withPull((pull, _seed, { query, url }) =>
        page(
          pull.labels.map((name) => labelPayload(world.at, pull.repository, name)),
          query,
          url,
        ),
      ),
    ],
    ['POST', /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)\/comments$/, withPull(comment)],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)\/comments$/,
      withPull((pull, _seed, { query, url }) => page(comments(pull), query, url)),
    ],
  ];
}
