import type { CloneReader } from './clone-reader.ts';

/** More packages than this are not looked at. */
const MOST = 200;

/**
 * Folders of the packages of a workspace, by its patterns (`packages/*`, `apps/web`). What a pattern excludes is not
 * looked for: a folder too many is seen by who runs it.
 */
export async function workspaceFolders(reader: CloneReader, workspaces: unknown): Promise<string[]> {
  const patterns = [...patternsOf(workspaces), ...(await pnpmPatterns(reader))];
  const folders = await Promise.all(patterns.map((pattern) => expand(reader, '.', pattern.split('/'))));
  return [...new Set(folders.flat())].slice(0, MOST);
}

function patternsOf(workspaces: unknown): string[] {
  const list =
    typeof workspaces === 'object' && workspaces !== null && 'packages' in workspaces
      ? workspaces.packages
      : workspaces;
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string' && !each.startsWith('!')) : [];
}

/** The list `packages:` of pnpm-workspace.yaml: lines with a dash. */
async function pnpmPatterns(reader: CloneReader): Promise<string[]> {
  const text = (await reader.text('pnpm-workspace.yaml')) ?? '';
  const [, list = ''] = /^packages:[^\S\n]*\n((?:[^\S\n]*(?:-.*|#.*)?\n?)*)/m.exec(text) ?? [];
  return [...list.matchAll(/^\s*-\s*["']?([^"'#\s!][^"'#\s]*)/gm)].map(([, pattern = '']) => pattern);
}

async function expand(reader: CloneReader, folder: string, parts: readonly string[]): Promise<string[]> {
  const [part, ...rest] = parts;
  if (part === undefined) return [folder];
  if (part === '' || part === '.') return expand(reader, folder, rest);
  if (!part.includes('*'))
    return (await reader.hasFolder(`${folder}/${part}`)) ? expand(reader, `${folder}/${part}`, rest) : [];
  const names = (await reader.names(folder)).filter((name) => !/^\.|^node_modules$/.test(name)).slice(0, MOST);
  const inside = await Promise.all(
    names.map(async (name) =>
      (await reader.hasFolder(`${folder}/${name}`)) ? expand(reader, `${folder}/${name}`, rest) : [],
    ),
  );
  return inside.flat();
}
