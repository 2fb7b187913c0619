import { GitPullRequest } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { approvedToOpen } from '../state/selectors.ts';
import { useClient } from '../state/store.ts';
import { askToPublish } from '../state/ui-store.ts';
import { Button } from './Button.tsx';
import { publishLabelOf } from './publish-label.ts';

/**
 * The next step after approving: the pull requests of all that was approved, and of nothing else. `quiet` while an open
 * run has the one primary action of the screen.
 */
export function OpenApproved({ quiet }: { quiet: boolean }) {
  const approved = useClient(useShallow((state) => approvedToOpen(state)));
  if (approved.length === 0) return null;
  return (
    <Button
      variant={quiet ? 'secondary' : 'primary'}
      icon={<GitPullRequest size={14} aria-hidden />}
      title="Of the changes that you approved"
      onClick={() => askToPublish(approved.map((run) => run.id))}
    >
      {publishLabelOf(approved)}
    </Button>
  );
}
