/** Names that are tried before it is said that there is none. */
const MOST_NAMES = 50;

/**
 * A name for a branch that the host can take: the wanted one, or one like it. Two names are in each other's way when they
 * are the same but for the case of letters, or when one is a folder of the other, as `cody-batch` is of
 * `cody-batch/change`. `isOurs` says of a branch that is there whether it may be replaced. Null: all of them are taken. Pure.
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
  // A branch stands where a folder is needed: no name below it can be made.
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
