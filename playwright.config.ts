import { defineConfig } from '@playwright/test';
import { z } from 'zod';

/** What the suite has opened for each worker: a screen, and with it a clipboard, and a keyring. */
const surroundings = z
  .array(z.record(z.string(), z.string()))
  .parse(JSON.parse(process.env.CODY_BATCH_SURROUNDINGS ?? '[{}]'));
// This file is read again in each worker.
Object.assign(process.env, surroundings[Number(process.env.TEST_PARALLEL_INDEX ?? 0)]);

const LONGEST = /[/\\](package|review|screens)\.spec\.ts$/;
const LONG = /[/\\](crash|durable|main-job|scale)\.spec\.ts$/;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  snapshotPathTemplate: '{testDir}/looks/{arg}{ext}',
  // A file goes to one worker. Those that need much begin first, or one worker would end long before the other.
  workers: surroundings.length,
  projects: [
    { name: 'longest', testMatch: LONGEST },
    { name: 'long', testMatch: LONG },
    { name: 'short', testIgnore: [LONGEST, LONG] },
  ],
  retries: 0,
  // Far beyond what a loaded machine needs: only a hang fails. No test has a shorter limit of its own.
  timeout: 600_000,
  expect: { timeout: 180_000 },
  forbidOnly: true,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
});
