import type { HoldReason } from '../../../shared/messages/holds.ts';
import { isSame } from '../../../shared/messages/message.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { Held } from '../../scheduler/gates/held.ts';
import type { Notices } from '../app/notices.ts';
import type { Pushes } from '../app/pushes.ts';

/** Shows globally why no run is started. */
export interface HoldNotice {
  /** Sets what holds runs back, or null. Windows are notified when it changes. */
  tell(held: Held | null): void;
  /** What is shown now. */
  current(): HoldReason | null;
}

const REVIEW_NOTICE = 'review limit';

export function createHoldNotice({
  pushes,
  notices,
}: {
  pushes: Pick<Pushes, 'send'>;
  notices: Pick<Notices, 'add' | 'remove'>;
}): HoldNotice {
  let current: HoldReason | null = null;
  return {
    tell(held) {
      const reason = held?.reason ?? null;
      if (reason === current || (reason && current && isSame(reason, current))) return;
      current = reason;
      pushes.send({ type: 'held', reason });
      // Limits that a person has set are lifted by that person, so they are shown as a notice as well.
      if (held?.code !== 'review') notices.remove(REVIEW_NOTICE);
      else {
        const next = 'Review some, or raise the limit in Settings.';
        notices.add({
          id: REVIEW_NOTICE,
          level: 'info',
          text: messageText(held.reason),
          next,
          mends: ['review', 'sessions'],
        });
      }
    },
    current: () => current,
  };
}
