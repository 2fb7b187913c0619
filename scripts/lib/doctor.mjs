/**
 * What a look at the machine found of one thing.
 * @typedef {{ version: string } | { missing: true } | { broken: string }} Found
 * @typedef {{ what: string, why: string, mend: string, found: Found, needed: boolean }} Line
 */

const numbers = (version) => (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);

/** Whether a version, as a program prints it, is at least another. */
export function isAtLeast(version, wanted) {
  const found = numbers(version);
  const least = numbers(wanted);
  for (let at = 0; at < least.length; at += 1) {
    const [left, right] = [found[at] ?? 0, least[at] ?? 0];
    if (left !== right) return left > right;
  }
  return true;
}

/**
 * What a program said of its version is fine, or too old.
 * @param {string | null} said null when the program is not there
 * @param {string} least
 * @returns {Found}
 */
export function atLeast(said, least) {
  if (said === null) return { missing: true };
  return isAtLeast(said, least) ? { version: said } : { broken: `${said} is older than ${least}` };
}

const isFine = ({ found }) => 'version' in found;

function textOf(found) {
  if ('version' in found) return found.version;
  return 'broken' in found ? found.broken : 'missing';
}

/**
 * The report: a line for each thing, with the way to mend it under what is not fine.
 * @param {readonly Line[]} lines
 * @returns {{ text: string, code: number }} code: 1 when something needed is not there
 */
export function report(lines) {
  const width = Math.max(...lines.map(({ what }) => what.length));
  const rows = lines.flatMap((line) => {
    const { what, why, mend, found, needed } = line;
    const sign = isFine(line) ? '✓' : needed ? '✗' : '–';
    const row = `${sign} ${what.padEnd(width)}  ${textOf(found)}: ${why}`;
    return isFine(line) ? [row] : [row, `  ${' '.repeat(width)}  ${needed ? 'To mend' : 'If you want it'}: ${mend}`];
  });
  const bad = lines.filter((line) => line.needed && !isFine(line));
  const end =
    bad.length === 0 ? 'Nothing that is needed is missing.' : `Needed: ${bad.map(({ what }) => what).join(', ')}.`;
  return { text: [...rows, '', end].join('\n'), code: bad.length === 0 ? 0 : 1 };
}
