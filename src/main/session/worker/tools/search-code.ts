import { lstat } from 'node:fs/promises';
import { z } from 'zod';
import { fullPath, locate } from './clone-path.ts';
import { count } from './count.ts';
import { MAX_SEARCH_SECONDS, ripgrep, SEEN_FILES } from './ripgrep.ts';
import { SearchReport } from './search-report.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';

const Input = z.object({
  pattern: z.string().min(1),
  path: z.string().default('.'),
  glob: z.string().optional(),
  literal: z.boolean().default(false),
  context: z.number().int().min(0).max(10).default(0),
});

const MULTILINE_MB = 100;
/** Look-around and back references, which ripgrep's own engine lacks. */
const NEEDS_PCRE2 = /\(\?<?[=!]|\\[1-9]/;

/** Searches the text of files that git would not ignore, with ripgrep. */
export const searchCode: Tool<z.infer<typeof Input>> = {
  name: 'search_code',
  description:
    'Search file contents by regular expression (ripgrep syntax), without ignored files. Only the first matches are shown: narrow by path or glob.',
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: {
      pattern: { type: 'string' },
      path: { type: 'string' },
      glob: { type: 'string', description: 'such as *.{ts,tsx} or !docs/**' },
      literal: { type: 'boolean', description: 'pattern is plain text' },
      context: { type: 'integer', description: 'lines around' },
    },
    required: ['pattern'],
  },
  effect: 'reads',
  title: ({ pattern, path }) => `Searching for ${pattern}${path === '.' ? '' : ` in ${path}`}`,
  async run({ pattern, path, glob, literal, context }, { clonePath, signal, redact }) {
    const place = locate(clonePath, path);
    if (!place.ok) return refused(place.error);
    const { root, shown } = place.value;
    if ((await lstat(fullPath(place.value)).catch(() => null)) === null) return refused(`${shown} does not exist`);
    const multiline = pattern.includes('\n') || (!literal && pattern.includes('\\n'));
    const report = new SearchReport(redact);
    const end = await ripgrep({
      args: [
        '--json',
        '--sort=path',
        ...(!literal && NEEDS_PCRE2.test(pattern) ? ['--pcre2'] : []),
        ...SEEN_FILES,
        ...(literal ? ['--fixed-strings'] : []),
        // Over several lines, a file is taken into memory as a whole.
        ...(multiline ? ['--multiline', `--max-filesize=${MULTILINE_MB}M`] : []),
        ...(glob === undefined ? [] : [`--glob=${glob}`]),
        `--context=${context}`,
        `--regexp=${pattern}`,
        '--',
        shown === '.' ? './' : `./${shown}`,
      ],
      root,
      separator: '\n',
      signal,
      onRecord: (record) => report.add(record),
      onLongRecord: (beginning) => report.addLong(beginning),
    });
    if (end.exitCode === 2 && report.matches === 0)
      return refused(
        `the search failed: ${end.stderr.slice(0, 600) || 'the pattern or glob is not valid'}${literal ? '' : '\nset literal to search for the text as it is'}`,
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
