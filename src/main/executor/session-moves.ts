import type { RunEvent } from '../../shared/events.ts';
import type { Move } from '../../shared/moves.ts';

/** Files that the session's tools moved since the clone was made, in order. Pure. */
export const sessionMoves = (thread: readonly RunEvent[]): Move[] =>
  thread.flatMap(({ body }) =>
    body.kind === 'tool_finished' && body.details?.kind === 'edit' && body.details.moved ? [body.details.moved] : [],
  );
