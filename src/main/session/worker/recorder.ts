import type { SessionEvent } from '../../../shared/events.ts';
import { applyToConversation, type Conversation } from './conversation.ts';
import type { SessionEnvironment } from './environment.ts';

/** Where the loop writes what happens. */
export interface Recorder {
  /** Sends the event to main and takes it into the conversation. */
  save(event: SessionEvent): void;
  /** Resolves when everything so far is on disk. Awaited before anything that has an effect or costs money. */
  saved(): Promise<void>;
}

/** The recorder of one conversation, kept by main. */
export function openRecorder(
  conversation: Conversation,
  { record, sendRecords }: Pick<SessionEnvironment, 'record' | 'sendRecords'>,
): Recorder {
  let all: Promise<unknown> = Promise.resolve();
  return {
    save(event) {
      all = Promise.all([all, record(event)]);
      applyToConversation(conversation, event);
    },
    saved: async () => {
      sendRecords();
      await all;
    },
  };
}
