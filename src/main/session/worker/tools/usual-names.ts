import { isRecord } from '../../../../shared/is-record.ts';

/**
 * Models know tools of the same kind under other names, and write `filePath` for `path` at times. What can only mean one
 * thing is taken as meant: an answer that says "no such tool" costs a step and teaches nothing.
 */
interface Usual {
  /** Other names of the tool, in their plain form. */
  names: readonly string[];
  /** Parameters, each with its other names in their plain form. */
  parameters: Record<string, readonly string[]>;
}

const PATH = ['filepath', 'filename', 'file', 'targetfile'];
const FOLDER = ['dir', 'directory', 'folder', 'root'];
const EDIT: Usual['parameters'] = {
  old_string: ['oldstr', 'oldtext', 'old', 'search'],
  new_string: ['newstr', 'newtext', 'new', 'replacement', 'replace'],
  replace_all: ['all'],
};

const USUAL: Record<string, Usual> = {
  list_files: {
    names: ['ls', 'list', 'listdir', 'listdirectory', 'glob', 'findfiles'],
    parameters: { path: FOLDER, glob: ['pattern', 'globpattern'] },
  },
  read_file: {
    names: ['read', 'view', 'viewfile', 'cat', 'openfile'],
    parameters: { path: PATH, offset: ['startline', 'linestart'], limit: ['lines', 'linecount', 'maxlines'] },
  },
  write_file: {
    names: ['write', 'create', 'createfile'],
    parameters: { path: PATH, content: ['contents', 'text', 'filetext', 'filecontent', 'filecontents'] },
  },
  edit_file: {
    names: ['edit', 'multiedit', 'strreplace', 'searchreplace', 'replaceinfile'],
    parameters: { path: PATH, edits: ['changes', 'replacements'] },
  },
  move_file: {
    names: ['move', 'mv', 'rename', 'renamefile'],
    parameters: {
      from: ['source', 'src', 'oldpath', 'frompath', 'sourcepath'],
      to: ['destination', 'dest', 'newpath', 'topath', 'target', 'destinationpath'],
    },
  },
  delete_file: { names: ['delete', 'rm', 'remove', 'removefile'], parameters: { path: PATH } },
  search_code: {
    names: ['search', 'grep', 'ripgrep', 'rg', 'searchfiles', 'searchtext', 'codesearch'],
    parameters: {
      pattern: ['query', 'regex', 'regexp', 'searchterm'],
      path: [...FOLDER, ...PATH],
      glob: ['include', 'includepattern', 'fileglob', 'filepattern', 'globpattern'],
      literal: ['fixedstrings', 'fixed'],
      context: ['contextlines'],
      files_only: ['filesonly', 'fileswithmatches', 'count'],
    },
  },
  run_command: {
    names: ['bash', 'shell', 'execute', 'run', 'runbash', 'terminal', 'executecommand'],
    parameters: { command: ['cmd', 'script'], timeout_seconds: ['timeoutsec', 'timeoutsecs'] },
  },
  finish: {
    names: ['done', 'complete', 'finished', 'submit'],
    parameters: { outcome: [], summary: [], changes: [], risk: [], reviewerNotes: ['notes'], followUps: [] },
  },
};

/** `File_Path`, `filePath` and `file-path` are the same word. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The call under the names of our tools; a name that is neither ours nor usual stays as it is. */
export function usualCall(name: string, input: unknown): { name: string; input: unknown } {
  const found = Object.entries(USUAL).find(
    ([ours, { names }]) => ours === name || plain(ours) === plain(name) || names.includes(plain(name)),
  );
  if (!found) return { name, input };
  const [ours, { parameters }] = found;
  if (!isRecord(input)) return { name: ours, input };
  return { name: ours, input: ours === 'edit_file' ? withEdits(input, parameters) : renamed(input, parameters) };
}

/** One edit may stand beside the path, alone in place of the list, or the list in a string of JSON. */
function withEdits(input: Record<string, unknown>, parameters: Usual['parameters']): Record<string, unknown> {
  const { edits: given, ...rest } = renamed(input, { ...EDIT, ...parameters });
  const { old_string, new_string, replace_all, ...others } = rest;
  const beside = {
    ...(old_string === undefined ? {} : { old_string }),
    ...(new_string === undefined ? {} : { new_string }),
    ...(replace_all === undefined ? {} : { replace_all }),
  };
  if (given === undefined) return Object.keys(beside).length === 0 ? others : { ...others, edits: [beside] };
  const list = typeof given === 'string' ? parsed(given) : given;
  const edits = isRecord(list) ? [list] : list;
  if (!Array.isArray(edits)) return { ...others, edits: given };
  return { ...others, edits: edits.map((edit: unknown) => (isRecord(edit) ? renamed(edit, EDIT) : edit)) };
}

/** Renames only to a parameter that is not given under its own name, and leaves everything else as it is. */
function renamed(input: Record<string, unknown>, parameters: Usual['parameters']): Record<string, unknown> {
  const result = new Map<string, unknown>();
  for (const [key, value] of Object.entries(input)) {
    const word = plain(key);
    const ours = Object.entries(parameters).find(
      ([name, others]) => plain(name) === word || others.includes(word),
    )?.[0];
    const isFree = ours !== undefined && !Object.hasOwn(input, ours) && !result.has(ours);
    result.set(isFree ? ours : key, value);
  }
  return Object.fromEntries(result);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
