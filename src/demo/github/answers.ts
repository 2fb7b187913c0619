/** One account of the demo's GitHub. */
export interface Account {
  login: string;
  id: number;
  name: string;
  /** Its first letters say what kind it is: `ghp_` and `gho_` have scopes, `github_pat_` and `ghs_` (an app's) permissions. */
  token: string;
  /** Of a token with scopes; `repo` and `workflow` by default. */
  scopes?: readonly string[];
  /** Of a token with permissions; all of them by default. */
  permissions?: { contents?: 'read' | 'write'; pull_requests?: 'read' | 'write'; workflows?: 'read' | 'write' };
}

export const isApp = ({ token }: Account): boolean => token.startsWith('ghs_');
/** Has its token permissions instead of scopes? */
export const hasPermissions = (account: Account): boolean => isApp(account) || account.token.startsWith('github_pat_');
export const scopesOf = (account: Account): readonly string[] => account.scopes ?? ['repo', 'workflow'];
export function mayWrite(account: Account, what: 'contents' | 'pull_requests', isPrivate: boolean): boolean {
  if (hasPermissions(account)) return account.permissions?.[what] !== 'read';
  const scopes = scopesOf(account);
  return scopes.includes('repo') || (!isPrivate && scopes.includes('public_repo'));
}

/** GitHub's words for a push that changes a workflow with a token that may not, or null. */
export function workflowRefusal(account: Account, files: readonly string[]): string | null {
  const may = hasPermissions(account)
    ? account.permissions?.workflows !== 'read'
    : scopesOf(account).includes('workflow');
  const file = files.find((path) => path.startsWith('.github/workflows/'));
  if (may || file === undefined) return null;
  const who = isApp(account)
    ? 'a GitHub App'
    : account.token.startsWith('gho_')
      ? 'an OAuth App'
      : 'a Personal Access Token';
  const lacks = isApp(account) ? '`workflows` permission' : '`workflow` scope';
  return `refusing to allow ${who} to create or update workflow \`${file}\` without ${lacks}`;
}

/** One repository, as the server was told of it; its content is the bare repository on disk. */
export interface RepositorySeed {
  owner: string;
  name: string;
  description: string;
  topics: readonly string[];
  defaultBranch: string;
  /** Logins that may push. Everybody may read, unless it is private. */
  pushers: readonly string[];
  private?: boolean;
  archived?: boolean;
  /** Names that it had before: they lead to it. */
  formerNames?: readonly string[];
}

/** An answer of the REST API. */
export interface ApiAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface FieldError {
  resource: string;
  code: string;
  field?: string;
  message?: string;
}

const DOCUMENTATION = 'https://docs.github.com/rest';

/** A refusal in GitHub's form. */
export const refusal = (status: number, message: string, errors?: FieldError[]): ApiAnswer => ({
  status,
  body: { message, ...(errors ? { errors } : {}), documentation_url: DOCUMENTATION, status: String(status) },
});
/** What GitHub says when a token lacks a permission. */
export const inaccessible = (account: Account): ApiAnswer =>
  refusal(403, `Resource not accessible by ${isApp(account) ? 'integration' : 'personal access token'}`);
export const notFound = (): ApiAnswer => refusal(404, 'Not Found');
export const invalid = (...errors: FieldError[]): ApiAnswer => refusal(422, 'Validation Failed', errors);
export const answer = (body: unknown, status = 200): ApiAnswer => ({ status, body });

/** One page of a list, with the Link header that clients page by. */
export function page(list: readonly unknown[], query: URLSearchParams, url: string, wrap?: string): ApiAnswer {
  const size = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 30) || 30));
  const current = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(list.length / size));
  const link = (number: number, rel: string) => {
    const next = new URLSearchParams(query);
    next.set('page', String(number));
    return `<${url}?${next}>; rel="${rel}"`;
  };
  const links = [
    ...(current < last ? [link(current + 1, 'next'), link(last, 'last')] : []),
    ...(current > 1 ? [link(1, 'first'), link(current - 1, 'prev')] : []),
  ];
  const items = list.slice((current - 1) * size, current * size);
  const body = wrap === undefined ? items : { total_count: list.length, incomplete_results: false, [wrap]: items };
  return { status: 200, body, ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}) };
}
