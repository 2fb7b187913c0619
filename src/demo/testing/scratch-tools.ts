import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Tool } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';

/** Plain versions of a session's tools, for conversations with the scripted model in tests. No confinement. */
const text = { type: 'string' };
const offer = (name: string, properties: Record<string, unknown>, required: string[]): Tool => ({
  name,
  description: `Test double of ${name}.`,
  input_schema: { type: 'object', properties, required, additionalProperties: false },
});

const strings = { type: 'array', items: text };
export const SCRATCH_TOOLS: Tool[] = [
  offer('list_files', { path: text }, []),
  offer('read_file', { path: text, offset: { type: 'integer' } }, ['path']),
  offer('search_code', { pattern: text, glob: text }, ['pattern']),
  offer('write_file', { path: text, content: text }, ['path', 'content']),
  offer('edit_file', { path: text, edits: { type: 'array', items: { type: 'object' } } }, ['path', 'edits']),
  offer('move_file', { from: text, to: text }, ['from', 'to']),
  offer('delete_file', { path: text }, ['path']),
  offer('run_command', { command: text }, ['command']),
  offer(
    'finish',
    {
      outcome: { type: 'string', enum: ['changed', 'no_change_needed', 'cannot_do'] },
      summary: text,
      changes: { type: 'array', items: { type: 'object' } },
      risk: { type: 'string' },
      reviewerNotes: strings,
      followUps: strings,
    },
    ['outcome', 'summary', 'changes', 'risk', 'reviewerNotes', 'followUps'],
  ),
];

async function allFiles(folder: string, under = ''): Promise<string[]> {
  const entries = await readdir(path.join(folder, under), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${under}${entry.name}`;
    if (entry.isDirectory() && entry.name !== '.git') found.push(...(await allFiles(folder, `${name}/`)));
    if (entry.isFile()) found.push(name);
  }
  return found;
}

async function search(folder: string, pattern: string): Promise<string> {
  const wanted = new RegExp(pattern.replace(/^\(\?i\)/, ''), 'i');
  const groups: string[] = [];
  for (const file of await allFiles(folder)) {
    const lines = (await readFile(path.join(folder, file), 'utf8')).split('\n');
    const hits = lines.flatMap((line, index) => (wanted.test(line) ? [`${index + 1}:${line}`] : []));
    if (hits.length > 0) groups.push(`${file}\n${hits.join('\n')}`);
  }
  return groups.join('\n') || 'no matches';
}

const Edits = z.array(z.object({ old_string: z.string(), new_string: z.string() }));

async function edit(file: string, edits: z.infer<typeof Edits>): Promise<string> {
  let content = await readFile(file, 'utf8');
  for (const { old_string, new_string } of edits) {
    const parts = content.split(old_string);
    if (parts.length !== 2) throw new Error(`old_string appears ${parts.length - 1} times: ${old_string}`);
    content = parts.join(new_string);
  }
  await writeFile(file, content);
  return `${edits.length} edits made.`;
}

function command(folder: string, line: string): Promise<{ ok: boolean; content: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { cwd: folder, encoding: 'utf8' }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ ok: code === 0, content: `${stdout}${stderr}[exit ${code}]` });
    });
  });
}

/** Runs one tool call in a folder, as a session would. */
export async function runScratchTool(
  folder: string,
  name: string,
  input: Record<string, unknown>,
): Promise<{ ok: boolean; content: string }> {
  const at = (key: string) => path.join(folder, z.string().parse(input[key]));
  const done = (content: string) => ({ ok: true, content });
  try {
    switch (name) {
      case 'list_files':
        return done((await allFiles(folder)).join('\n'));
      case 'read_file': {
        const lines = (await readFile(at('path'), 'utf8')).replace(/\n$/, '').split('\n');
        return done(
          lines.length <= 100 ? lines.join('\n') : lines.map((line, index) => `${index + 1}\t${line}`).join('\n'),
        );
      }
      case 'search_code':
        return done(await search(folder, z.string().parse(input.pattern)));
      case 'write_file':
        await mkdir(path.dirname(at('path')), { recursive: true });
        await writeFile(at('path'), z.string().parse(input.content));
        return done('Written.');
      case 'edit_file':
        return done(await edit(at('path'), Edits.parse(input.edits)));
      case 'move_file':
        await mkdir(path.dirname(at('to')), { recursive: true });
        await rename(at('from'), at('to'));
        return done('Moved.');
      case 'delete_file':
        await rm(at('path'));
        return done('Deleted.');
      case 'run_command':
        return await command(folder, z.string().parse(input.command));
      case 'finish':
        return done('Finished.');
      default:
        return { ok: false, content: `Unknown tool: ${name}` };
    }
  } catch (error) {
    return { ok: false, content: `Error: ${error instanceof Error ? error.message : String(error)}` };
  }
}
