import type { Doubt, PipedScript } from '../../shared/messages/doubts.ts';
import { beforePipes } from '../commands/pipes.ts';
import type { CloneReader } from './clone-reader.ts';

/** A program in front of a pipe that cannot fail in a way that matters. */
const FEEDS = /^(?:@|-)*\s*(?:echo|printf|cat|yes|true|seq)\b/;

/** Does a shell line hand the exit code of a program to nobody? In a pipe only the last program's counts. Pure. */
export function losesExitCode(script: string): boolean {
  if (/pipefail/.test(script)) return false;
  return beforePipes(script).some((part) => !FEEDS.test(part));
}

/**
 * A doubt where the repository's own script for a check ends in a pipe: its exit code is not that of the
 * tests. Of the command itself the app takes care.
 */
export async function pipedScripts(reader: CloneReader, command: string): Promise<Doubt[]> {
  const named = [
    ...(await scriptsOf(reader, command)),
    ...(await targetsOf(reader, command)),
    ...(await filesOf(reader, command)),
  ];
  return named
    .filter(({ text }) => losesExitCode(text))
    .map(({ script }) => ({ code: 'exit_code_lost', parameters: { script } }));
}

interface Script {
  script: PipedScript;
  text: string;
}

async function scriptsOf(reader: CloneReader, command: string): Promise<Script[]> {
  const called = [...command.matchAll(/\b(?:npm|pnpm|yarn|bun|composer)\s+(?:run(?:-script)?\s+)?([\w:.-]+)/g)];
  if (called.length === 0) return [];
  const file = command.includes('composer') ? 'composer.json' : 'package.json';
  const text = (await reader.text(file)) ?? '';
  return called.flatMap(([, name = '']) => {
    const value = new RegExp(`"${name.replaceAll('.', '\\.')}"\\s*:\\s*("(?:\\\\.|[^"\\\\])*")`).exec(text)?.[1];
    return value === undefined ? [] : [{ script: { kind: 'script' as const, name, file }, text: unquoted(value) }];
  });
}

function unquoted(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return '';
  }
}

async function targetsOf(reader: CloneReader, command: string): Promise<Script[]> {
  const target = /\bmake\s+(?:-\S+\s+)*([\w.-]+)/.exec(command)?.[1];
  if (target === undefined) return [];
  for (const name of ['GNUmakefile', 'makefile', 'Makefile']) {
    const text = await reader.text(name);
    if (text === null) continue;
    if (/pipefail/.test(text)) return [];
    const recipe =
      new RegExp(`^${target.replaceAll('.', '\\.')}\\s*::?[^=\\n]*\\n((?:\\t.*\\n?)*)`, 'm').exec(text)?.[1] ?? '';
    return [{ script: { kind: 'target', name: target, file: name }, text: recipe }];
  }
  return [];
}

async function filesOf(reader: CloneReader, command: string): Promise<Script[]> {
  const found: Script[] = [];
  for (const [, name = ''] of command.matchAll(/(?:^|[\s/])((?:[\w-]+\/)*[\w-]+\.(?:sh|bash))\b/g)) {
    const text = (await reader.text(name)) ?? '';
    const last = text.trimEnd().split('\n').at(-1) ?? '';
    // In the middle of a script a pipe mostly prepares something.
    if (!/pipefail/.test(text)) found.push({ script: { kind: 'file', file: name }, text: last });
  }
  return found;
}
