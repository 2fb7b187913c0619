import { createHash, createHmac, type Hash } from 'node:crypto';
import type { Block, CacheControl, Prompt } from './request.ts';

/** Tokens of a text, by the usual rule of thumb. Everything in the demo counts with it. */
export const tokensOf = (characters: number): number => Math.ceil(characters / 4);

/** One block of tools, system or messages, in the order in which the API reads them. */
export interface PrefixBlock {
  /** Hash of everything up to and including this block. */
  digest: string;
  /** Tokens from the start to the end of this block. */
  end: number;
  breakpoint: '5m' | '1h' | null;
}

/** The whole prompt as a growing prefix. `resume` continues the hash for the blocks of an answer. */
export interface Prefix {
  blocks: PrefixBlock[];
  total: number;
  digest: string;
  /** Whose request it is: thinking is bound to that, too. */
  account: string;
  resume: () => RunningPrefix;
  /** Digest before the block at (message, index): what a thinking block there is bound to. */
  before: (message: number, index: number) => string;
}
export interface RunningPrefix {
  digest: () => string;
  add: (block: object) => void;
}

/** JSON with sorted keys and without what does not belong to the content, so that a client may store and re-read a block. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([key, part]) => part !== undefined && part !== null && key !== 'cache_control' && key !== 'caller')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`;
}

const running = (hash: Hash): RunningPrefix => ({
  digest: () => hash.copy().digest('base64url'),
  add: (block) => {
    hash.update(canonical({ role: 'assistant', b: block }));
  },
});

const marker = (control: CacheControl | null | undefined): '5m' | '1h' | null =>
  control ? (control.ttl ?? '5m') : null;
const markerOf = (block: Block) => ('cache_control' in block ? marker(block.cache_control) : null);

/** Reads a prompt as the API does: tools, then system, then messages. `account` is the key that it came with. */
export function prefixOf(prompt: Prompt, account = ''): Prefix {
  const hash = createHash('sha256');
  const blocks: PrefixBlock[] = [];
  const starts = new Map<string, string>();
  let characters = 0;
  let digest = '';
  const add = (json: string, breakpoint: '5m' | '1h' | null) => {
    hash.update(json);
    digest = hash.copy().digest('base64url');
    characters += json.length;
    blocks.push({ digest, end: tokensOf(characters), breakpoint });
  };
  for (const tool of prompt.tools ?? []) add(canonical(tool), marker(tool.cache_control));
  for (const block of prompt.system) add(canonical(block), marker(block.cache_control));
  for (const [message, { role, content }] of prompt.messages.entries()) {
    for (const [index, block] of content.entries()) {
      starts.set(`${message}.${index}`, digest);
      add(canonical({ role, b: block }), markerOf(block));
    }
  }
  const last = blocks.at(-1);
  if (last && prompt.cache_control) last.breakpoint ??= marker(prompt.cache_control);
  return {
    blocks,
    total: tokensOf(characters),
    digest,
    account,
    resume: () => running(hash.copy()),
    before: (message, index) => starts.get(`${message}.${index}`) ?? '',
  };
}

const SIGNING_KEY = 'scripted model of the demo';

/** The signature of a thinking block: binds it to its text, to everything before it and to the account. */
export const signThinking = (account: string, before: string, thinking: string): string =>
  createHmac('sha256', SIGNING_KEY).update(`${account}\n${before}\n${thinking}`).digest('base64');
