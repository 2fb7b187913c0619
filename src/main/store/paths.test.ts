import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { JobId } from '../../shared/ids.ts';
import { tempFolder } from '../git/testing/world.ts';
import { listClones } from './clone-sizes.ts';
import { runIdOf } from './ids.ts';
import { storePaths } from './paths.ts';

const job = JobId.parse('job_aaaaaaaaaaaa');
const other = JobId.parse('job_bbbbbbbbbbbb');

test('clones stand in a folder that scripts can write without quotes, wherever the data lies in the home', () => {
  const at = (root: string, platform: NodeJS.Platform, home: string) =>
    path.relative(home, storePaths(root, { home, platform }).clonesOf(job));
  const support = '/Users/kim/Library/Application Support/Cody Batch';
  expect(at(support, 'darwin', '/Users/kim')).toMatch(/^\.cody-batch\/[0-9a-f]{12}\/job_a+$/);
  expect(at("/home/kim/o'brien (work)", 'linux', '/home/kim')).toMatch(
    /^\.local\/state\/cody-batch\/[0-9a-f]{12}\/job_a+$/,
  );
  // Another data folder has clones of its own.
  expect(at(`${support} 2`, 'darwin', '/Users/kim')).not.toBe(at(support, 'darwin', '/Users/kim'));
  // What is plain stays; so does what lies on a disk of its own, and what would gain nothing.
  const stays = (root: string, platform: NodeJS.Platform, home: string) =>
    expect(at(root, platform, home)).toBe(path.relative(home, path.join(root, 'clones', job)));
  stays('/home/kim/.config/cody-batch', 'linux', '/home/kim');
  stays('/Users/zoë/données', 'darwin', '/Users/zoë');
  stays('/Volumes/Big Disk/data', 'darwin', '/Users/kim');
  stays('/Users/kim lee/Library/Application Support/Cody Batch', 'darwin', '/Users/kim lee');
});

test('clones that an earlier version left in the data folder are still found, listed and removed there', async () => {
  const home = tempFolder();
  const root = path.join(home, 'Application Support', 'data');
  mkdirSync(path.join(root, 'clones', job, runIdOf(job, 1)), { recursive: true });
  const paths = storePaths(root, { home, platform: 'darwin' });
  expect(paths.clone(runIdOf(job, 1))).toBe(path.join(root, 'clones', job, runIdOf(job, 1)));
  expect(paths.clone(runIdOf(other, 1))).not.toContain(' ');
  mkdirSync(paths.clone(runIdOf(other, 1)), { recursive: true });
  expect((await listClones(paths.clones)).sort()).toEqual([runIdOf(job, 1), runIdOf(other, 1)]);
});
