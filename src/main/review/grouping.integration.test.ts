import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { failure, ok } from '../../shared/errors.ts';
import { JobId, RunId } from '../../shared/ids.ts';
import { createGrouping, type Grouping, type GroupingCandidate } from './grouping.ts';

/** The thread as it is written: Node runs it without a build. */
const ENTRY = path.join(import.meta.dirname, 'entry.ts');
const jobId = JobId.parse('job_00000001');
const id = (number: number): RunId => RunId.parse(`run_0000000${number}`);
const patch = (line: string) =>
  `diff --git a/readme.md b/readme.md\n--- a/readme.md\n+++ b/readme.md\n@@ -1 +1 @@\n-old\n+${line}\n`;

let grouping: Grouping;
const read: string[] = [];
afterEach(async () => {
  await grouping.close();
  read.length = 0;
});

const candidate = (number: number, key: string, line = 'words'): GroupingCandidate => ({
  runId: id(number),
  key,
  names: [],
  doubts: [],
  readPatch: async () => {
    read.push(key);
    return line === 'unreadable' ? failure('clone_missing', 'gone') : ok(patch(line));
  },
});
const membersOf = async (candidates: GroupingCandidate[]) => {
  const answer = await grouping.group(jobId, candidates);
  return answer.ok ? answer.value.map(({ members }) => members.map(({ runId }) => runId)) : answer.error;
};

describe('grouping in a thread', () => {
  it('groups, and reads only the patches that are new', async () => {
    grouping = createGrouping(ENTRY);
    expect(await membersOf([candidate(1, 'a'), candidate(2, 'b')])).toEqual([[id(1), id(2)]]);
    expect(read).toEqual(['a', 'b']);
    expect(await membersOf([candidate(1, 'a'), candidate(2, 'b2'), candidate(3, 'c')])).toEqual([
      [id(1), id(2), id(3)],
    ]);
    expect(read).toEqual(['a', 'b', 'b2', 'c']);
  });

  it('leaves out a run whose patch cannot be read', async () => {
    grouping = createGrouping(ENTRY);
    expect(await membersOf([candidate(1, 'a'), candidate(2, 'b', 'unreadable')])).toEqual([[id(1)]]);
  });

  it('reads nothing twice when it is asked twice at once', async () => {
    grouping = createGrouping(ENTRY);
    const both = await Promise.all([membersOf([candidate(1, 'a')]), membersOf([candidate(1, 'a')])]);
    expect(both).toEqual([[[id(1)]], [[id(1)]]]);
    expect(read).toEqual(['a']);
  });

  it('goes on with a job after a defect', async () => {
    grouping = createGrouping(ENTRY);
    const broken = { ...candidate(1, 'a'), readPatch: () => Promise.reject(new Error('a defect')) };
    await expect(grouping.group(jobId, [broken])).rejects.toThrow('a defect');
    expect(await membersOf([candidate(1, 'a')])).toEqual([[id(1)]]);
  });

  it('says why when the thread cannot work', async () => {
    grouping = createGrouping(path.join(import.meta.dirname, 'no-such-file.ts'));
    expect(await membersOf([candidate(1, 'a')])).toMatchObject({ code: 'unexpected' });
  });

  it('begins anew after its thread has ended', async () => {
    grouping = createGrouping(ENTRY);
    await membersOf([candidate(1, 'a')]);
    await grouping.close();
    expect(await membersOf([candidate(1, 'a')])).toEqual([[id(1)]]);
    expect(read).toEqual(['a', 'a']);
  });
});
