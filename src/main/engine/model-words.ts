import type { RunDelta } from '../../shared/events.ts';

const WORDS = { reasoning: 'thinking', text: 'writing', tool_input: 'writing' } as const;

/**
 * What the model does, for the row: told when it changes, which is a few times in a step and not for each delta. No event says
 * it, because it is only true until the next one. `show` puts it into the row.
 */
export function modelWords(show: (action: string) => void) {
  let shown: string | null = null;
  const say = (action: string) => {
    if (action === shown) return;
    shown = action;
    show(action);
  };
  return {
    /** A request is about to be sent. */
    asked() {
      shown = null;
      say('waiting for Claude');
    },
    streams(kind: RunDelta['kind']) {
      if (kind !== 'output') say(WORDS[kind]);
    },
  };
}
