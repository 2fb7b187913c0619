/** Lines of a file as read_file shows them, numbers taken off. */
export interface ReadFile {
  lines: string[];
  /** False when only a part was shown. */
  whole: boolean;
}

const NUMBERED = /^\s*(\d+)(?:\t|→)(.*)$/;
/** What read_file says about a file, behind its lines. */
const REMARK = /^\[.*(?:lines? \d|more lines|encoding|line ends|line break|CRLF|cut).*\]$/;

/** Understands plain text, numbered lines (`12\ttext`), and a remark in brackets at the end. */
export function readFileLines(content: string): ReadFile {
  const rows = content.replace(/\r/g, '').split('\n');
  if (rows.at(-1) === '') rows.pop();
  const remark = REMARK.test(rows.at(-1) ?? '') ? rows.pop() : undefined;
  if (rows.length === 1 && rows[0] === '(empty file)') return { lines: [], whole: true };
  const numbered = rows.map((row) => NUMBERED.exec(row));
  if (numbered.some((match) => match === null)) return { lines: rows, whole: true };
  const isPart = Number(numbered[0]?.[1] ?? 1) !== 1 || /\boffset\b/.test(remark ?? '');
  return { lines: numbered.map((match) => match?.[2] ?? ''), whole: !isPart };
}

export interface Hit {
  path: string;
  line: number;
  text: string;
}

/** Hits of search_code: grouped by file (`12:text` below its path), or `path:12:text`. Context lines (`13-text`) are left out. */
export function searchHits(content: string): Hit[] {
  const hits: Hit[] = [];
  let path: string | null = null;
  for (const row of content.replace(/\r/g, '').split('\n')) {
    const inGroup = /^\s*(\d+)(?:[:\t]|→)(.*)$/.exec(row);
    const alone = /^(\S.*?):(\d+):(.*)$/.exec(row);
    if (inGroup && path !== null) hits.push({ path, line: Number(inGroup[1]), text: inGroup[2] ?? '' });
    else if (alone) hits.push({ path: alone[1] ?? '', line: Number(alone[2]), text: alone[3] ?? '' });
    else if (/\S/.test(row) && !/^(?:\s*\d+-|--$|… \d|\[)/.test(row)) path = row.trim().replace(/^\.\//, '');
  }
  return hits;
}

/** Paths in the tree that list_files shows: indented or flat, folders end in `/`. */
export function listedPaths(content: string): string[] {
  const paths: string[] = [];
  const open: { indent: number; path: string }[] = [];
  for (const raw of content.replace(/\r/g, '').split('\n')) {
    const line = raw.replace(/[│├└─┬]/g, ' ');
    const name = line.trim().replace(/\s+\((?:\d|empty|more).*\)$/, '');
    if (name === '' || name === '.' || name === './' || /^(?:… \d|\[more than)/.test(name)) continue;
    const indent = line.length - line.trimStart().length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const parent = open.at(-1)?.path ?? '';
    if (name.endsWith('/')) open.push({ indent, path: `${parent}${name}` });
    else paths.push(`${parent}${name}`.replace(/^\.\//, ''));
  }
  return paths;
}

export interface CommandAnswer {
  passed: boolean;
  exitCode: number | null;
  /** The last lines that say something. */
  tail: string[];
}

/** What run_command reported. */
export function commandAnswer(content: string, ok: boolean): CommandAnswer {
  const lines = content.split('\n').map((line) => line.trim());
  const exit = /^\[exit (\d+)\]$/.exec(lines.at(-1) ?? '');
  const exitCode = exit ? Number(exit[1]) : null;
  // The last line is the tool's own remark.
  const said = /^\[.*\]$/.test(lines.at(-1) ?? '') ? lines.slice(0, -1) : lines;
  const tail = said.filter((line) => line !== '').slice(-6);
  return { passed: exitCode === null ? ok : exitCode === 0, exitCode, tail };
}
