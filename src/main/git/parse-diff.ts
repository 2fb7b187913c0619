import type { FileChange, FileStatus } from '../../shared/changeset.ts';

const RAW = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/;
const NUMBERS = /^(\d+|-)\t(\d+|-)\t(.*)$/s;

interface Numbers {
  insertions: number | null;
  deletions: number | null;
}

const count = (text: string | undefined): number | null => (text === '-' || text === undefined ? null : Number(text));
const modeOrNull = (mode: string): string | null => (mode === '000000' ? null : mode);

function statusOf(letter: string, sameContent: boolean): FileStatus {
  if (letter === 'A') return 'added';
  if (letter === 'D') return 'deleted';
  if (letter === 'R') return 'renamed';
  return letter === 'M' && sameContent ? 'mode' : 'modified';
}

/**
 * Reads what `git diff-tree -r -M --raw --numstat -z` printed: first a record per file, then its numbers. Names may hold
 * anything but a zero byte.
 */
export function parseDiff(output: string): FileChange[] {
  const fields = output.split('\0');
  const changes: (Omit<FileChange, 'binary' | keyof Numbers> & { key: string })[] = [];
  const numbers = new Map<string, Numbers>();
  for (let at = 0; at < fields.length; ) {
    const field = fields[at] ?? '';
    const raw = RAW.exec(field);
    if (raw) {
      const [, oldMode = '', newMode = '', oldId, newId, letter = ''] = raw;
      const moved = letter === 'R' || letter === 'C';
      const first = fields[at + 1] ?? '';
      const path = moved ? (fields[at + 2] ?? '') : first;
      changes.push({
        key: path,
        path,
        oldPath: moved ? first : null,
        status: statusOf(letter, oldId === newId),
        oldMode: modeOrNull(oldMode),
        newMode: modeOrNull(newMode),
      });
      at += moved ? 3 : 2;
      continue;
    }
    const line = NUMBERS.exec(field);
    if (line) {
      const [, insertions, deletions, name = ''] = line;
      const path = name === '' ? (fields[at + 2] ?? '') : name;
      numbers.set(path, { insertions: count(insertions), deletions: count(deletions) });
      at += name === '' ? 3 : 1;
      continue;
    }
    at += 1;
  }
  return changes.map(({ key, ...change }) => {
    const { insertions, deletions } = numbers.get(key) ?? { insertions: 0, deletions: 0 };
    return { ...change, binary: insertions === null, insertions, deletions };
  });
}
