import { expect, it } from 'vitest';
import { editorCommand } from './editor-command.ts';

const FILE = '/clone/a b/$(rm -rf) {line}.ts';
it.each([
  ['code -g {file}:{line}', { program: 'code', args: ['-g', `${FILE}:7`] }],
  ['vim', { program: 'vim', args: [FILE] }],
  ['idea --line {line} {file}', { program: 'idea', args: ['--line', '7', FILE] }],
  [
    '"C:\\Program Files\\Code.exe" -g "{file}:{line}"',
    { program: 'C:\\Program Files\\Code.exe', args: ['-g', `${FILE}:7`] },
  ],
  ['  ', null],
  ['""', null],
])('%s', (template, command) => expect(editorCommand(template, FILE, 7)).toEqual(command));
