/** Headings of CHANGELOG.md, in their order. */
const SECTIONS = ['New job', 'Running', 'Review', 'Safety', 'Terminal', 'Help'];
/** `## 1.2.3 (2026-01-31)` */
const RELEASE = /^## (\d+\.\d+\.\d+) \((.+)\)$/gm;
const UNRELEASED = 'unreleased';

const compare = (left, right) => {
  const [first, second] = [left, right].map((version) => version.split('.').map(Number));
  return first.map((number, at) => number - second[at]).find((difference) => difference !== 0) ?? 0;
};

/** The lines below each `### ` heading; what stands above the first one is below ''. */
function sectionsOf(text) {
  const sections = new Map();
  let heading = '';
  for (const line of text.split('\n')) {
    const title = /^### (.+)$/.exec(line)?.[1]?.trim();
    if (title !== undefined) heading = title;
    else sections.set(heading, [...(sections.get(heading) ?? []), line.trimEnd()]);
  }
  const bodies = new Map();
  for (const [title, lines] of sections) {
    const body = lines.join('\n').trim();
    if (body) bodies.set(title, body);
  }
  return bodies;
}

/**
 * One file of changes/.
 * @returns {{ sections: Map<string, string> } | { problem: string }}
 */
export function readChange(text) {
  const sections = sectionsOf(text.replaceAll('\r\n', '\n'));
  if (sections.size === 0) return { problem: 'holds no change' };
  for (const [title, body] of sections) {
    if (!SECTIONS.includes(title)) return { problem: `needs one of these headings: ### ${SECTIONS.join(', ### ')}` };
    if (body.split('\n').some((line) => !/^(?:- \S| {2}\S)/.test(line))) {
      return {
        problem: `has a line below "${title}" that does not begin with "- " (or, where one goes on, with two blanks)`,
      };
    }
  }
  return { sections };
}

/**
 * What becomes of CHANGELOG.md.
 * @param {string} changelog
 * @param {readonly Map<string, string>[]} changes
 * @param {string} version
 * @param {string} date
 * @returns {{ text: string, release: string } | { problem: string }} release: its own part of the text
 */
export function foldChanges(changelog, changes, version, date) {
  const releases = [...changelog.matchAll(RELEASE)];
  const newest = releases[0];
  const open = newest?.[2] === UNRELEASED ? newest : null;
  if (open && open[1] !== version)
    return { problem: `CHANGELOG.md has ${open[1]} as ${UNRELEASED}: release that first` };
  const last = releases.find((release) => release !== open);
  if (last && compare(version, last[1]) <= 0) return { problem: `${version} does not come after ${last[1]}` };

  const at = newest?.index ?? changelog.length;
  const end = open ? (releases[1]?.index ?? changelog.length) : at;
  const written = open ? sectionsOf(changelog.slice(at + open[0].length, end)) : new Map();
  const body = SECTIONS.flatMap((title) => {
    const lines = [written.get(title), ...changes.map((change) => change.get(title))].filter(Boolean);
    return lines.length > 0 ? [`### ${title}\n\n${lines.join('\n')}\n`] : [];
  });
  const strange = [...written.keys()].find((title) => !SECTIONS.includes(title));
  if (strange !== undefined) return { problem: `CHANGELOG.md has text below "${strange}" that would be lost` };
  if (body.length === 0) return { problem: 'there is no change to release' };
  const release = `## ${version} (${date})\n\n${body.join('\n')}`;
  const rest = changelog.slice(end);
  return { text: `${changelog.slice(0, at).trimEnd()}\n\n${release}${rest ? `\n${rest}` : ''}`, release };
}
