import type { RunDelta } from '../../../shared/events.ts';
import type { RowMessage } from '../../../shared/messages/row-message.ts';

const DOES = { reasoning: 'thinking', text: 'writing', tool_input: 'writing' } as const;

/**
 * What the model does, for the row: told when it changes, which is a few times in a step and not for each delta. No event says
 * it, because it is only true until the next one. `show` puts it into the row.
 */
export function modelActivity(show: (action: RowMessage) => void) {
  let shown: string | null = null;
  const say = (code: 'waiting_for_model' | 'thinking' | 'writing') => {
    if (code === shown) return;
    shown = code;
    show({ code, parameters: {} });
  };
  return {
    /** A request is about to be sent. */
    asked() {
      shown = null;
      say('waiting_for_model');
    },
    streams(kind: RunDelta['kind']) {
      if (kind !== 'output') say(DOES[kind]);
    },
  };
}
