import { deleteFile } from './delete-file.ts';
import { editFile } from './edit-file.ts';
import { finish } from './finish.ts';
import { listFiles } from './list-files.ts';
import { moveFile } from './move-file.ts';
import { readFile } from './read-file.ts';
import { runCommand } from './run-command.ts';
import { searchCode } from './search-code.ts';
import type { Tool } from './tool.ts';
import { writeFile } from './write-file.ts';

/** The tools of every session, in an order that never changes: a request's prefix is cached by its bytes. */
export const TOOLS: readonly Tool[] = [
  listFiles,
  readFile,
  writeFile,
  editFile,
  moveFile,
  deleteFile,
  searchCode,
  runCommand,
  finish,
].map((tool) => tool as Tool);

/** What the API is told of the tools. */
export const apiTools: readonly { name: string; description: string; input_schema: Tool['jsonSchema'] }[] = TOOLS.map(
  ({ name, description, jsonSchema }) => ({ name, description, input_schema: jsonSchema }),
);
