import { lstat } from 'node:fs/promises';
import { z } from 'zod';
import { headOf } from '../../../../shared/cut.ts';
import { fullPath, locate } from './clone-path.ts';
import { count } from './count.ts';
import { MAX_SEARCH_SECONDS, ripgrep, SEEN_FILES } from './ripgrep.ts';
import { MAX_SHOWN, MAX_SHOWN_IN_FILE, SearchReport } from './search-report.ts';
import { chunks, seenFiles, unfitToSearch } from './seen-files.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';

const MAX_CONTEXT = 10;

const Input = z.object({
  pattern: z.string().min(1),
  path: z.string().default('.'),
  glob: z.string().optional(),
  literal: z.boolean().default(false),
  context: z.number().int().min(0).max(MAX_CONTEXT).default(0),
  files_only: z.boolean().default(false),
});

const MULTILINE_MB = 100;
/** Look-around and back references, which ripgrep's own engine lacks. */
const NEEDS_PCRE2 = /\(\?<?[=!]|\\[1-9]/;

/** Searches the text of files that git would not ignore, with ripgrep. */
export const searchCode: Tool<z.infer<typeof Input>> = {
  name: 'search_code',
  description: `Search the text of files by regular expression (ripgrep syntax). Use context instead of reading whole files, and files_only to count what is left. Ignored and binary files are left out, so "no matches" says nothing about them. At most ${MAX_SHOWN} matches are shown, ${MAX_SHOWN_IN_FILE} a file: narrow by path or glob.`,
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: {
      pattern: { type: 'string' },
      path: { type: 'string', description: 'file or folder; the root if left out' },
      glob: { type: 'string', description: 'such as *.{ts,tsx} or !docs/**' },
      literal: { type: 'boolean', description: 'pattern is plain text' },
      context: { type: 'integer', description: `lines around each match, up to ${MAX_CONTEXT}` },
      files_only: { type: 'boolean', description: 'only files, with their numbers of matches' },
    },
    required: ['pattern'],
  },
  effect: 'reads',
  title: ({ pattern, path }) => ({ code: 'searching_code', parameters: { pattern, path: path === '.' ? null : path } }),
  async run({ pattern, path, glob, literal, context, files_only }, { clonePath, policy, signal, redact }) {
    const place = locate(clonePath, path);
    if (!place.ok) return refused(place.error);
    const { root, shown, segments } = place.value;
    const where = segments.join('/') || '.';
    const stats = await lstat(fullPath(place.value)).catch(() => null);
    if (stats === null) return refused(`${shown} does not exist`);
    if (!stats.isDirectory() && !stats.isFile()) return refused(`${shown} is not a regular file`);
    const unfit = await unfitToSearch(root, signal);
    if (unfit !== null) return refused(unfit);
    const multiline = pattern.includes('\n') || (!literal && pattern.includes('\\n'));
    const seen = await seenFiles({ root, shown: where, glob, policy, signal });
    let names = seen.names;
    const report = new SearchReport(redact, files_only, (file) => names(file));
    const search = (places: readonly string[], rules: readonly string[]) =>
      ripgrep({
        args: [
          '--json',
          '--sort=path',
          ...(!literal && NEEDS_PCRE2.test(pattern) ? ['--pcre2'] : []),
          ...SEEN_FILES,
          ...(literal ? ['--fixed-strings'] : []),
          // Over several lines, a file is taken into memory as a whole.
          ...(multiline ? ['--multiline', `--max-filesize=${MULTILINE_MB}M`] : []),
          ...rules,
          `--context=${files_only ? 0 : context}`,
          `--regexp=${pattern}`,
          '--',
          ...places.map((each) => (each === '.' ? './' : `./${each}`)),
        ],
        root,
        policy,
        separator: '\n',
        signal,
        onRecord: (record) => report.add(record),
        onLongRecord: (beginning) => report.addLong(beginning),
      });
    let end = await search([where], glob === undefined ? [] : [`--glob=${glob}`]);
    names = () => true;
    for (const some of chunks(seen.extra)) if (!end.stopped && end.exitCode !== 2) end = await search(some, []);
    if (end.exitCode === 2 && report.matches === 0)
      return refused(
        `the search failed: ${headOf(end.stderr, 600) || 'the pattern or glob is not valid'}${literal ? '' : '\nset literal to search for the text as it is'}`,
      );
    const details = { kind: 'search' as const, pattern, matches: report.matches, files: report.files };
    if (report.matches === 0 && end.stopped)
      return refused(
        `the search was stopped after ${MAX_SEARCH_SECONDS} s and had found nothing so far: narrow it by path or glob`,
        details,
      );
    if (report.matches === 0)
      return done(multiline ? `no matches in files of up to ${MULTILINE_MB} MB` : 'no matches', details);
    const cut = report.cut(end.stopped);
    return done(cut === null ? report.text : `${report.text}\n[${cut}; ${count(report.files, 'file')}]`, details);
  },
};
