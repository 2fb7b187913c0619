/** One file that differs between base and index. A mode of zeros: it is not there. */
export interface Difference {
  path: string;
  oldMode: string;
  newMode: string;
  oldId: string;
  newId: string;
}

export const isThere = (mode: string): boolean => mode !== '000000';

/** @param raw of `git diff-index --raw --no-abbrev -z` */
export function differencesIn(raw: string): Difference[] {
  const fields = raw.split('\0');
  const found: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, oldMode, newMode, oldId, newId] =
      /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*$/.exec(fields[at] ?? '') ?? [];
    if (oldMode && newMode && oldId && newId)
      found.push({ path: fields[at + 1] ?? '', oldMode, newMode, oldId, newId });
  }
  return found;
}
