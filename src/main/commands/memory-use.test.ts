import { expect, test } from 'vitest';
import { memoryOf } from './memory-use.ts';

test.each([
  [
    'what is swapped out counts, and shared memory apart',
    'VmPeak:\t  900 kB\nVmRSS:\t  350 kB\nRssAnon:\t     100 kB\nRssFile:\t      50 kB\nRssShmem:\t     200 kB\nVmSwap:\t      30 kB\n',
    { own: 180 * 1024, shared: 200 * 1024 },
  ],
  ['a process that has ended', '', { own: 0, shared: 0 }],
  ['a process without memory of its own', 'Name:\tkthreadd\nState:\tZ (zombie)\n', { own: 0, shared: 0 }],
])('memory: %s', (_name, status, memory) => expect(memoryOf(status)).toEqual(memory));
