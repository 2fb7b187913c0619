import { expect, test } from 'vitest';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import { ToolCallId, TurnId } from '../../shared/ids.ts';
import { oldText } from '../../shared/messages/message.ts';
import { aChangeset } from '../../shared/testing/builders.ts';
import { knownFiles } from './check-clone.ts';

const CLONED: RunEventBody = {
  ...{ kind: 'cloned', baseCommit: 'b', baseBranch: 'main', files: 1, canPush: true, ms: 1 },
  repo: { kind: 'local', path: '/r', name: 'r' },
};
const tool = (name: string): RunEventBody => ({
  ...{
    kind: 'tool_started',
    turnId: TurnId.parse('turn_1'),
    step: 1,
    name,
    input: {},
    title: { code: 'refused_call', parameters: { name: '' } },
  },
  toolCallId: ToolCallId.parse('toolu_1'),
});
const phase = (name: 'baseline' | 'checking' | 'judging'): RunEventBody => ({
  ...{ kind: 'phase_started', phase: name, action: oldText('') },
});
const CHECKED: RunEventBody = {
  kind: 'check_finished',
  result: { checkId: 'x', moment: 'after', command: 't', exitCode: 0, timedOut: false, ms: 1, tail: '', problem: null },
};
const ready = (tree: string): RunEventBody => ({
  kind: 'changeset_ready',
  changeset: aChangeset({ tree }),
});
const BASE = { kind: 'base' };
const UNKNOWN = { kind: 'unknown' };

test.each<[string, RunEventBody[], unknown]>([
  ['a fresh clone', [CLONED], BASE],
  ['only reads', [CLONED, tool('read_file'), tool('search_code'), tool('list_files')], BASE],
  ['a write', [CLONED, tool('read_file'), tool('edit_file')], UNKNOWN],
  ['a command', [CLONED, tool('run_command')], UNKNOWN],
  ['a recorded change', [CLONED, tool('edit_file'), ready('t1')], { kind: 'tree', tree: 't1' }],
  ['a write after it', [CLONED, tool('edit_file'), ready('t1'), tool('write_file')], UNKNOWN],
  ['a check that was cut off', [CLONED, ready('t1'), phase('checking')], UNKNOWN],
  [
    'a check that ended',
    [CLONED, ready('t1'), phase('checking'), CHECKED, phase('judging')],
    { kind: 'tree', tree: 't1' },
  ],
  ['the baseline', [CLONED, phase('baseline'), CHECKED], BASE],
])('tells what the files must be after %s', (_name, bodies, expected) => {
  const thread: RunEvent[] = bodies.map((body, index) => ({ seq: index + 1, at: 0, body }));
  expect(knownFiles(thread)).toEqual(expected);
});
