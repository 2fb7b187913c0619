import { z } from 'zod';
import { ok, type Result } from '../../shared/errors.ts';
import type { GitHubClient } from './client.ts';

/** A file or a folder, as GitHub calls them. */
const Entry = z.object({ name: z.string(), path: z.string(), type: z.string() });
type Entry = z.infer<typeof Entry>;
const File = z.object({ content: z.string(), encoding: z.literal('base64') });

/** The files of a repository, wherever they are read. */
export interface TemplateFiles {
  /** What lies in a folder ('' is the whole); one that is not there is empty. */
  list(folder: string): Promise<Result<Entry[]>>;
  /** Null when there is no such file. */
  read(path: string): Promise<Result<Buffer | null>>;
}

/** Where GitHub looks, first come first. */
const FOLDERS = ['.github', '', 'docs'];
const FILE = /^pull_request_template(\.(md|txt))?$/i;
const FOLDER = /^pull_request_template$/i;
/** Longer ones would push the app's own words out. */
const LONGEST_TEMPLATE = 30_000;

/** The pull request template of a repository as GitHub chooses it, or null. */
export async function findTemplate(files: TemplateFiles): Promise<Result<string | null>> {
  const root = await files.list('');
  if (!root.ok) return root;
  for (const folder of FOLDERS) {
    const known = folder === '' || root.value.some((entry) => entry.type === 'dir' && entry.path === folder);
    if (!known) continue;
    const entries = folder === '' ? root : await files.list(folder);
    if (!entries.ok) return entries;
    const template = await pick(files, entries.value);
    if (!template.ok || template.value !== null) return template;
  }
  return ok(null);
}

/** The template among a folder's entries: the file, or the only one of the folder of templates. */
async function pick(files: TemplateFiles, entries: Entry[]): Promise<Result<string | null>> {
  const file = entries.find((entry) => entry.type === 'file' && FILE.test(entry.name));
  if (file) return read(files, file.path);
  const folder = entries.find((entry) => entry.type === 'dir' && FOLDER.test(entry.name));
  if (!folder) return ok(null);
  const listed = await files.list(folder.path);
  if (!listed.ok) return listed;
  const templates = listed.value.filter((entry) => entry.type === 'file' && /\.md$/i.test(entry.name));
  const [only] = templates;
  // Of several, a person would have to choose.
  return only && templates.length === 1 ? read(files, only.path) : ok(null);
}

async function read(files: TemplateFiles, path: string): Promise<Result<string | null>> {
  const bytes = await files.read(path);
  if (!bytes.ok || bytes.value === null) return bytes.ok ? ok(null) : bytes;
  const text = bytes.value.toString('utf8').replaceAll('\0', '');
  return ok(text.length > LONGEST_TEMPLATE ? null : text);
}

const CONTENTS = 'GET /repos/{owner}/{repo}/contents';

/** Each part of a path encoded, its slashes kept. */
const inside = (path: string) => ({ path: path.split('/').map(encodeURIComponent).join('/') });

const filesAt = (client: GitHubClient, owner: string, name: string): TemplateFiles => ({
  async list(folder) {
    const entries = await client.call({
      doing: `read the pull request template of ${owner}/${name}`,
      route: folder === '' ? CONTENTS : `${CONTENTS}/{+path}`,
      parameters: { owner, repo: name, ...(folder === '' ? {} : inside(folder)) },
      answer: z.array(Entry),
    });
    return !entries.ok && entries.error.code === 'github_not_found' ? ok([]) : entries;
  },
  async read(path) {
    const file = await client.call({
      doing: `read ${path} of ${owner}/${name}`,
      route: `${CONTENTS}/{+path}`,
      parameters: { owner, repo: name, ...inside(path) },
      answer: File,
    });
    if (!file.ok) return file.error.code === 'github_not_found' ? ok(null) : file;
    return ok(Buffer.from(file.value.content, 'base64'));
  },
});

/** See GitHubApi.ownersTemplate: the owner's `.github` repository holds it. */
export const ownersTemplate = (client: GitHubClient, owner: string): Promise<Result<string | null>> =>
  findTemplate(filesAt(client, owner, '.github'));
