import { keyDoubts } from '../../../shared/doubts.ts';
import { failure, ok, type Result } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { SaidOfChange } from '../../../shared/pull-request.ts';
import { repoLabel } from '../../../shared/repo.ts';
import type { Run } from '../../../shared/run.ts';

/** Changes that a person has agreed to publish although they seem to contain a key. Not kept across restarts. */
export interface KeyConsent {
  give(changes: readonly SaidOfChange[]): void;
  /** May the current change be published as far as keys are concerned? Errors: not_allowed. */
  check(run: Run): Result<null>;
}

export function createKeyConsent(): KeyConsent {
  const trees = new Map<RunId, string>();
  return {
    give(changes) {
      for (const { runId, tree } of changes) trees.set(runId, tree);
    },
    check(run) {
      const doubts = keyDoubts(run);
      if (doubts.length === 0 || trees.get(run.id) === run.changeset?.tree) return ok(null);
      return failure(
        'not_allowed',
        `The change to ${repoLabel(run.repo)} holds what looks like a key: nothing was sent.`,
        {
          why: doubts.map(messageText).join('\n'),
          next: 'Say for this repository that it may go out, or discard that part of the change.',
        },
      );
    },
  };
}
