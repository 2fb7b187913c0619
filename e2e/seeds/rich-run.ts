import type { RunEventBody } from '../../src/shared/events.ts';
import { ToolCallId, TurnId } from '../../src/shared/ids.ts';
import type { ToolTitle } from '../../src/shared/messages/tool-titles.ts';
import { NO_USAGE } from '../../src/shared/usage.ts';
import { answered, begun, type Story } from './stories.ts';

const turnId = TurnId.parse('turn_1');

interface Call {
  name: string;
  input: Record<string, unknown>;
  title: ToolTitle;
  ok?: boolean;
  content: string;
  details: Extract<RunEventBody, { kind: 'tool_finished' }>['details'];
  ms?: number;
}
const read = (file: string, lines: number): Call => ({
  name: 'read_file',
  input: { path: file },
  title: { code: 'reading_file', parameters: { path: file, from: 1 } },
  content: `1  # ${file}\n2  ...\n`,
  details: { kind: 'read', path: file, lines },
});

function step(number: number, words: string, calls: readonly Call[]): Story {
  const ids = calls.map((_, index) => ToolCallId.parse(`toolu_${number}_${index}`));
  const content = [
    ...(words ? [{ type: 'text', text: words }] : []),
    ...calls.map(({ name, input }, index) => ({ type: 'tool_use', id: ids[index], name, input })),
  ];
  return [
    answered(number, content, 0.011),
    ...calls.flatMap(({ name, input, title, ok = true, content: result, details, ms = 12 }, index): Story => {
      const toolCallId = ids[index] ?? ToolCallId.parse('toolu_none');
      return [
        { kind: 'tool_started', turnId, step: number, toolCallId, name, input, title },
        { kind: 'tool_finished', turnId, toolCallId, ok, content: result, details, ms },
      ];
    }),
    5_000,
  ];
}

const edit = (path: string, action: 'created' | 'edited' | 'deleted', insertions: number, deletions: number): Call => ({
  name: action === 'created' ? 'write_file' : action === 'deleted' ? 'delete_file' : 'edit_file',
  input: { path },
  title: {
    code: action === 'created' ? 'writing_file' : action === 'deleted' ? 'deleting_file' : 'editing_file',
    parameters: { path },
  },
  content: `${path} was ${action}.`,
  details: { kind: 'edit', path, action, insertions, deletions, patch: '' },
});

/** A conversation with everything in it that a reviewer meets: looking, changing, a failing test, its repair, a report. */
export const richConversation = (instruction: string): Story => [
  ...begun(instruction),
  ...step(1, 'First I want to know how this repository is laid out, and where Travis appears in it.', [
    {
      name: 'list_files',
      input: { path: '.' },
      title: { code: 'listing_files', parameters: { path: null, glob: null } },
      content: '.travis.yml\nREADME.md\npackage.json\nsrc/\n',
      details: { kind: 'list', path: '.', entries: 14 },
    },
    {
      name: 'search_code',
      input: { pattern: 'travis' },
      title: { code: 'searching_code', parameters: { pattern: 'travis', path: null } },
      content: 'README.md:3: badge\n.travis.yml:1\n',
      details: { kind: 'search', pattern: 'travis', matches: 4, files: 3 },
    },
  ]),
  ...step(2, '', [read('.travis.yml', 4), read('package.json', 9), read('README.md', 9), read('CONTRIBUTING.md', 22)]),
  ...step(
    3,
    'Travis ran `npm test` on Node 20 and 22. The workflow has to do **exactly that**, on the same events:\n\n- every push to `main`\n- every pull request',
    [edit('.github/workflows/ci.yml', 'created', 21, 0)],
  ),
  ...step(4, 'Next, what only Travis used.', [
    edit('README.md', 'edited', 1, 1),
    edit('.travis.yml', 'deleted', 0, 4),
    edit('src/server.js', 'edited', 2, 2),
  ]),
  ...step(5, 'Now I prove it.', [
    {
      name: 'run_command',
      input: { command: 'npm test' },
      title: { code: 'running_command', parameters: { command: 'npm test', more: false } },
      ok: false,
      content: 'not ok 17 - serves the health page\n# tests 41\n# pass 40\n# fail 1\n',
      details: {
        ...{ kind: 'command', command: 'npm test', exitCode: 1, timedOut: false, sandboxed: true },
        summary: '40 passed, 1 failed',
      },
      ms: 8_320,
    },
  ]),
  {
    kind: 'request_failed',
    turnId,
    step: 6,
    error: {
      code: 'model_overloaded',
      message: 'Claude is overloaded.',
      why: 'The API answered 529.',
      status: 529,
      requestId: 'req_011CVtqkYw3nX8dG5Zr2a7Lm',
    },
    retry: 1,
    retryAt: Date.now(),
    usage: NO_USAGE,
    costUsd: 0,
  },
  2_000,
  ...step(
    6,
    'The health page moved with the port. That was not asked for, so I take it back and leave the port alone.',
    [edit('src/server.js', 'edited', 2, 2)],
  ),
  ...step(7, '', [
    {
      name: 'run_command',
      input: { command: 'npm test' },
      title: { code: 'running_command', parameters: { command: 'npm test', more: false } },
      content: '# tests 41\n# pass 41\n# fail 0\n',
      details: {
        ...{ kind: 'command', command: 'npm test', exitCode: 0, timedOut: false, sandboxed: true },
        summary: '41 passed',
      },
      ms: 8_105,
    },
  ]),
  answered(8, [{ type: 'text', text: 'Everything runs through GitHub Actions now.' }], 0.006),
  {
    kind: 'turn_finished',
    turnId,
    status: 'completed',
    report: {
      outcome: 'changed',
      summary:
        'Travis CI is replaced: one workflow runs npm test on Node 20 and 22 for each push to main and each pull request. The badge names it, and .travis.yml is gone.',
      changes: [
        { path: '.github/workflows/ci.yml', what: 'runs the same command on the same versions' },
        { path: 'README.md', what: 'shows the badge of the workflow' },
        { path: '.travis.yml', what: 'removed' },
      ],
      risk: 'low',
      reviewerNotes: ['The workflow also runs for pull requests from forks, as Travis did.'],
      followUps: ['Switch Travis off in the settings of the organisation.'],
    },
    error: null,
    limit: null,
  },
];
