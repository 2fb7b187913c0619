import type { CommandId } from './commands.ts';

/** One component's offer to carry out a command. `enabled` may change while it stands. */
export interface CommandOffer {
  run: () => void;
  enabled: boolean;
  /** Why not, while it is not enabled: said to a person who presses its key. */
  refusal?: string | undefined;
  /** Made by this dialog: a key that is pressed in a dialog is for its own offers, never for what lies under it. */
  dialog?: () => object | null;
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

/** `dialog`: the one that is asked, or null for whoever stands. */
const standing = (id: CommandId, dialog: object | null): CommandOffer | undefined =>
  offers.get(id)?.findLast((offer) => offer.enabled && (dialog === null || offer.dialog?.() === dialog));

/** Can the command be carried out just now? */
export const canRun = (id: CommandId, dialog: object | null = null): boolean => standing(id, dialog) !== undefined;

/** Why a command cannot be carried out just now, as far as somebody who would do it has said. */
export const refusalOf = (id: CommandId): string | undefined =>
  canRun(id) ? undefined : offers.get(id)?.findLast(({ refusal }) => refusal !== undefined)?.refusal;

/** Carries out a command; false when nobody can just now. */
export function runCommand(id: CommandId, dialog: object | null = null): boolean {
  const offer = standing(id, dialog);
  offer?.run();
  return offer !== undefined;
}
