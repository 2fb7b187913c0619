import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DemoWorldFacts } from '../../shared/demo-protocol.ts';
import { ok } from '../../shared/errors.ts';
import { defaultHostOf } from '../../shared/hosts.ts';
import { oldText } from '../../shared/messages/message.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { parseRepoList } from '../../shared/repo-list.ts';
import type { Engine } from '../engine/contract.ts';
import { startWorld } from '../engine/testing/world.ts';
import { got } from '../git/testing/world.ts';
import { parseArguments } from './arguments.ts';
import { runHeadless } from './headless.ts';
import { createHeldLines, createNoticeLines } from './headless-progress.ts';

const REPOS = { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } };

/** `--headless` on an engine that has started already. */
async function headless(engine: Engine, ...more: string[]): Promise<{ code: number; lines: string[] }> {
  return headlessIn(null, engine, more);
}
/** The same, with Ctrl+C at the first line of this kind, or at once. */
const interrupted = (engine: Engine, at: RegExp | 'at once', ...more: string[]) => headlessIn(null, engine, more, at);
async function headlessIn(
  demo: DemoWorldFacts | null,
  engine: Engine,
  more: readonly string[],
  ctrlCAt: RegExp | 'at once' | null = null,
): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const ctrlC = new AbortController();
  if (ctrlCAt === 'at once') ctrlC.abort();
  const code = await runHeadless({
    engine: { ...engine, start: async () => ok(null) },
    args: got(parseArguments(['electron', 'app', '--headless', ...more], '/', false)),
    demo: async () => (demo ? ok(demo) : Promise.reject(new Error('nobody asked for the demo'))),
    say(line) {
      lines.push(line);
      if (ctrlCAt instanceof RegExp && ctrlCAt.test(line)) ctrlC.abort();
    },
    signal: ctrlC.signal,
  });
  return { code, lines };
}
const demoWorld = (given: Partial<DemoWorldFacts>): DemoWorldFacts => ({
  ...{ anthropicUrl: '', anthropicKey: '', githubUrl: '', githubToken: '', githubPort: 0, modelPort: 0 },
  ...{ title: '', prompt: '', check: null, repos: [], expectations: {}, ...given },
});
const goOn = (engine: Engine, ...more: string[]) => headless(engine, '--continue', ...more);

it('the demo says that nothing is billed before it names a cost', async () => {
  const world = await startWorld({ repos: REPOS, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
  const engine = await world.start();
  const repos = ['one', 'two'].map((name) => `${world.hub.webUrl}/acme/${name}`);
  const demo = demoWorld({
    ...{ title: 'Demo', prompt: 'Do it.', repos, githubUrl: world.hub.apiUrl },
    expectations: Object.fromEntries(repos.map((line) => [line, { outcome: 'changed', pullRequest: true }])),
  });
  const { lines } = await headlessIn(demo, engine, ['--demo']);
  expect(lines[0]).toContain('nothing is billed');
  expect(lines.some((line) => line.includes('$'))).toBe(true);
});

describe('--continue', () => {
  it('lifts a pause, finishes the newest job and reports it; afterwards it only reports', async () => {
    const world = await startWorld({ repos: REPOS, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
    const engine = await world.start();
    const jobId = await world.create(engine);
    got(await engine.jobs.pause({ jobId }));
    await engine.jobEnded(jobId);
    await engine.stop();

    const again = await world.start();
    const report = path.join(world.folder, 'report.json');
    const first = await goOn(again, '--report', report);
    expect(first).toMatchObject({ code: 0, lines: expect.arrayContaining([expect.stringMatching(/^2 changed, /)]) });
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ jobId, totals: { changed: 2, unfinished: 0 } });
    const turns = world.sessions.turns.length;
    expect((await goOn(again)).code).toBe(0);
    expect(world.sessions.turns).toHaveLength(turns);
    expect(got(await again.app.state({})).jobs).toHaveLength(1);
  });

  it('raises the budget that it is given', async () => {
    const world = await startWorld({
      repos: REPOS,
      settings: { budgetUsd: 0.5 },
      appSettings: { concurrency: 1 },
      script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.4, reserveUsd: 0.4 }),
    });
    const engine = await world.start();
    const jobId = await world.create(engine);
    await engine.jobEnded(jobId);
    expect(got(await engine.jobs.open({ jobId })).summary.job.paused?.by).toBe('budget');
    expect((await goOn(engine, '--max-cost', '2')).code).toBe(0);
  });

  it('does not wait for another day when the budget of this one is used up', async () => {
    const world = await startWorld({
      repos: REPOS,
      appSettings: { concurrency: 1, dayBudgetUsd: 0.4 },
      script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.4, reserveUsd: 0.4 }),
    });
    const engine = await world.start();
    const jobId = await world.create(engine);
    expect((await engine.jobEnded(jobId)).map(({ status }) => status)).toEqual(['settled', 'queued']);
    const { code, lines } = await goOn(engine);
    expect(code).toBe(1);
    expect(lines).toContain(
      'Not finished: The budget of the day ($0.40) is used up; it goes on at 00:00, or as soon as you raise it.',
    );
  });

  it('says so when there is no job', async () => {
    const world = await startWorld({ repos: REPOS, script: () => ({}) });
    const { code, lines } = await goOn(await world.start());
    expect(code).toBe(2);
    expect(lines).toEqual([
      'There is no job in this data folder to go on with.',
      path.join(world.folder, 'data'),
      'Make one with --repos and --prompt-file, or name its folder with --data.',
    ]);
  });
});

describe('Ctrl+C', () => {
  const files = async ({ folder, names }: { folder: string; names: string[] }) => {
    const [list, prompt] = [path.join(folder, 'list.txt'), path.join(folder, 'prompt.md')];
    await writeFile(list, names.map((name) => `acme/${name}\n`).join(''));
    await writeFile(prompt, 'Do it.\n');
    return ['--repos', list, '--prompt-file', prompt, '--report', path.join(folder, 'report.json')];
  };

  it('before there is a job makes none', async () => {
    const world = await startWorld({ repos: REPOS, script: () => ({}) });
    const engine = await world.start();
    expect((await interrupted(engine, 'at once', ...(await files(world)))).code).toBe(130);
    expect(got(await engine.app.state({})).jobs).toEqual([]);
    expect(world.sessions.turns).toEqual([]);
  });

  it('pauses the job and reports; --continue goes on with it, and nothing is paid twice', async () => {
    let slow: string | null = null;
    const world = await startWorld({
      repos: REPOS,
      script({ runId, continued }) {
        slow ??= runId;
        if (runId === slow && !continued) return { end: 'hang' };
        return { edit: { 'readme.md': 'new\n' }, costUsd: 0.1 };
      },
    });
    const engine = await world.start();
    const given = await files(world);
    const { code, lines } = await interrupted(engine, /: changed: /, ...given);
    expect(code).toBe(130);
    expect(lines).toContain('With --headless --continue it goes on from here.');
    expect(lines).toContainEqual(expect.stringMatching(/^1 changed, .* 1 unfinished, /));
    const reported = JSON.parse(await readFile(given.at(-1) ?? '', 'utf8'));
    expect(reported.totals).toMatchObject({ changed: 1, cancelled: 0, unfinished: 1 });
    const [{ job } = { job: null }] = got(await engine.app.state({})).jobs;
    expect(job?.paused).toMatchObject({ by: 'person', reason: { code: 'stopped_in_terminal' } });
    await engine.stop();

    const again = await world.start();
    expect((await goOn(again, '--report', given.at(-1) ?? '')).code).toBe(0);
    expect(JSON.parse(await readFile(given.at(-1) ?? '', 'utf8')).totals).toMatchObject({ changed: 2, costUsd: 0.202 });
    expect(world.sessions.turns.map(({ continued }) => continued)).toEqual([false, false, true]);
  });
});

it('reads a list and a prompt in any encoding, and refuses what is no text with its reason', async () => {
  const world = await startWorld({ repos: { one: REPOS.one }, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
  const engine = await world.start();
  const file = async (name: string, content: string | Buffer) => {
    await writeFile(path.join(world.folder, name), content);
    return path.join(world.folder, name);
  };
  const list = await file(
    'list.txt',
    Buffer.from(`\uFEFF${world.names.map((n) => `acme/${n}\r\n`).join('')}`, 'utf16le'),
  );
  const prompt = await file('prompt.txt', Buffer.from('Schreib „größer“.\r\n', 'utf16le'));
  const picture = await file('list.png', Buffer.from([137, 80, 78, 71, 0]));
  const refused = await headless(engine, '--repos', picture, '--prompt-file', prompt);
  expect(refused).toEqual({ code: 2, lines: ['The file of --repos cannot be used: it is not a text file.', picture] });
  expect((await headless(engine, '--repos', list, '--prompt-file', prompt)).code).toBe(0);
  const job = got(await engine.app.state({})).jobs[0]?.job;
  if (!job) throw new Error('no job was made');
  expect(job.prompts.map(({ text }) => text.trim())).toEqual(['Schreib „größer“.']);
  expect((await world.runsOf(engine, job.id)).map(({ outcome }) => outcome)).toEqual(['changed']);
});

it('the same list and prompt make the same job in the window, the terminal and the demo', async () => {
  const world = await startWorld({ repos: { one: REPOS.one }, script: () => ({}) });
  const engine = await world.start();
  const file = async (name: string, content: string) => {
    await writeFile(path.join(world.folder, name), content);
    return path.join(world.folder, name);
  };
  const prompt = '# Do the same everywhere.\n\nSlowly.';
  const list = 'acme/one\n';
  const { settings } = got(await engine.app.state({}));
  // As the window does with what was dropped or typed.
  const { accepted } = parseRepoList(list, { defaultHost: defaultHostOf(settings) });
  const repos = accepted.map(({ repo }) => repo);
  got(await engine.jobs.create({ title: ' ', prompt, repos, settings: settings.jobDefaults }));
  await headless(engine, '--repos', await file('list', list), '--prompt-file', await file('prompt', prompt));
  const demo = demoWorld({ title: '', prompt, repos: list.trim().split('\n'), githubUrl: world.hub.apiUrl });
  await headlessIn(demo, engine, ['--demo']);

  const made = got(await engine.app.state({})).jobs.map(async ({ job: { id, title, settings } }) => {
    const rows = await world.runsOf(engine, id);
    return { title, branch: settings.branch, repos: rows.map(({ repo }) => repo) };
  });
  const same = {
    title: 'Do the same everywhere',
    branch: 'cody-batch/do-the-same-everywhere',
    repos: [world.repo('one')],
  };
  expect(await Promise.all(made)).toEqual([same, same, same]);
});

it('a prompt with what looks like a key is refused with the flag that sends it, which is not for what stands in pull requests', async () => {
  const world = await startWorld({ repos: { one: REPOS.one }, script: () => ({ edit: { 'readme.md': 'new\n' } }) });
  const engine = await world.start();
  const file = async (name: string, content: string) => {
    await writeFile(path.join(world.folder, name), content);
    return path.join(world.folder, name);
  };
  const key = `ghp_${'0Aa1Bb2Cc3Dd4Ee5Ff6G'.repeat(2).slice(0, 36)}`;
  const list = await file('list.txt', 'acme/one\n');
  const below = await file('below.md', `Replace the old test fixture.\n\nIt is ${key}.\n`);
  const above = await file('above.md', `Replace ${key}.\n`);
  const refused = await headless(engine, '--repos', list, '--prompt-file', below);
  expect(refused.code).toBe(2);
  expect(refused.lines).toContain(
    'What looks like a key or token stands in the instruction: nothing was stored or sent.',
  );
  expect(refused.lines.at(-1)).toMatch(/If it is none, --send-anyway sends it/);
  expect(refused.lines.join('\n')).not.toContain(key);
  const inTitle = await headless(engine, '--repos', list, '--prompt-file', above, '--send-anyway');
  expect([inTitle.code, inTitle.lines.at(-1)]).toEqual([2, expect.stringMatching(/--send-anyway is not for it/)]);
  expect(got(await engine.app.state({})).jobs).toEqual([]);

  expect((await headless(engine, '--repos', list, '--prompt-file', below, '--send-anyway')).code).toBe(0);
  expect(world.sessions.turns.map(({ text }) => text)).toEqual([expect.stringContaining(key)]);
});

it('nothing that others say speaks to the terminal', async () => {
  const hostile = '\u001b]52;c;cm0=\u0007\u009b2J\r\b\u202Egnp.exe\n[9 done, $0.00] acme/two: changed';
  const error = { code: 'model_rejected', message: `no ${hostile}`, why: hostile, next: hostile } as const;
  const world = await startWorld({
    repos: { one: REPOS.one },
    settings: { budgetUsd: 1 },
    script: () => ({ words: hostile, end: { error } }),
  });
  const engine = await world.start();
  await engine.jobEnded(await world.create(engine));
  const { code, lines } = await goOn(engine);
  expect(code).toBe(1);
  const text = lines.join('');
  expect(text).toContain('⟦U+001B⟧]52;c;cm0=');
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(lines.filter((line) => line.startsWith('[9'))).toEqual([]);
});

it('prints each notice once', () => {
  const lines: string[] = [];
  const hear = createNoticeLines((line) => lines.push(line));
  const index = { id: 'i', level: 'warning', text: 'The index was set aside.', next: 'It is kept.' } as const;
  const git = { id: 'g', level: 'error', text: 'Git is missing.', next: null } as const;
  hear({ type: 'notices', notices: [index] });
  hear({ type: 'notices', notices: [index, git] });
  expect(lines).toEqual(['The index was set aside. It is kept.', 'Git is missing.']);
});

it('why runs wait is said when it begins, not each time that its figures change', () => {
  const lines: string[] = [];
  const hear = createHeldLines((line) => lines.push(line));
  const busy = (load: number) => oldText(`The machine is busy: load ${load} on 2 cores.`);
  for (const reason of [busy(3.4), busy(3.3), null, null, busy(4)]) hear({ type: 'held', reason });
  expect(lines).toEqual([3.4, 4].map((load) => `Runs wait. ${messageText(busy(load))}`));
});
