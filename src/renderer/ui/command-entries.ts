import { canRun, runCommand } from '../state/command-registry.ts';
import { type CommandId, commandOf } from '../state/commands.ts';
import type { MenuEntry } from './Menu.tsx';

/** Commands as lines of a menu, with their keys; null draws a separator. What cannot be carried out just now is left out. */
export function commandEntries(ids: readonly (CommandId | null)[]): MenuEntry[] {
  const entries = ids
    .filter((id) => id === null || canRun(id))
    .map((id): MenuEntry => {
      if (id === null) return null;
      const { label, keys } = commandOf(id);
      return { label, keys: keys[0], onSelect: () => runCommand(id) };
    });
  // No separator at an edge, nor beside another one.
  return entries.filter(
    (entry, at) => entry !== null || (at > 0 && at < entries.length - 1 && entries[at - 1] !== null),
  );
}
