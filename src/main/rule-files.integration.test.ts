import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ruleFiles, unfitRules } from './rule-files.ts';
import { lacks, NO_POSIX } from './testing/lacks.ts';

test.skipIf(lacks(process.platform === 'win32', NO_POSIX))(
  'a system that cannot look for rule files does not count as one that found all of them fit',
  async () => {
    const tree = mkdtempSync(path.join(os.tmpdir(), 'cody-rules-'));
    onTestFinished(() => rmSync(tree, { recursive: true }));
    writeFileSync(path.join(tree, '.gitignore'), '*.o\n');
    expect(await unfitRules(tree)).toBeNull();
    expect((await ruleFiles(tree, { find: 'no-such-program' })).unfit).toEqual({
      path: '.gitignore',
      why: 'cannot be looked for, since this system has no no-such-program',
    });
    expect(await unfitRules(path.join(tree, 'gone'))).toBeNull();
    // A look that was broken off is no answer of the system.
    expect(await unfitRules(tree, AbortSignal.abort())).toBeNull();
  },
);
