import { z } from 'zod';
import { ok, type Result } from '../../shared/errors.ts';
import type { GitHubClient } from './client.ts';

const Entry = z.object({ name: z.string(), path: z.string(), type: z.string() });
/** Longer ones would push the app's own words out. */
const LONGEST_TEMPLATE = 30_000;
type Entry = z.infer<typeof Entry>;
const File = z.object({ content: z.string(), encoding: z.literal('base64') });

/** Where GitHub looks, first come first. */
const FOLDERS = ['.github', '', 'docs'];
const FILE = /^pull_request_template(\.(md|txt))?$/i;
const FOLDER = /^pull_request_template$/i;

interface Place {
  client: GitHubClient;
  owner: string;
  name: string;
}

const CONTENTS = 'GET /repos/{owner}/{repo}/contents';

/** Each part of a path encoded, its slashes kept. */
const inside = (path: string) => ({ path: path.split('/').map(encodeURIComponent).join('/') });

/** What lies in a folder; a folder (or repository) that is not there is empty. */
async function list({ client, owner, name }: Place, path: string): Promise<Result<Entry[]>> {
  const entries = await client.call({
    doing: `read the pull request template of ${owner}/${name}`,
    route: path === '' ? CONTENTS : `${CONTENTS}/{+path}`,
    parameters: { owner, repo: name, ...(path === '' ? {} : inside(path)) },
    answer: z.array(Entry),
  });
  return !entries.ok && entries.error.code === 'github_not_found' ? ok([]) : entries;
}

async function read({ client, owner, name }: Place, path: string): Promise<Result<string | null>> {
  const file = await client.call({
    doing: `read ${path} of ${owner}/${name}`,
    route: `${CONTENTS}/{+path}`,
    parameters: { owner, repo: name, ...inside(path) },
    answer: File,
  });
  if (!file.ok) return file.error.code === 'github_not_found' ? ok(null) : file;
  const text = Buffer.from(file.value.content, 'base64').toString('utf8').replaceAll('\0', '');
  return ok(text.length > LONGEST_TEMPLATE ? null : text);
}

/** The template among a folder's entries: the file, or the only one of the folder of templates. */
async function pick(place: Place, entries: Entry[]): Promise<Result<string | null>> {
  const file = entries.find((entry) => entry.type === 'file' && FILE.test(entry.name));
  if (file) return read(place, file.path);
  const folder = entries.find((entry) => entry.type === 'dir' && FOLDER.test(entry.name));
  if (!folder) return ok(null);
  const listed = await list(place, folder.path);
  if (!listed.ok) return listed;
  const templates = listed.value.filter((entry) => entry.type === 'file' && /\.md$/i.test(entry.name));
  const [only] = templates;
  // Of several, a person would have to choose.
  return only && templates.length === 1 ? read(place, only.path) : ok(null);
}

async function search(place: Place): Promise<Result<string | null>> {
  const root = await list(place, '');
  if (!root.ok) return root;
  for (const folder of FOLDERS) {
    const known = folder === '' || root.value.some((entry) => entry.type === 'dir' && entry.path === folder);
    if (!known) continue;
    const entries = folder === '' ? root : await list(place, folder);
    if (!entries.ok) return entries;
    const template = await pick(place, entries.value);
    if (!template.ok || template.value !== null) return template;
  }
  return ok(null);
}

/** See GitHubRoom.pullRequestTemplate. The owner's `.github` repository holds the fallback of all others. */
export async function pullRequestTemplate(client: GitHubClient, owner: string, name: string) {
  const own = await search({ client, owner, name });
  return own.ok && own.value === null && name !== '.github' ? search({ client, owner, name: '.github' }) : own;
}
