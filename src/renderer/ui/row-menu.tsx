import { type MouseEvent, useState } from 'react';
import { MenuAt, type MenuEntry } from './Menu.tsx';

/**
 * One menu for all rows of a list, on a right click and by the key for menus. `menuOf` says what stands in the menu of the row
 * with this DOM id; null for a row that has none. Answers with the menu, what opens it, and the row that it belongs to.
 */
export function useRowMenu(menuOf: (rowId: string) => { label: string; entries: readonly MenuEntry[] } | null) {
  const [at, setAt] = useState<{ rowId: string; x: number; y: number } | null>(null);
  const onContextMenu = (event: MouseEvent) => {
    // The key for menus is pressed on the list, which knows the row that the keyboard stands on.
    const row = (event.target as Element).closest('[role=row]') ?? document.querySelector('[role=row][data-active]');
    if (!row || menuOf(row.id) === null) return;
    event.preventDefault();
    event.stopPropagation();
    const { left, bottom } = row.getBoundingClientRect();
    const isByKey = event.clientX === 0 && event.clientY === 0;
    setAt({ rowId: row.id, x: isByKey ? left : event.clientX, y: isByKey ? bottom : event.clientY });
  };
  const asked = at && menuOf(at.rowId);
  const menu = at && asked && (
    <MenuAt
      key={`${at.rowId} ${at.x} ${at.y}`}
      at={at}
      label={asked.label}
      entries={asked.entries}
      onClose={() => setAt(null)}
    />
  );
  return { menu, onContextMenu, menuRowId: at?.rowId ?? null };
}
