import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT, startApp, temporaryFolder } from './app.ts';
import { seedChange } from './seeds/clones.ts';
import { settled } from './seeds/long-conversation.ts';
import { seedJob } from './seeds/paused-job.ts';
import { value } from './seeds/store.ts';

const icon = (size: number) => readFileSync(path.join(ROOT, `resources/icons/${size}x${size}.png`));

test('a file opens in the editor where its change begins; an image stands beside what it was', async () => {
  const place = await temporaryFolder('files');
  const data = path.join(place.folder, 'data');
  const editor = path.join(place.folder, 'editor');
  const said = path.join(place.folder, 'said');
  writeFileSync(editor, `#!/bin/sh\nprintf '%s' "$1" > "${said}.new"\nmv "${said}.new" "${said}"\n`);
  chmodSync(editor, 0o755);
  const lines = Array.from({ length: 40 }, (_, line) => `line ${line + 1}\n`);
  await seedJob(data, {
    title: 'New colours',
    runs: 1,
    settings: { editorCommand: `"${editor}" {file}:{line}` },
    fill: async ({ records, folder, runs }) => {
      const [run] = runs;
      if (!run) throw new Error('no run');
      const changeset = await seedChange(folder, run, { 'a.txt': lines.join(''), 'logo.png': icon(16) }, (tree) => {
        writeFileSync(path.join(tree, 'a.txt'), lines.toSpliced(24, 1, 'changed\n').join(''));
        writeFileSync(path.join(tree, 'logo.png'), icon(48));
      });
      value(await records.record(run.id, { kind: 'changeset_ready', changeset }, settled('changed', 'Changed both.')));
    },
  });
  const { app, page, problems } = await startApp(data);
  try {
    await page.getByRole('row').filter({ hasText: 'New colours' }).click();
    await page.getByRole('row').filter({ hasText: 'service-000' }).click();
    const run = page.getByRole('region', { name: 'Run' });
    await run.getByRole('button', { name: 'Fold a.txt' }).hover();
    await run.getByRole('button', { name: 'Open in editor' }).first().click();
    await expect.poll(() => existsSync(said)).toBe(true);
    expect(readFileSync(said, 'utf8')).toMatch(/\/tree\/a\.txt:25$/);

    await run.getByRole('button', { name: 'Compare' }).click();
    const dialog = page.getByRole('dialog', { name: 'logo.png' });
    await expect(dialog.getByText('16 × 16')).toBeVisible();
    await expect(dialog.getByText('48 × 48')).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});
