/** One file that differs between base and index. A mode of zeros: it is not there. */
export interface Difference {
  path: string;
  oldMode: string;
  newMode: string;
  oldId: string;
  newId: string;
}

export const isThere = (mode: string): boolean => mode !== '000000';

/** @param raw of `git diff-index --raw --no-abbrev -z`; a file that was renamed is gone, and another one is new */
export function differencesIn(raw: string): Difference[] {
  const fields = raw.split('\0');
  const found: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, oldMode, newMode, oldId, newId, letter] =
      /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(fields[at] ?? '') ?? [];
    // What follows are numbers.
    if (!oldMode || !newMode || !oldId || !newId) break;
    const path = fields[at + 1] ?? '';
    if (letter !== 'R') {
      found.push({ path, oldMode, newMode, oldId, newId });
      continue;
    }
    const nothing = { mode: '000000', id: '0'.repeat(oldId.length) };
    found.push({ path, oldMode, oldId, newMode: nothing.mode, newId: nothing.id });
    found.push({ path: fields[at + 2] ?? '', oldMode: nothing.mode, oldId: nothing.id, newMode, newId });
    at += 1;
  }
  return found;
}
