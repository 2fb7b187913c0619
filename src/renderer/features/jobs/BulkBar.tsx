import { Ban, Check, Download, GitPullRequest, MessageSquare, RotateCcw, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { RunId } from '../../../shared/ids.ts';
import { isUndecided, type Run } from '../../../shared/run.ts';
import { cancelRuns, retryRuns, savePatches } from '../../state/actions.ts';
import { reviewRuns } from '../../state/deciding.ts';
import {
  canCancel,
  canComment,
  canRetry,
  canReview,
  canSavePatch,
  hasDoubts,
  opensPullRequest,
} from '../../state/run-mark.ts';
import { useClient } from '../../state/store.ts';
import { askToPublish, setTicked, uiStore, useUi } from '../../state/ui-store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { plural } from '../../ui/format.ts';
import { NoteDialog } from '../../ui/NoteDialog.tsx';
import { publishLabelOf } from '../../ui/publish-label.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { FilterMenu } from './FilterMenu.tsx';
import styles from './JobScreen.module.css';

/**
 * Filter and, as soon as rows are ticked, what can be done with all of them that are `shown`: nobody decides on what a filter
 * or a folded group hides.
 */
export function BulkBar({ shown, onShowAll }: { shown: readonly RunId[]; onShowAll: () => void }) {
  const filter = useUi((state) => state.filter);
  const ticked = useUi((state) => state.ticked);
  const runs = useClient((state) => state.runs);
  const chosen = shown.filter((id) => ticked.has(id)).flatMap((id) => runs[id] ?? []);
  const hidden = [...ticked].filter((id) => runs[id]).length - chosen.length;
  const idsWhere = (fits: (run: Run) => boolean): RunId[] => chosen.filter(fits).map((run) => run.id);
  const toRetry = idsWhere(canRetry);
  const toCancel = idsWhere(canCancel);
  const toSave = idsWhere(canSavePatch);
  const undecided = chosen.filter((run) => canReview(run) && isUndecided(run));
  // Of many at once only those against which nothing speaks: the others are opened one by one.
  const toReview = undecided.filter((run) => !hasDoubts(run)).map((run) => run.id);
  const toOpen = undecided.length - toReview.length;
  const toPublish = idsWhere(opensPullRequest);
  const toTell = idsWhere(canComment);
  // Ticks and states move on while somebody writes: the note goes to those that were ticked when it was begun.
  const [telling, setTelling] = useState<readonly Run[] | null>(null);

  useCommand('rows-retry', () => void retryRuns(toRetry), toRetry.length > 0);
  useCommand('rows-cancel', () => void cancelRuns(toCancel), toCancel.length > 0);
  useCommand('rows-save-patches', () => void savePatches(toSave), toSave.length > 0);
  // Asked about those that were ticked and waited at the question: what waits by the time of the answer was not counted.
  const [approving, setApproving] = useState<readonly RunId[] | null>(null);
  // Several at once were most likely not all looked at.
  const approve = () => (toReview.length > 1 ? setApproving(toReview) : void reviewRuns(toReview, 'approved'));
  useCommand('rows-approve', approve, toReview.length > 0);
  useCommand('rows-comment', () => setTelling(chosen), toTell.length > 0);
  useCommand('rows-publish', () => askToPublish(toPublish), toPublish.length > 0);

  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Rows">
      <SearchField label="Filter" value={filter} onValue={(value) => uiStore.setState({ filter: value })} />
      <FilterMenu />
      {chosen.length + hidden === 0 ? (
        <>
          {filter !== '' && <span className={styles.matches}>{plural(shown.length, 'match', 'matches')}</span>}
          <span className={styles.space} />
          {shown.length > 0 && (
            <Button size="small" variant="ghost" keys="Mod+A" onClick={() => setTicked(shown)}>
              {filter === '' ? 'Tick all' : `Tick all ${shown.length} that match`}
            </Button>
          )}
        </>
      ) : (
        <>
          <span className={styles.matches}>
            {chosen.length} ticked{hidden > 0 && `, ${hidden} hidden`}
          </span>
          {hidden > 0 && (
            <Button size="small" variant="ghost" onClick={onShowAll}>
              Show them
            </Button>
          )}
          <IconButton
            label="Untick all"
            size="small"
            icon={<X size={14} aria-hidden />}
            onClick={() => setTicked([])}
          />
          <span className={styles.space} />
          {toRetry.length > 0 && (
            <Bulk
              label="Retry"
              count={toRetry.length}
              icon={<RotateCcw size={14} aria-hidden />}
              run={() => void retryRuns(toRetry)}
            />
          )}
          {toCancel.length > 0 && (
            <Bulk
              label="Cancel"
              count={toCancel.length}
              icon={<Ban size={14} aria-hidden />}
              run={() => void cancelRuns(toCancel)}
            />
          )}
          {toSave.length > 0 && (
            <Bulk
              label="Save"
              noun="patch"
              many="patches"
              count={toSave.length}
              icon={<Download size={14} aria-hidden />}
              run={() => void savePatches(toSave)}
            />
          )}
          {toTell.length > 0 && (
            <Bulk
              label="Note to"
              count={toTell.length}
              icon={<MessageSquare size={14} aria-hidden />}
              run={() => setTelling(chosen)}
            />
          )}
          {toReview.length > 0 && (
            <Bulk
              label="Approve"
              title={
                toOpen === 0 ? undefined : `${toOpen} more ${toOpen === 1 ? 'needs' : 'need'} a closer look: one by one`
              }
              count={toReview.length}
              icon={<Check size={14} aria-hidden />}
              run={approve}
            />
          )}
          {toPublish.length > 0 && (
            <Button
              size="small"
              icon={<GitPullRequest size={14} aria-hidden />}
              onClick={() => askToPublish(toPublish)}
            >
              {publishLabelOf(toPublish.flatMap((id) => runs[id] ?? []))}
            </Button>
          )}
        </>
      )}
      {approving && (
        <ConfirmDialog
          open
          onClose={() => setApproving(null)}
          onConfirm={() => void reviewRuns(approving, 'approved')}
          title={`Approve ${approving.length} changes?`}
          description="They may differ from one to the next. Review shows which of them do the same, and each difference."
          confirm={`Approve ${approving.length}`}
          cancel="Not now"
        />
      )}
      {telling && <NoteDialog runs={telling} onClose={() => setTelling(null)} />}
    </div>
  );
}

function Bulk(props: {
  label: string;
  count: number;
  noun?: string;
  many?: string;
  icon: ReactNode;
  title?: string | undefined;
  run: () => void;
}) {
  return (
    <Button size="small" icon={props.icon} title={props.title} onClick={props.run}>
      {props.label} {props.noun ? plural(props.count, props.noun, props.many) : props.count}
    </Button>
  );
}
