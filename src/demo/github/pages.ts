import type { GitHubWorld } from './github-world.ts';
import type { PullRecord } from './store.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Titles, bodies and file names come from anywhere: nothing of them may become markup. */
const text = (value: string): string => value.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d7dbe0, #363b42); --soft: light-dark(#59636e, #9aa4af); --page: light-dark(#fff, #15181c); }
body { margin: 0 auto; max-width: 900px; padding: 24px 16px 64px; font: 15px/1.5 system-ui, sans-serif; background: var(--page); }
a { color: light-dark(#0b5fc0, #6cb0ff); } h1 { font-size: 24px; margin: 8px 0; } h2 { font-size: 16px; margin-top: 32px; }
.soft { color: var(--soft); } .state { display: inline-block; padding: 2px 10px; border-radius: 12px; color: #fff; font-size: 13px; }
.open { background: #1a7f37; } .draft { background: #59636e; } .merged { background: #8250df; } .closed { background: #cf222e; }
pre { padding: 12px; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; font: 12px/1.5 ui-monospace, monospace; }
.body { white-space: pre-wrap; border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: 6px 8px; border-bottom: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.plus { color: light-dark(#1a7f37, #4ac26b); } .minus { color: light-dark(#cf222e, #ff7b72); }
`;

const NOTE = 'A local stand-in for GitHub, part of the demo of Cody Batch. Nothing here is on the internet.';
const layout = (title: string, content: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)}</title>
<style>${STYLE}</style><body><p class="soft"><a href="/">Demo GitHub</a> · ${NOTE}</p>${content}</body></html>
`;

const stateOf = (pull: PullRecord): string => {
  if (pull.mergeCommit !== null) return 'merged';
  if (pull.state === 'closed') return 'closed';
  return pull.draft ? 'draft' : 'open';
};
const amount = (value: number | null, sign: '+' | '−'): string => (value === null ? 'binary' : `${sign}${value}`);

const coloured = (patch: string): string =>
  text(patch)
    .split('\n')
    .map((line) => {
      if (line.startsWith('+') && !line.startsWith('+++')) return `<span class="plus">${line}</span>`;
      return line.startsWith('-') && !line.startsWith('---') ? `<span class="minus">${line}</span>` : line;
    })
    .join('\n');

async function pullPage(world: GitHubWorld, owner: string, name: string, number: number): Promise<string | null> {
  const seed = world.find(owner, name, null);
  const pull = seed && world.pullsOf(seed).find((one) => one.number === number);
  if (!seed || !pull) return null;
  const { files, additions, deletions, commits } = await world.comparison(pull, seed);
  const git = world.git(seed);
  const tree = pull.state === 'open' ? await git.mergeTree(pull.baseCommit, pull.headCommit) : null;
  const merge =
    pull.state === 'open'
      ? tree === false
        ? 'This branch has conflicts with the base branch.'
        : 'This branch can be merged without conflicts.'
      : `This pull request is ${stateOf(pull)}.`;
  const rows = files.map(
    (file) =>
      `<tr><td><code>${text(file.path)}</code></td><td class="number plus">${amount(file.additions, '+')}</td><td class="number minus">${amount(file.deletions, '−')}</td></tr>`,
  );
  const comments = pull.comments.map(
    (comment) =>
      `<p><b>${text(comment.author)}</b> <span class="soft">${comment.createdAt}</span></p><div class="body">${text(comment.body)}</div>`,
  );
  const labels = pull.labels.length > 0 ? `<p>Labels: ${pull.labels.map(text).join(', ')}</p>` : '';
  const patch = await git.patch(pull.baseCommit, pull.headCommit);
  return layout(
    `${pull.title} · Pull request #${number}`,
    `<p><a href="/${text(pull.repository)}">${text(pull.repository)}</a></p>
<h1>${text(pull.title)} <span class="soft">#${number}</span></h1>
<p><span class="state ${stateOf(pull)}">${stateOf(pull)}</span> <b>${text(pull.author)}</b> wants to merge ${commits} ${commits === 1 ? 'commit' : 'commits'} into <code>${text(pull.base)}</code> from <code>${text(pull.head)}</code></p>
${labels}<div class="body">${text(pull.body ?? 'No description.')}</div>
<p>${merge}</p>${comments.join('')}
<h2>${files.length} ${files.length === 1 ? 'file' : 'files'} changed <span class="plus">+${additions}</span> <span class="minus">−${deletions}</span></h2>
<table>${rows.join('')}</table><pre>${coloured(patch)}</pre>`,
  );
}

function pullRows(pulls: readonly PullRecord[]): string {
  if (pulls.length === 0) return '<p class="soft">No pull requests yet.</p>';
  const rows = pulls.map(
    (pull) =>
      `<tr><td><span class="state ${stateOf(pull)}">${stateOf(pull)}</span></td><td><a href="/${text(pull.repository)}/pull/${pull.number}">${text(pull.title)}</a><br><span class="soft">${text(pull.repository)} #${pull.number}, ${pull.createdAt}</span></td></tr>`,
  );
  return `<table>${rows.reverse().join('')}</table>`;
}

/** A page for people at a path of the web side, or null when there is none. */
export async function webPage(world: GitHubWorld, path: string): Promise<string | null> {
  if (path === '/') {
    const repositories = world.repositories
      .filter((seed) => !seed.private)
      .map(
        (seed) =>
          `<tr><td><a href="/${seed.owner}/${seed.name}">${text(`${seed.owner}/${seed.name}`)}</a></td><td class="soft">${text(seed.description)}</td></tr>`,
      );
    const open = world.store.pulls.filter((pull) => world.find(...split(pull.repository), null));
    return layout(
      'Demo GitHub',
      `<h1>Pull requests</h1>${pullRows(open)}<h2>Repositories</h2><table>${repositories.join('')}</table>`,
    );
  }
  const [, owner = '', name = '', number] = /^\/([^/]+)\/([^/]+?)(?:\.git)?(?:\/pull\/(\d+))?\/?$/.exec(path) ?? [];
  if (number !== undefined) return pullPage(world, owner, name, Number(number));
  const seed = world.find(owner, name, null);
  if (!seed) return null;
  const branches = (await world.git(seed).branches()).map((branch) => `<code>${text(branch.name)}</code>`);
  return layout(
    `${seed.owner}/${seed.name}`,
    `<h1>${text(`${seed.owner}/${seed.name}`)}</h1><p>${text(seed.description)}</p><p>Branches: ${branches.join(', ') || 'none'}</p><h2>Pull requests</h2>${pullRows(world.pullsOf(seed))}`,
  );
}

const split = (repository: string): [string, string] => {
  const [owner = '', name = ''] = repository.split('/');
  return [owner, name];
};
