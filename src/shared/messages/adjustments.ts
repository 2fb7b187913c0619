import type { Adjustment } from '../events.ts';

/** What a refusal of the API has changed about requests, for a person. The change is its own code. */
export function adjustmentText(change: Adjustment): string {
  switch (change.do) {
    case 'drop_block':
      return 'The API refused this thread, because what stands before a block of thinking was not as it had been: a defect of this app. It is allowed to leave that thinking out, and is asked again.';
    case 'strip_thinking':
      return 'The API refused the thinking in this thread. All of it so far is left out, and the API is asked again.';
    case 'leave_out_field':
      return `This host does not take the field ${change.field}. It is left out from now on, and the host is asked again.`;
    case 'leave_out_block':
      return `The API refused blocks of the type ${change.type}. They are left out from now on, and it is asked again.`;
    case 'cap_output':
      return `This host allows answers of at most ${change.tokens} tokens. It is asked again for no longer ones.`;
  }
}
