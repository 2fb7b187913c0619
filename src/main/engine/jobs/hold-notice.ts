import type { Held } from '../../scheduler/gates/held.ts';
import type { Notices } from '../app/notices.ts';
import type { Pushes } from '../app/pushes.ts';

/** One sentence for why no run is started, where everybody sees it. */
export interface HoldNotice {
  /** What keeps runs; null while nothing waits for it. Told to windows when it changes. */
  tell(held: Held | null): void;
  /** What windows were told last. */
  current(): string | null;
}

const REVIEW_NOTICE = 'review limit';

export function createHoldNotice({
  pushes,
  notices,
}: {
  pushes: Pick<Pushes, 'send'>;
  notices: Pick<Notices, 'add' | 'remove'>;
}): HoldNotice {
  let current: string | null = null;
  return {
    tell(held) {
      const reason = held?.words ?? null;
      if (reason === current) return;
      current = reason;
      pushes.send({ type: 'held', reason });
      // Limits of people are undone by people, so they are also said where nobody can miss them.
      if (held?.code !== 'review') notices.remove(REVIEW_NOTICE);
      else {
        const next = 'Review some, or raise the limit in Settings.';
        notices.add({ id: REVIEW_NOTICE, level: 'info', text: held.words, next });
      }
    },
    current: () => current,
  };
}
