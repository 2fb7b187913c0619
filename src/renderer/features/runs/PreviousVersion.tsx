import type { Run } from '../../../shared/run.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useThread } from './threads/use-thread.ts';

/** Over a change whose session has begun anew or is about to: what is shown is not what comes out. */
export function PreviousVersion({ run, onWatch }: { run: Run; onWatch: () => void }) {
  const { thread } = useThread(run.id);
  const turn = thread.items.findLast((item) => item.kind === 'turn');
  return (
    <Banner
      level="info"
      action={
        <Button size="small" onClick={onWatch}>
          Watch
        </Button>
      }
    >
      {workText(run, turn?.kind === 'turn' && turn.source === 'person')} The diff below is the previous version.
    </Banner>
  );
}

function workText(run: Run, isOnComment: boolean): string {
  if (run.status === 'queued')
    return run.pendingComments ? 'Your comment is waiting for a free session.' : 'This run is waiting to go on.';
  return isOnComment || run.pendingComments ? 'Claude is working on your comment.' : 'Claude is still working.';
}
