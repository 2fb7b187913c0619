import { uiStore, useUi } from '../state/ui-store.ts';
import { Segmented } from './Tabs.tsx';
import { useCommand } from './use-command.ts';

/** What awaits review, by what it does or one by one. */
export function ReviewSwitch() {
  const view = useUi((state) => state.reviewView);
  useCommand('toggle-groups', () => uiStore.setState({ reviewView: view === 'groups' ? 'rows' : 'groups' }));
  return (
    <Segmented
      label="Order of the review"
      value={view}
      keys="Shift+G"
      onValue={(reviewView) => uiStore.setState({ reviewView })}
      options={[
        { value: 'groups', label: 'Groups', hint: 'Changes that do the same stand together' },
        { value: 'rows', label: 'Rows', hint: 'One by one' },
      ]}
    />
  );
}
