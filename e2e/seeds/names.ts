import type { RepoRef } from '../../src/shared/repo.ts';

/** An organisation's repositories: as many different names as are asked for. */
const AREAS = [
  ['billing', 'checkout', 'catalog', 'search', 'identity', 'inventory', 'shipping', 'pricing', 'loyalty', 'returns'],
  ['payments', 'reporting', 'messaging', 'media', 'support', 'partner', 'warehouse', 'analytics', 'consent', 'labels'],
].flat();
const PARTS = [
  ['api', 'worker', 'web', 'cli', 'events', 'gateway', 'schema', 'client', 'admin', 'jobs', 'cache', 'sdk', 'docs'],
  ['proxy', 'importer', 'exporter', 'scheduler', 'notifier', 'migrations', 'dashboard', 'fixtures', 'lint-rules'],
  ['types', 'mailer', 'ledger', 'bridge'],
].flat();

export const OWNER = 'paperkite';
const LONG_NAME =
  'customer-facing-subscription-renewal-and-dunning-orchestration-service-with-legacy-soap-bridge-and-compatibility-shims';

/** The `index`th name; the first 520 differ. */
export const repositoryName = (index: number): string =>
  `${AREAS[Math.floor(index / PARTS.length) % AREAS.length]}-${PARTS[index % PARTS.length]}`;

/** A repository of the organisation on `web`, the address of a Git host. */
export const repositoryAt = (web: string, name: string, owner = OWNER): RepoRef => ({
  kind: 'remote',
  host: new URL(web).host,
  owner,
  name,
  url: `${web}/${owner}/${name}`,
});

/** One whose host and name are both as long as they get. */
export const longRepository = (): RepoRef =>
  repositoryAt(
    'https://git.platform-engineering.example-enterprise.com',
    LONG_NAME,
    'commerce-and-fulfilment-platform',
  );

export const LONG_TITLE =
  'Move every service from the deprecated internal HTTP client to the shared fetch wrapper with retries, deadlines, tracing headers and typed errors';

export const LONG_PROMPT = [
  'Replace the deprecated client from `@paperkite/http-legacy` with `createClient` from `@paperkite/fetch`.',
  'Keep behaviour the same wherever a test pins it down. Where nothing does:',
  [
    '- a request without a deadline gets 10 seconds',
    '- retries only for GET, HEAD and PUT, at most 3, with jitter',
    '- errors are rethrown as `HttpError` with the status and the request id, never with the body',
    '- tracing headers come from `currentSpan()`; do not read them from the incoming request',
  ].join('\n'),
  'Leave generated clients (everything under `generated/` and `*.pb.ts`) alone. If a repository only uses the type exports, change the import and nothing else. Update the readme where it shows the old client, and add a line to the changelog if there is one.',
  'If the repository does not use the legacy client at all, change nothing and say so.',
].join('\n\n');
