import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { git } from './git.ts';

/** What a push asks for: the refs that it sets, and the pack behind them. */
export interface Push {
  refs: { name: string; commit: string }[];
  pack: Buffer;
}

/** Reads the body of a push: lines with their length in front, an empty one, and the pack. */
export function readPush(body: Buffer): Push {
  const refs: Push['refs'] = [];
  let at = 0;
  for (;;) {
    const length = Number.parseInt(body.toString('latin1', at, at + 4), 16);
    if (!(length >= 4)) break;
    const [, commit, name] = /^[0-9a-f]+ ([0-9a-f]+) ([^\0\n]+)/.exec(body.toString('utf8', at + 4, at + length)) ?? [];
    // Other lines tell where a shallow clone ends.
    if (commit !== undefined && name !== undefined) refs.push({ name, commit });
    at += length;
  }
  return { refs, pack: body.subarray(at + 4) };
}

/** The files that the commits of a push change. They are unpacked beside the repository, which they never enter. */
export async function filesOfPush(repository: string, { refs, pack }: Push): Promise<string[]> {
  const beside = await mkdtemp(path.join(tmpdir(), 'cody-demo-push-'));
  try {
    const known = (await git(repository, ['for-each-ref', '--format=%(objectname)'])).split('\n').filter(Boolean);
    await git(beside, ['init', '-q', '--bare']);
    await writeFile(path.join(beside, 'objects/info/alternates'), `${path.join(repository, 'objects')}\n`);
    if (pack.length > 0) await git(beside, ['unpack-objects', '-q'], {}, 'utf8', pack);
    const set = refs.map(({ commit }) => commit).filter((commit) => !/^0+$/.test(commit));
    if (set.length === 0) return [];
    const listed = await git(beside, ['log', '--format=', '--name-only', '-z', ...set, '--not', ...known]);
    return listed.split(/[\0\n]/).filter(Boolean);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

const line = (content: string | Buffer): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
};

/** How a host says that it took the pack and set none of the refs. */
export function refusalOfPush({ refs }: Push, reason: string): Buffer {
  const end = Buffer.from('0000');
  const report = [line('unpack ok\n'), ...refs.map(({ name }) => line(`ng ${name} ${reason}\n`)), end];
  return Buffer.concat([line(Buffer.concat([Buffer.from([1]), ...report])), end]);
}
