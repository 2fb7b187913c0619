/** How many names are tried before giving up. */
const MOST_NAMES = 50;

/**
 * A free branch name: the wanted one, or a similar one. Two names conflict when they differ in case only, or when one is a
 * folder of the other, as `cody-batch` is of `cody-batch/change`. `isOurs` tells whether an existing branch may be replaced.
 * Null: all of them are taken. Pure.
 */
export function freeBranch(
  wanted: string,
  suffix: string,
  taken: ReadonlyMap<string, string>,
  isOurs: (commit: string) => boolean,
): string | null {
  const names = [...taken].map(([name, commit]) => ({ name, lower: name.toLowerCase(), commit }));
  const isFree = (candidate: string): boolean => {
    const lower = candidate.toLowerCase();
    return names.every(({ name, lower: other, commit }) => {
      if (name === candidate) return isOurs(commit);
      return other !== lower && !lower.startsWith(`${other}/`) && !other.startsWith(`${lower}/`);
    });
  };
  if (isFree(wanted)) return wanted;
  // A branch exists where a folder is needed: no name below it is possible.
  const blocking = names
    .filter(({ lower }) => wanted.toLowerCase().startsWith(`${lower}/`))
    .sort((a, b) => a.lower.length - b.lower.length)[0];
  const base = blocking ? `${wanted.slice(0, blocking.name.length)}-${wanted.slice(blocking.name.length + 1)}` : wanted;
  for (let nth = blocking ? 0 : 1; nth <= MOST_NAMES; nth += 1) {
    const candidate = nth === 0 ? base : nth === 1 ? `${base}-${suffix}` : `${base}-${suffix}-${nth}`;
    if (isFree(candidate)) return candidate;
  }
  return null;
}
