import { z } from 'zod';
import { AppError } from './errors.ts';
import type { RunEventBody } from './events.ts';
import { AskedBy } from './publication-events.ts';
import { PullRequest } from './pull-request.ts';
import { readableError } from './readable-error.ts';

/** What is true of a publication whatever goes on with it. */
const FACTS = {
  /** What was last made ready to push. Rows of earlier versions don't tell the branch. */
  pushed: z.object({ tree: z.string(), commit: z.string(), branch: z.string().nullable() }).nullable(),
  pullRequest: PullRequest.nullable(),
  /** Who asked, while it is under way; without it, a person. */
  by: AskedBy.optional(),
};

/** How a run's change gets out to its host: a life of its own beside that of the execution which made the change. */
export const Publication = z.discriminatedUnion('step', [
  /** Nothing goes on: nobody has asked, or all that was asked for is done. */
  z.object({ step: z.literal('idle'), ...FACTS }),
  z.object({ step: z.literal('requested'), ...FACTS }),
  /** Asked for, but a person has paused the job. */
  z.object({ step: z.literal('held'), ...FACTS }),
  /** It is tried again: after which failure, and when (epoch ms). */
  z.object({ step: z.literal('waiting'), until: z.number(), error: AppError, ...FACTS }),
  z.object({ step: z.literal('pushing'), ...FACTS }),
  /** A person decides how it goes on. */
  z.object({ step: z.literal('failed'), error: AppError, ...FACTS }),
]);
export type Publication = z.infer<typeof Publication>;

/** A publication that nobody has asked for. */
export const NO_PUBLICATION: Publication = { step: 'idle', pushed: null, pullRequest: null };

/** The one reducer from events to a publication. */
export function applyEventToPublication(publication: Publication, body: RunEventBody): Publication {
  const { pushed, pullRequest } = publication;
  const facts = { pushed, pullRequest };
  switch (body.kind) {
    case 'publication_requested':
      return { ...facts, step: 'requested', by: body.by };
    case 'publication_waiting':
      return { ...facts, step: 'waiting', until: body.until, error: readableError(body.error), by: publication.by };
    case 'publication_started': {
      const { tree, commit, branch } = body;
      return { step: 'pushing', pushed: { tree, commit, branch }, pullRequest, by: publication.by };
    }
    case 'publication_failed':
      return { ...facts, step: 'failed', error: readableError(body.error) };
    case 'pull_request_saved': {
      const saved = { pushed, pullRequest: body.pullRequest };
      // A look at a pull request whose update failed does not make the failure undone.
      const isArrived = body.pullRequest.headCommit === pushed?.commit;
      return publication.step === 'failed' && !isArrived ? { ...publication, ...saved } : { ...saved, step: 'idle' };
    }
    case 'queued':
      // Another change was asked for: the one that was to go out is no longer meant.
      return isUnderWay(publication) ? { ...facts, step: 'idle' } : publication;
    case 'settled':
      // Why an earlier change did not get out says nothing about this one.
      return publication.step === 'failed' ? { ...facts, step: 'idle' } : publication;
    default:
      return publication;
  }
}

/** Asked for, not yet there, and not yet failed. */
export const isUnderWay = ({ step }: Publication): boolean => step !== 'idle' && step !== 'failed';

/** Does the pull request hold this tree? */
export const isOut = ({ pullRequest, pushed }: Publication, tree: string | null | undefined): boolean =>
  pullRequest !== null && pushed !== null && pushed.tree === tree;

/** The same, and nobody has pushed onto its branch since. */
export const isUpToDate = (publication: Publication, tree: string): boolean =>
  isOut(publication, tree) && publication.pullRequest?.headCommit === publication.pushed?.commit;

/** May another change still go out? Not once the pull request is merged or closed. */
export const takesUpdates = ({ pullRequest }: Pick<Publication, 'pullRequest'>): boolean =>
  pullRequest === null || pullRequest.state === 'open' || pullRequest.state === 'draft';

/** Why it did not get out; null while that is not so. */
export const failureOfPublication = (publication: Publication): AppError | null =>
  publication.step === 'failed' ? publication.error : null;

/** Epoch ms until which it waits, or null. */
export const publicationWaitsUntil = (publication: Publication): number | null =>
  publication.step === 'waiting' ? publication.until : null;

/** What goes on, in words; null when there is nothing to say. */
export function publicationText(publication: Publication): string | null {
  const { pullRequest } = publication;
  switch (publication.step) {
    case 'requested':
    case 'pushing':
      return 'opening the pull request';
    case 'held':
      return 'its pull request waits: the job is paused';
    case 'waiting':
      return `opening the pull request again after: ${publication.error.message}`;
    case 'failed':
      return publication.error.message;
    case 'idle':
      return pullRequest && `pull request #${pullRequest.number} is ${pullRequest.state}`;
  }
}
