import type { RefObject } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import { copyText } from '../../../state/actions.ts';
import { say } from '../../../state/toasts.ts';
import { useCommand } from '../../../ui/use-command.ts';
import type { DiffFile } from './diff-files.ts';
import { discardChange, type SeenChange } from './edit-change.ts';
import { beginNote } from './line-notes.ts';
import { useOpenInEditor } from './OpenInEditor.tsx';
import { hunkText } from './split-patch.ts';
import type { DiffPoint } from './use-diff-menu.tsx';
import type { useDiffNavigation } from './use-diff-navigation.ts';
import type { useFolds } from './use-folds.ts';

const NONE_IN_SIGHT = 'No hunk is in sight: N goes to the next one';
const NOT_EDITABLE = 'This change cannot be edited now';

/** What the keyboard does with the file and the hunk under the eye. */
export function useDiffCommands(options: {
  runId: RunId;
  seen: SeenChange;
  files: readonly DiffFile[];
  byPath: ReadonlyMap<string, DiffFile>;
  navigation: ReturnType<typeof useDiffNavigation>;
  folds: ReturnType<typeof useFolds>;
  /** May the change be edited, its hunks discarded, its lines commented on? */
  can: { edit: boolean; discardHunks: boolean; comment: boolean };
  onEdit: (path: string | null) => void;
  /** The line that a menu is open on. */
  point: RefObject<DiffPoint | null>;
}): void {
  const { runId, seen, files, byPath, navigation, folds, can } = options;
  const { current, takeHunk, stops, stepFile } = navigation;
  /** The line under the pointer, else the first changed one of the hunk in sight. */
  const takeLine = (): DiffPoint | null => {
    if (options.point.current) return options.point.current;
    const place = takeHunk();
    const file = place && byPath.get(place.path);
    const stop = file && stops[files.indexOf(file)]?.[place.hunk];
    if (place && stop) return { path: place.path, side: stop.side, line: stop.first };
    say(NONE_IN_SIGHT);
    return null;
  };
  useCommand('copy-place', () => {
    const line = takeLine();
    if (line) void copyText(`${line.path}:${line.line}`);
  });
  useCommand('copy-hunk', () => {
    const place = takeHunk();
    const patch = place && byPath.get(place.path)?.patch;
    if (place && patch) void copyText(hunkText(patch, place.hunk), 'Copied the hunk');
    else say(NONE_IN_SIGHT);
  });
  useCommand('copy-path', () => current !== null && void copyText(current, 'Copied the path'), current !== null);
  useCommand(
    'line-comment',
    () => {
      const line = takeLine();
      if (line) beginNote(runId, line);
    },
    can.comment,
    undefined,
    'No session can take comments on this change',
  );
  useCommand(
    'hunk-discard',
    () => {
      const place = takeHunk();
      if (place) void discardChange(seen, place.path, place.hunk);
      else say(NONE_IN_SIGHT);
    },
    can.discardHunks,
    undefined,
    can.edit ? 'Show white space again (W) to discard hunks' : NOT_EDITABLE,
  );
  useCommand('file-discard', () => current !== null && void discardChange(seen, current, null), can.edit);
  useCommand('file-edit', () => options.onEdit(current), can.edit && current !== null, undefined, NOT_EDITABLE);
  useOpenInEditor(runId, current === null ? undefined : byPath.get(current));
  useCommand('file-viewed', () => {
    if (current === null) return;
    const now = !folds.viewed.has(current);
    folds.markViewed(current, now);
    if (now) stepFile(1);
  });
}
