import type { SessionEvent } from '../../../shared/events.ts';
import { applyToConversation, type Conversation } from './conversation.ts';

/** Where the loop writes what happens. */
export interface Journal {
  /** Sends the event to main and takes it into the conversation. Resolves when it is on disk. */
  save(event: SessionEvent): Promise<void>;
  /** Resolves when everything so far is on disk. Awaited before anything that has an effect or costs money. */
  saved(): Promise<void>;
}

/** The journal of one conversation; `record` resolves when main has the event on disk. */
export function openJournal(conversation: Conversation, record: (event: SessionEvent) => Promise<void>): Journal {
  let all: Promise<unknown> = Promise.resolve();
  return {
    save(event) {
      const saved = record(event);
      applyToConversation(conversation, event);
      all = Promise.all([all, saved]);
      return saved;
    },
    saved: async () => {
      await all;
    },
  };
}
