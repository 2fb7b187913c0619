import type { Prefix } from './prefix.ts';

/** Prefixes shorter than this many tokens are not cached. */
export const MINIMUM_TOKENS = 1024;
/** A breakpoint finds an entry that ended at most this many blocks before it. */
const LOOK_BACK = 20;
const LIFETIME_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

export interface PromptUse {
  /** Tokens read at full price. */
  fresh: number;
  write5m: number;
  write1h: number;
  read: number;
}

export interface PromptCache {
  /** What a prompt costs now. */
  look(model: string, prefix: Prefix): PromptUse;
  /** Makes the prompt's prefixes readable for later requests; called when its answer begins. */
  store(model: string, prefix: Prefix): void;
}

/** A prompt cache by the API's published rules. `now` in epoch ms. */
export function createPromptCache(now: () => number): PromptCache {
  const entries = new Map<string, number>();
  const keyOf = (model: string, digest: string) => `${model} ${digest}`;
  const isLive = (model: string, digest: string) => (entries.get(keyOf(model, digest)) ?? 0) > now();

  function readable(model: string, prefix: Prefix): number {
    let read = 0;
    for (const [index, block] of prefix.blocks.entries()) {
      if (!block.breakpoint) continue;
      for (let at = index; at >= 0 && at > index - LOOK_BACK; at--) {
        const candidate = prefix.blocks[at];
        if (candidate && isLive(model, candidate.digest)) {
          read = Math.max(read, candidate.end);
          break;
        }
      }
    }
    return read;
  }

  return {
    look(model, prefix) {
      const use: PromptUse = { fresh: 0, write5m: 0, write1h: 0, read: readable(model, prefix) };
      let covered = use.read;
      for (const { breakpoint, end } of prefix.blocks) {
        if (!breakpoint || end < MINIMUM_TOKENS || end <= covered) continue;
        use[breakpoint === '1h' ? 'write1h' : 'write5m'] += end - covered;
        covered = end;
      }
      use.fresh = prefix.total - covered;
      return use;
    },
    store(model, prefix) {
      for (const { breakpoint, end, digest } of prefix.blocks) {
        if (!breakpoint || end < MINIMUM_TOKENS) continue;
        entries.set(keyOf(model, digest), now() + LIFETIME_MS[breakpoint]);
      }
      if (entries.size > 50_000) {
        for (const [key, until] of entries) if (until <= now() || entries.size > 40_000) entries.delete(key);
      }
    },
  };
}
