import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { json, OWNER, type Sample } from '../src/demo/content/sample.ts';
import { type DemoWorld, startDemoWorld } from '../src/demo/world.ts';
import { processesWith } from '../src/main/testing/processes.ts';
import { temporaryFolder } from './app.ts';
import { readFacts } from './crash/facts.ts';
import { dataOf, type HeadlessApp, startHeadless } from './crash/headless-app.ts';

const PROMPT = 'Mention "Looked after by the platform team." in the readme.';
/** Says that it has begun, beside a process that means to outlive it, and waits for leave. */
const waiting = (survivor: string) => `setsid sh -c 'trap "" TERM INT HUP; ${survivor}' < /dev/null > /dev/null 2>&1 &
echo begun > begun
until [ -e go ]; do sleep 0.05; done
rm -f begun
`;
const MANIFEST = { name: 'waits', version: '1.0.0', scripts: { postinstall: 'sh wait.sh' } };
const sampleOf = (survivor: string): Sample => ({
  ...{ owner: OWNER, name: 'waits', description: 'A repository whose commands wait', topics: [] },
  ...{ defaultBranch: 'main', permission: 'push', expected: { outcome: 'changed', pullRequest: true } },
  commits: [
    {
      message: 'Begin',
      files: {
        'README.md': '# waits\n\nCommands that wait.\n',
        'wait.sh': waiting(survivor),
        'check.sh': 'grep -q "platform team" README.md || exit 0\nsh wait.sh\n',
        'package.json': json(MANIFEST),
        'package-lock.json': json({ ...MANIFEST, lockfileVersion: 3, packages: { '': MANIFEST } }),
        '.gitignore': 'node_modules/\nbegun\ngo\n',
      },
    },
  ],
});
/** Both signals go the same way: each phase has one of its own, and CODY_BATCH_SIGNALS=all tries both in each. */
const PHASES = [
  { name: 'an install before the work', check: 'npm ci', steps: 0, own: 'SIGINT' },
  { name: 'the check after the change', check: 'sh check.sh', steps: 1, own: 'SIGTERM' },
];
const ALL = process.env.CODY_BATCH_SIGNALS === 'all';

test.describe('Ctrl+C and SIGTERM without a window', () => {
  test.skip(process.platform !== 'linux', 'processes are found in /proc');
  test.describe.configure({ mode: 'parallel' });

  for (const [index, { name, check, steps, own }] of PHASES.entries()) {
    for (const signal of (['SIGINT', 'SIGTERM'] as const).filter((each) => ALL || each === own)) {
      test(`${signal} in ${name} ends its commands, says how to go on, and the next start does`, async () => {
        // Nobody else on this machine sleeps for so long.
        const survivor = `sleep 8642${process.pid}.${index}`;
        const place = await temporaryFolder('interrupted');
        const plain = await startDemoWorld({ folder: path.join(place.folder, 'world'), samples: [sampleOf(survivor)] });
        const world: DemoWorld = { ...plain, prompt: PROMPT, check };
        const start = (goOn: boolean) => startHeadless({ world, folder: place.folder, goOn, concurrency: 1 });
        let app: HeadlessApp = start(false);
        /** Where commands of the session run, or of the check; there is one job of one run. */
        const tree = (whose: 'tree' | 'check/tree') => {
          const clones = path.join(dataOf(place.folder), 'clones');
          const below = (folder: string) => (existsSync(folder) ? (readdirSync(folder)[0] ?? '') : '');
          const job = path.join(clones, below(clones));
          return path.join(job, below(job), whose);
        };
        const begun = (whose: 'tree' | 'check/tree') => existsSync(path.join(tree(whose), 'begun'));
        const letGo = (whose: 'tree' | 'check/tree') => {
          if (begun(whose)) writeFileSync(path.join(tree(whose), 'go'), '');
        };
        try {
          await expect
            .poll(() => {
              letGo('tree');
              return begun('check/tree');
            }, app.output())
            .toBe(true);
          // It begins a moment after the shell that says so.
          await expect.poll(() => processesWith(survivor)).not.toEqual([]);
          app.signal(signal);
          expect(await app.ended, app.output()).toBe(130);
          expect(processesWith(survivor)).toEqual([]);
          expect(app.output()).toContain('The job is paused: Stopped in the terminal.');
          expect(app.output()).toContain('With --headless --continue it goes on from here.');
          expect(readFacts(dataOf(place.folder))).toMatchObject([{ row: { status: 'queued', outcome: null } }]);
          const asked = world.journal.model.filter(({ step }) => step > 0).length;
          expect(asked > 0).toBe(steps > 0);

          app = start(true);
          await expect
            .poll(() => {
              letGo('tree');
              letGo('check/tree');
              return app.hasEnded();
            })
            .toBe(true);
          expect(await app.ended, app.output()).toBe(0);
          expect(processesWith(survivor)).toEqual([]);
          expect(world.pulls).toHaveLength(1);
          const [run] = readFacts(dataOf(place.folder));
          expect(run?.row).toMatchObject({ outcome: 'changed', verdict: 'passes' });
          // Each answer is one of the log: nothing was asked for twice.
          const saved = run?.events.filter(({ body }) => body.kind === 'step_completed' || body.kind === 'judged');
          expect(world.journal.model.filter(({ step }) => step > 0).length).toBe(saved?.length);
        } finally {
          app.kill();
          await app.ended;
          await world.close();
          await place.remove();
        }
      });
    }
  }
});
