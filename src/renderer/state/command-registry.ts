import type { CommandId } from './commands.ts';

/** One component's offer to carry out a command. `enabled` may change while it stands. */
export interface CommandOffer {
  run: () => void;
  enabled: boolean;
}

const offers = new Map<CommandId, CommandOffer[]>();

/** Offers to carry out a command until the returned function is called. The newest enabled offer is asked first. */
export function offerCommand(id: CommandId, offer: CommandOffer): () => void {
  offers.set(id, [...(offers.get(id) ?? []), offer]);
  return () => {
    const left = (offers.get(id) ?? []).filter((other) => other !== offer);
    if (left.length > 0) offers.set(id, left);
    else offers.delete(id);
  };
}

const standing = (id: CommandId): CommandOffer | undefined => offers.get(id)?.findLast((offer) => offer.enabled);

/** Can the command be carried out just now? */
export const canRun = (id: CommandId): boolean => standing(id) !== undefined;

/** Carries out a command; false when nobody can just now. */
export function runCommand(id: CommandId): boolean {
  const offer = standing(id);
  offer?.run();
  return offer !== undefined;
}
