import { expect, it } from 'vitest';
import { aRepo, aRun } from '../../../../shared/testing/builders.ts';
import type { Item } from '../../../../shared/thread.ts';
import { threadAsJson, threadAsMarkdown } from './export.ts';

const run = aRun({ repo: aRepo('slash', 'ada') });
const place = (seq: number) => ({ id: String(seq), seq, at: seq, turnId: 'turn_a' });
const items: Item[] = [
  { ...place(1), kind: 'turn', source: 'instruction', text: 'Replace\nTravis', content: [] },
  {
    ...place(2),
    kind: 'tool_call',
    step: 1,
    toolCallId: 'toolu_1',
    name: 'read_file',
    title: 'Reading a.md',
    input: { path: 'a.md' },
    status: 'ok',
    content: 'text with ``` and ```` fences',
    details: { kind: 'read', path: 'a.md', lines: 1 },
    ms: 5,
  },
];
const thread = { items, lastSeq: 2 };

it('exports the story', () => {
  expect(threadAsMarkdown(run, thread, 'simplified')).toBe(
    '# ada/slash\n\nqueued: waiting for a free place\n\n## Instruction\n\n> Replace\n> Travis\n\n- Looked at 1 file: `a.md`\n',
  );
});

it('exports every item, in fences that its text cannot close', () => {
  const text = threadAsMarkdown(run, thread, 'technical');
  expect(text).toContain(
    '## 2. read_file\n\nReading a.md\n\ntool: read_file · status: ok · took: 5 ms · call id: toolu_1',
  );
  expect(text).toContain('`````\ntext with ``` and ```` fences\n`````');
});

it('exports JSON that reads back', () => {
  expect(JSON.parse(threadAsJson(run, thread))).toEqual({ run, items, lastSeq: 2 });
});
