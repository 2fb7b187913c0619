import { lstat } from 'node:fs/promises';
import { z } from 'zod';
import { headOf } from '../../../../shared/cut.ts';
import { fullPath, locate } from './clone-path.ts';
import { count } from './count.ts';
import { drawTree } from './file-tree.ts';
import { ripgrep, SEEN_FILES } from './ripgrep.ts';
import { seenFiles, unfitToSearch } from './seen-files.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';

const MAX_FILES = 200_000;

const Input = z.object({ path: z.string().default('.'), glob: z.string().min(1).optional() });

/** Shows a folder as a compact tree of what git would not ignore. */
export const listFiles: Tool<z.infer<typeof Input>> = {
  name: 'list_files',
  description:
    'List a folder as a tree, dot files included, files that git ignores left out. With glob, find files by name instead. Large folders are summed up with a count: list them by their own path.',
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'folder; the root if left out' },
      glob: { type: 'string', description: 'such as *.csproj or src/**/test_*.py' },
    },
    required: [],
  },
  effect: 'reads',
  title: ({ path, glob }) => ({
    code: 'listing_files',
    parameters: { path: path === '.' || path === '' ? null : path, glob: glob || null },
  }),
  async run({ path, glob }, { clonePath, policy, signal }) {
    const place = locate(clonePath, path);
    if (!place.ok) return refused(place.error);
    const { root, shown, segments } = place.value;
    const folder = segments.join('/') || '.';
    const stats = await lstat(fullPath(place.value)).catch(() => null);
    if (stats === null) return refused(`${shown} does not exist`);
    if (!stats.isDirectory()) return refused(`${shown} is a file: use read_file`);
    const unfit = await unfitToSearch(root, signal);
    if (unfit !== null) return refused(unfit);
    const prefix = folder === '.' ? './' : `./${folder}/`;
    const below = prefix.slice('./'.length);
    const seen = await seenFiles({ root, shown: folder, glob, policy, signal });
    // A glob shows what a rule ignores, and names what is extra a second time.
    const paths = new Set<string>();
    const end = await ripgrep({
      args: ['--files', '--null', ...SEEN_FILES, ...(glob === undefined ? [] : [`--glob=${glob}`]), '--', prefix],
      root,
      policy,
      separator: '\0',
      signal,
      onRecord: (record) => {
        const file = record.replaceAll('\\', '/').slice(prefix.length);
        if (seen.names(below + file)) paths.add(file);
        return paths.size < MAX_FILES;
      },
    });
    if (!end.stopped) for (const file of seen.extra) paths.add(file.slice(below.length));
    const details = { kind: 'list' as const, path: shown, entries: paths.size };
    if (end.exitCode === 2 && paths.size === 0)
      return refused(`the files could not be listed: ${headOf(end.stderr, 600) || 'the glob is not valid'}`);
    if (paths.size === 0)
      return done(glob === undefined ? `${shown} holds no files that git would not ignore` : 'no such files', details);
    const note = end.stopped
      ? `\n[more than ${count(paths.size, 'file')}: the rest was not looked at; list subfolders]`
      : '';
    return done(drawTree([...paths]) + note, details);
  },
};
