/** Where a command is listed on the sheet of keys and in the palette. */
export type CommandGroup = 'Go' | 'Jobs' | 'Rows' | 'Run' | 'Diff' | 'View' | 'Help';

interface CommandRow {
  id: string;
  label: string;
  group: CommandGroup;
  /** Written as in hotkeys.ts; the first is the one that is shown. */
  keys: readonly string[];
  /** Not in the palette: it makes no sense without a row under the eye. */
  keyOnly?: boolean;
  /** A held key does it again and again: only for what moves, since nothing else is meant for what comes into view meanwhile. */
  repeats?: boolean;
}

/**
 * Every action of the window with its key: the palette, the native menu, the hotkeys and the sheet of keys read this one
 * table. What a command does is registered by whoever can do it just now (command-registry.ts).
 */
export const COMMANDS = [
  { id: 'palette', label: 'Command palette', group: 'Go', keys: ['Mod+K'], keyOnly: true },
  { id: 'search', label: 'Search everywhere', group: 'Go', keys: ['Mod+Shift+F'] },
  { id: 'new-job', label: 'New job', group: 'Go', keys: ['Mod+N'] },
  { id: 'go-jobs', label: 'Go to Jobs', group: 'Go', keys: ['G J'] },
  { id: 'go-review', label: 'Go to Review', group: 'Go', keys: ['G R'] },
  { id: 'go-pull-requests', label: 'Go to Pull requests', group: 'Go', keys: ['G P'] },
  { id: 'go-insights', label: 'Go to Insights', group: 'Go', keys: ['G I'] },
  { id: 'go-settings', label: 'Go to Settings', group: 'Go', keys: ['G S', 'Mod+,'] },
  { id: 'demo', label: 'Try it without keys', group: 'Go', keys: [] },
  { id: 'back', label: 'Back', group: 'Go', keys: ['Escape'] },
  { id: 'history-back', label: 'Back to the screen before', group: 'Go', keys: ['Alt+ArrowLeft', 'Mod+['] },
  { id: 'history-forward', label: 'Forward again', group: 'Go', keys: ['Alt+ArrowRight', 'Mod+]'] },
  { id: 'undo', label: 'Undo', group: 'Go', keys: ['Mod+Z'] },

  { id: 'start-job', label: 'Run the new job', group: 'Jobs', keys: ['Mod+Enter'] },
  { id: 'job-pause', label: 'Pause or resume the job', group: 'Jobs', keys: ['Shift+P'] },
  { id: 'job-retry-failed', label: 'Retry everything that failed', group: 'Jobs', keys: ['Shift+T'] },
  { id: 'job-cancel', label: 'Cancel the job', group: 'Jobs', keys: [] },
  { id: 'job-options', label: 'Edit the options of the job', group: 'Jobs', keys: [] },
  { id: 'job-rename', label: 'Rename the job', group: 'Jobs', keys: [] },
  { id: 'job-duplicate', label: 'Duplicate the job', group: 'Jobs', keys: [] },
  { id: 'job-archive', label: 'Archive the job, or take it back', group: 'Jobs', keys: [] },
  { id: 'job-save-patches', label: 'Save the patches of the job', group: 'Jobs', keys: [] },
  { id: 'job-save-report', label: 'Save a report of the job', group: 'Jobs', keys: [] },
  { id: 'job-budget', label: 'Change the budget', group: 'Jobs', keys: [] },
  { id: 'job-priority-high', label: 'Give the job high priority', group: 'Jobs', keys: [] },
  { id: 'job-priority-normal', label: 'Give the job normal priority', group: 'Jobs', keys: [] },
  { id: 'job-priority-low', label: 'Give the job low priority', group: 'Jobs', keys: [] },
  { id: 'job-prompt', label: 'Show or revise the prompt', group: 'Jobs', keys: [] },
  { id: 'job-delete', label: 'Delete the job', group: 'Jobs', keys: [] },
  { id: 'pull-request-browser', label: 'Open the pull request in the browser', group: 'Jobs', keys: ['O'] },
  { id: 'pull-request-copy-link', label: 'Copy the link of the pull request', group: 'Jobs', keys: [] },
  { id: 'refresh', label: 'Refresh pull requests', group: 'Jobs', keys: ['Shift+F'] },

  { id: 'row-next', label: 'Next row', group: 'Rows', keys: ['J', 'ArrowDown'], keyOnly: true, repeats: true },
  { id: 'row-previous', label: 'Previous row', group: 'Rows', keys: ['K', 'ArrowUp'], keyOnly: true, repeats: true },
  {
    id: 'row-extend-next',
    label: 'Tick and go down',
    group: 'Rows',
    keys: ['Shift+J', 'Shift+ArrowDown'],
    keyOnly: true,
    repeats: true,
  },
  {
    id: 'row-extend-previous',
    label: 'Tick and go up',
    group: 'Rows',
    keys: ['Shift+K', 'Shift+ArrowUp'],
    keyOnly: true,
    repeats: true,
  },
  { id: 'row-first', label: 'First row', group: 'Rows', keys: ['Home'], keyOnly: true },
  { id: 'row-last', label: 'Last row', group: 'Rows', keys: ['End'], keyOnly: true },
  { id: 'row-tick', label: 'Tick the row', group: 'Rows', keys: ['X'], keyOnly: true },
  { id: 'row-open', label: 'Open the row', group: 'Rows', keys: ['Enter'], keyOnly: true },
  { id: 'group-fold', label: 'Fold the group', group: 'Rows', keys: ['ArrowLeft'], keyOnly: true },
  { id: 'group-unfold', label: 'Unfold the group', group: 'Rows', keys: ['ArrowRight'], keyOnly: true },
  {
    id: 'row-earlier',
    label: 'Start the waiting run, or the ticked ones, earlier',
    group: 'Rows',
    keys: ['Alt+ArrowUp'],
    repeats: true,
  },
  {
    id: 'row-later',
    label: 'Start the waiting run, or the ticked ones, later',
    group: 'Rows',
    keys: ['Alt+ArrowDown'],
    repeats: true,
  },
  {
    id: 'row-to-front',
    label: 'Start the waiting run, or the ticked ones, next',
    group: 'Rows',
    keys: ['Alt+Home'],
  },
  {
    id: 'row-to-end',
    label: 'Start the waiting run, or the ticked ones, last',
    group: 'Rows',
    keys: ['Alt+End'],
  },
  { id: 'rows-tick-all', label: 'Tick all that match', group: 'Rows', keys: ['Mod+A'] },
  { id: 'rows-untick', label: 'Untick all', group: 'Rows', keys: [] },
  { id: 'filter', label: 'Filter rows', group: 'Rows', keys: ['/'] },
  { id: 'rows-approve', label: 'Approve ticked', group: 'Rows', keys: ['Shift+E'] },
  { id: 'rows-comment', label: 'Write a note to ticked', group: 'Rows', keys: ['Shift+C'] },
  { id: 'rows-retry', label: 'Retry ticked', group: 'Rows', keys: ['Shift+R'] },
  { id: 'rows-cancel', label: 'Cancel ticked', group: 'Rows', keys: [] },
  { id: 'rows-save-patches', label: 'Save patches of ticked', group: 'Rows', keys: ['Shift+S'] },
  { id: 'rows-publish', label: 'Open or update pull requests of ticked', group: 'Rows', keys: ['Shift+O'] },

  { id: 'approve', label: 'Approve', group: 'Run', keys: ['E'] },
  { id: 'reject', label: 'Reject', group: 'Run', keys: ['R', 'Backspace'] },
  { id: 'group-approve', label: 'Approve the group', group: 'Run', keys: ['Shift+E'] },
  { id: 'group-comment', label: 'Comment to the whole group', group: 'Run', keys: ['Shift+C'] },
  { id: 'comment', label: 'Comment', group: 'Run', keys: ['C'] },
  { id: 'send', label: 'Send the comment', group: 'Run', keys: ['Mod+Enter'], keyOnly: true },
  { id: 'run-publish', label: 'Open or update pull request', group: 'Run', keys: ['O'] },
  { id: 'run-save-patch', label: 'Save patch', group: 'Run', keys: ['S'] },
  { id: 'run-retry', label: 'Retry the run', group: 'Run', keys: ['T'] },
  { id: 'run-cancel', label: 'Cancel the run', group: 'Run', keys: [] },
  { id: 'run-folder', label: 'Open the folder of the clone', group: 'Run', keys: [] },
  { id: 'run-browser', label: 'Open the repository in the browser', group: 'Run', keys: [] },
  { id: 'run-copy-name', label: 'Copy the name of the repository', group: 'Run', keys: [] },
  { id: 'run-changes', label: 'Show changes', group: 'Run', keys: ['1'] },
  { id: 'run-conversation', label: 'Show conversation', group: 'Run', keys: ['2'] },
  { id: 'run-checks', label: 'Show checks', group: 'Run', keys: ['3'] },

  { id: 'file-next', label: 'Next file', group: 'Diff', keys: [']'], repeats: true },
  { id: 'file-previous', label: 'Previous file', group: 'Diff', keys: ['['], repeats: true },
  { id: 'hunk-next', label: 'Next hunk', group: 'Diff', keys: ['N'], repeats: true },
  { id: 'hunk-previous', label: 'Previous hunk', group: 'Diff', keys: ['P'], repeats: true },
  { id: 'line-comment', label: 'Comment on the hunk', group: 'Diff', keys: ['L'] },
  { id: 'copy-place', label: 'Copy path:line', group: 'Diff', keys: [] },
  { id: 'copy-hunk', label: 'Copy hunk', group: 'Diff', keys: [] },
  { id: 'copy-path', label: 'Copy path', group: 'Diff', keys: [] },
  { id: 'hunk-discard', label: 'Discard the hunk', group: 'Diff', keys: ['Shift+Backspace'] },
  { id: 'file-discard', label: 'Discard the change to the file', group: 'Diff', keys: [] },
  { id: 'file-edit', label: 'Edit the file by hand', group: 'Diff', keys: ['Shift+I'] },
  { id: 'file-editor', label: 'Open the file in the editor', group: 'Diff', keys: ['Mod+Shift+E'] },
  { id: 'file-viewed', label: 'Mark file as viewed', group: 'Diff', keys: ['M'] },
  { id: 'toggle-split', label: 'Split or unified diff', group: 'Diff', keys: ['D'] },
  { id: 'toggle-whitespace', label: 'Ignore white space', group: 'Diff', keys: ['W'] },
  { id: 'toggle-wrap', label: 'Wrap long lines', group: 'Diff', keys: ['Shift+W'] },

  { id: 'toggle-view', label: 'Simplified or technical conversation', group: 'View', keys: ['V'] },
  { id: 'call-next', label: 'Next tool call', group: 'View', keys: ['.'], repeats: true },
  { id: 'call-previous', label: 'Previous tool call', group: 'View', keys: [','], repeats: true },
  { id: 'thread-errors', label: 'Only errors of the conversation, or all again', group: 'View', keys: [] },
  { id: 'copy-message', label: 'Copy message', group: 'View', keys: [], keyOnly: true },
  { id: 'thread-save-markdown', label: 'Save the conversation as Markdown', group: 'View', keys: [] },
  { id: 'thread-save-json', label: 'Save the conversation as JSON', group: 'View', keys: [] },
  { id: 'find', label: 'Find in changes, conversation or log', group: 'View', keys: ['Mod+F'] },
  { id: 'theme-light', label: 'Theme: light', group: 'View', keys: [] },
  { id: 'theme-dark', label: 'Theme: dark', group: 'View', keys: [] },
  { id: 'theme-system', label: 'Theme: as the system', group: 'View', keys: [] },
  { id: 'toggle-groups', label: 'Review by group or by row', group: 'View', keys: ['Shift+G'] },
  { id: 'toggle-dense', label: 'Dense rows', group: 'View', keys: [] },

  { id: 'keys', label: 'Keyboard shortcuts', group: 'Help', keys: ['?'] },
  { id: 'open-logs', label: 'Open logs', group: 'Help', keys: [] },
  { id: 'export-diagnostics', label: 'Export diagnostics', group: 'Help', keys: [] },
  { id: 'report-problem', label: 'Report a problem', group: 'Help', keys: [] },
  { id: 'about', label: 'About Cody Batch', group: 'Help', keys: [] },
] as const satisfies readonly CommandRow[];

export type CommandId = (typeof COMMANDS)[number]['id'];
export type Command = CommandRow & { id: CommandId };

export const commandList: readonly Command[] = COMMANDS;
const byId = new Map<string, Command>(commandList.map((command) => [command.id, command]));

/** The row of a command. */
export function commandOf(id: CommandId): Command {
  const command = byId.get(id);
  if (!command) throw new Error(`no command ${id}`);
  return command;
}
/** True for ids that the native menu may send. */
export const isCommandId = (id: string): id is CommandId => byId.has(id);
