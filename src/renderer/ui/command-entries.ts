import { canRun, runCommand } from '../state/command-registry.ts';
import { type CommandId, commandOf } from '../state/commands.ts';
import type { MenuEntry } from './Menu.tsx';

/** Commands as lines of a menu, with their keys; null draws a separator. What cannot be carried out just now is left out. */
export const commandEntries = (ids: readonly (CommandId | null)[]): MenuEntry[] =>
  entriesOf(ids, (id) => ({ can: canRun(id), act: () => runCommand(id) }));

/** The same for commands that are carried out for one thing, whatever else offers them just now. */
export function entriesOf<Id extends CommandId>(
  ids: readonly (Id | null)[],
  actionOf: (id: Id) => { can: boolean; act: () => void },
): MenuEntry[] {
  const entries = ids.flatMap((id): MenuEntry[] => {
    if (id === null) return [null];
    const { can, act } = actionOf(id);
    const { label, keys } = commandOf(id);
    return can ? [{ label, keys: keys[0], onSelect: act }] : [];
  });
  // No separator at an edge, nor beside another one.
  return entries.filter(
    (entry, at) => entry !== null || (at > 0 && at < entries.length - 1 && entries[at - 1] !== null),
  );
}
