import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp, temporaryFolder } from './app.ts';

test('the window of the demo is there before the samples are, and says why they cannot be', async () => {
  const place = await temporaryFolder('demo-start');
  const data = path.join(place.folder, 'data');
  mkdirSync(data);
  // Where the demo's folder would be stands a file.
  writeFileSync(path.join(data, 'demo'), '');
  const { app, page, problems } = await startApp(data, ['--demo']);
  try {
    await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
    await expect(page.getByText('The demo could not start.').first()).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await place.remove();
  }
});
