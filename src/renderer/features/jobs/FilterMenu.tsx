import { ListFilter } from 'lucide-react';
import { FILTER_CHOICES, hasWord, toggleWord } from '../../state/run-filter.ts';
import { uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';

/** Filters that need not be typed: each puts its word into the filter, where it can be read and changed. */
export function FilterMenu() {
  const filter = useUi((state) => state.filter);
  const chosen = FILTER_CHOICES.flatMap(({ words }) => words).filter(({ word }) => hasWord(filter, word)).length;
  const entries = FILTER_CHOICES.flatMap(({ title, words }, index): MenuEntry[] => [
    ...(index > 0 ? [null] : []),
    ...words.map(({ label, word }) => ({
      label: `${title}: ${label}`,
      checked: hasWord(filter, word),
      onSelect: () => uiStore.setState({ filter: toggleWord(filter, word) }),
    })),
  ]);
  return (
    <Menu entries={entries}>
      <Button size="small" variant="ghost" icon={<ListFilter size={14} aria-hidden />}>
        {chosen > 0 ? `Filters ${chosen}` : 'Filters'}
      </Button>
    </Menu>
  );
}
