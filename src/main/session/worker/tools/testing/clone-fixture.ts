import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { TOOLS } from '../index.ts';
import type { Tool, ToolContext, ToolResult } from '../tool.ts';

/** A clone in a temporary folder, and the tools as a session uses them: by name, with unparsed input. */
export interface CloneFixture {
  /** Holds the clone and everything around it. */
  folder: string;
  clonePath: string;
  context: ToolContext;
  call(name: string, input: unknown): Promise<ToolResult>;
  write(file: string, content: string | Uint8Array): Promise<void>;
  read(file: string): Promise<string>;
  bytes(file: string): Promise<Buffer>;
  remove(): Promise<void>;
}

export async function cloneFixture(files: Record<string, string | Uint8Array> = {}): Promise<CloneFixture> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cody-tools-')));
  const clonePath = path.join(folder, 'tree');
  await mkdir(clonePath);
  const context: ToolContext = {
    clonePath,
    policy: {
      mode: 'unsandboxed',
      clonePath,
      tempPath: path.join(folder, 'temp'),
      cachePath: path.join(folder, 'cache'),
      readPaths: [],
      allowedHosts: [],
    },
    signal: new AbortController().signal,
    onOutput: () => undefined,
    redact: (text) => text,
  };
  const write = async (file: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(path.dirname(path.join(clonePath, file)), { recursive: true });
    await writeFile(path.join(clonePath, file), content);
  };
  for (const [file, content] of Object.entries(files)) await write(file, content);
  return {
    folder,
    clonePath,
    context,
    write,
    read: (file) => readFile(path.join(clonePath, file), 'utf8'),
    bytes: (file) => readFile(path.join(clonePath, file)),
    remove: () => rm(folder, { recursive: true, force: true }),
    async call(name, input) {
      const tool = toolByName(name);
      return tool.run(tool.input.parse(input), context);
    },
  };
}

export function toolByName(name: string): Tool {
  const tool = TOOLS.find((each) => each.name === name);
  if (!tool) throw new Error(`no tool called ${name}`);
  return tool;
}
