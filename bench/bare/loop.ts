import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import Anthropic from '@anthropic-ai/sdk';
import { PROMPT } from '../model/plan.ts';

/**
 * The floor: the least that can be called an agent on the same SDK. Four tools, no log, no limits, no confinement, no
 * retries. What the app's sessions cost is told as a multiple of this.
 */
export interface BareStart {
  anthropicUrl: string;
  clone: string;
}

const text = { type: 'string' };
const tool = (name: string, description: string, names: readonly string[]): Anthropic.Tool => ({
  name,
  description,
  input_schema: {
    type: 'object',
    properties: Object.fromEntries(names.map((each) => [each, text])),
    required: [...names],
  },
});
const TOOLS = [
  tool('list_files', 'List a directory of the repository, recursively.', ['path']),
  tool('read_file', 'Read one text file; lines are numbered.', ['path']),
  tool('edit_file', 'Replace old_string, which must occur exactly once, by new_string.', [
    'path',
    'old_string',
    'new_string',
  ]),
  tool('bash', 'Run a shell command in the repository.', ['command']),
];
const SYSTEM =
  'You are a coding agent working in one git repository. Use the tools; make the smallest change that does the job; report briefly. '.repeat(
    8,
  );

async function runTool(clone: string, name: string, input: Record<string, string>): Promise<string> {
  const file = path.join(clone, input.path ?? '');
  switch (name) {
    case 'list_files':
      return (await readdir(file, { recursive: true })).filter((each) => !each.startsWith('.git')).join('\n');
    case 'read_file':
      return (await readFile(file, 'utf8'))
        .split('\n')
        .map((line, index) => `${index + 1}\t${line}`)
        .join('\n');
    case 'edit_file': {
      const before = await readFile(file, 'utf8');
      const parts = before.split(input.old_string ?? '');
      if (parts.length !== 2) throw new Error('old_string must occur exactly once');
      await writeFile(file, parts.join(input.new_string));
      return 'ok';
    }
    case 'bash':
      // Not on a socket: bash would take that for a network connection and read the person's whole ~/.bashrc first.
      return textOf(
        spawn('bash', ['-c', input.command ?? ''], { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'] }).stdout,
      );
    default:
      throw new Error(`there is no tool ${name}`);
  }
}

async function answerTo(clone: string, use: Anthropic.ToolUseBlock): Promise<Anthropic.ToolResultBlockParam> {
  try {
    const content = await runTool(clone, use.name, use.input as Record<string, string>);
    return { type: 'tool_result', tool_use_id: use.id, content };
  } catch (error) {
    return { type: 'tool_result', tool_use_id: use.id, is_error: true, content: String(error) };
  }
}

async function work({ anthropicUrl, clone }: BareStart): Promise<void> {
  const client = new Anthropic({ apiKey: 'sk-ant-bench', baseURL: anthropicUrl });
  const messages: Anthropic.MessageParam[] = [];
  let next: (Anthropic.TextBlockParam | Anthropic.ToolResultBlockParam)[] = [{ type: 'text', text: PROMPT }];
  while (next.length > 0) {
    // One rolling breakpoint, on the newest block.
    const marked = next.map((block, index) =>
      index === next.length - 1 ? { ...block, cache_control: { type: 'ephemeral' as const } } : block,
    );
    const stream = client.messages.stream({
      model: 'claude-opus-5-5',
      max_tokens: 8192,
      tools: TOOLS,
      messages: [...messages, { role: 'user', content: marked }],
      system: [{ type: 'text', text: SYSTEM, cache_control: { type: 'ephemeral' } }],
    });
    const { content } = await stream.finalMessage();
    messages.push({ role: 'user', content: next }, { role: 'assistant', content });
    const uses = content.filter((block) => block.type === 'tool_use');
    next = await Promise.all(uses.map((use) => answerTo(clone, use)));
  }
}

function begin(start: BareStart): void {
  work(start).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

const { parentPort } = process as unknown as {
  parentPort?: { once(event: 'message', listener: (event: { data: BareStart }) => void): void };
};
if (parentPort) parentPort.once('message', ({ data }) => begin(data));
else process.once('message', (start: BareStart) => begin(start));
