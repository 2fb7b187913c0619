import { cutText } from '../../../../shared/cut.ts';
import type { ItemOf } from '../../../../shared/thread.ts';
import { plural } from '../../../ui/format.ts';

/** One line of "what it did": several tool calls told as one. */
export interface Action {
  kind: 'read' | 'searched' | 'changed' | 'ran' | 'failed' | 'doing';
  text: string;
  tone: 'plain' | 'good' | 'attention' | 'bad';
  /** Files or patterns that the line sums up, in the order of their first mention. */
  names: Name[];
}

/** A file or a pattern; `path`: the file, where it was changed. */
export interface Name {
  text: string;
  path: string | null;
}
const named = (texts: Iterable<string>): Name[] => [...texts].map((text) => ({ text, path: null }));

type Call = ItemOf<'tool_call'>;

/**
 * Tells tool calls in the order: looked, searched, changed, ran, failed, doing. Commands stay apart, one line each,
 * because what they printed is what a reader wants to know.
 */
export function actionsOf(calls: readonly Call[]): Action[] {
  const read = new Set<string>();
  const listed = new Set<string>();
  const searched = new Map<string, number>();
  const edits = new Map<string, Edit>();
  const commands: Action[] = [];
  const running: Action[] = [];
  let stumbles = 0;
  let others = 0;

  for (const call of calls) {
    if (call.status === 'running') {
      running.push({ kind: 'doing', text: call.title, tone: 'plain', names: [] });
      continue;
    }
    const { details } = call;
    switch (details.kind) {
      case 'read':
        read.add(details.path);
        break;
      case 'list':
        listed.add(details.path);
        break;
      case 'search':
        searched.set(details.pattern, Math.max(searched.get(details.pattern) ?? 0, details.matches));
        break;
      case 'edit':
        addEdit(edits, details);
        break;
      case 'command':
        commands.push(commandAction(details));
        break;
      case 'none':
        if (call.status === 'ok') others += 1;
        else stumbles += 1;
        break;
    }
  }
  return [
    ...readAction(read, listed),
    ...searchAction(searched),
    ...changeAction(edits),
    ...commands,
    ...(others > 0
      ? [{ kind: 'read' as const, text: `Took ${plural(others, 'other step')}`, tone: 'plain' as const, names: [] }]
      : []),
    ...(stumbles > 0
      ? [
          {
            kind: 'failed' as const,
            text: `${plural(stumbles, 'attempt')} did not work`,
            tone: 'attention' as const,
            names: [],
          },
        ]
      : []),
    ...running,
  ];
}

function readAction(read: ReadonlySet<string>, listed: ReadonlySet<string>): Action[] {
  if (read.size > 0)
    return [{ kind: 'read', text: `Looked at ${plural(read.size, 'file')}`, tone: 'plain', names: named(read) }];
  if (listed.size === 0) return [];
  const where =
    listed.size === 1 && (listed.has('') || listed.has('.'))
      ? 'Looked through the repository'
      : `Looked through ${plural(listed.size, 'folder')}`;
  return [
    {
      kind: 'read',
      text: where,
      tone: 'plain',
      names: named([...listed].filter((path) => path !== '' && path !== '.')),
    },
  ];
}

function searchAction(searched: ReadonlyMap<string, number>): Action[] {
  const [first] = searched;
  if (!first) return [];
  const [regex, matches] = first;
  // Flags and word borders are the model's business.
  const pattern = regex.replace(/^\(\?[a-z]+\)|\\b/g, '');
  const text =
    searched.size === 1
      ? `Searched for “${pattern}”: ${matches === 0 ? 'nothing found' : plural(matches, 'match', 'matches')}`
      : `Searched for ${searched.size} things`;
  return [{ kind: 'searched', text, tone: 'plain', names: searched.size === 1 ? [] : named(searched.keys()) }];
}

type EditDetails = Extract<Call['details'], { kind: 'edit' }>;
interface Edit {
  action: EditDetails['action'];
  insertions: number;
  deletions: number;
}

function addEdit(edits: Map<string, Edit>, details: EditDetails): void {
  const before = edits.get(details.path);
  edits.set(details.path, {
    // A file made and then worked on is still a new file.
    action: before?.action === 'created' && details.action === 'edited' ? 'created' : details.action,
    insertions: (before?.insertions ?? 0) + details.insertions,
    deletions: (before?.deletions ?? 0) + details.deletions,
  });
}

const EDIT_WORDS = { created: 'Added', edited: 'Changed', moved: 'Moved', deleted: 'Deleted' } as const;

function changeAction(edits: ReadonlyMap<string, Edit>): Action[] {
  if (edits.size === 0) return [];
  const actions = new Set([...edits.values()].map((edit) => edit.action));
  const [only] = actions;
  const verb = actions.size === 1 && only ? EDIT_WORDS[only] : 'Changed';
  const names = [...edits].map(([path, edit]) => ({
    path,
    text:
      actions.size === 1 || edit.action === 'edited'
        ? path
        : `${path} (${edit.action === 'created' ? 'new' : edit.action})`,
  }));
  return [{ kind: 'changed', text: `${verb} ${plural(edits.size, 'file')}`, tone: 'plain', names }];
}

function commandAction(details: Extract<Call['details'], { kind: 'command' }>): Action {
  const command = shortCommand(details.command);
  const action = (tone: Action['tone'], words: string): Action => ({
    kind: 'ran',
    text: `Ran ${command}: ${words}`,
    tone,
    names: [],
  });
  if (details.timedOut) return action('attention', 'took too long and was stopped');
  if (details.exitCode === null) return action('attention', 'was stopped before it ended');
  if (details.exitCode === 0) return action('good', details.summary ?? 'it worked');
  return action('attention', details.summary ?? `failed with exit code ${details.exitCode}`);
}

/** A command as one short line: without its `cd` and only its first line. */
function shortCommand(command: string): string {
  const lines = command.trim().split('\n');
  const line = (lines[0] ?? '').replace(/^cd \S+ && /, '').trim();
  const cut = cutText(line, 60);
  return lines.length > 1 && !cut.endsWith('…') ? `${cut} …` : cut;
}
