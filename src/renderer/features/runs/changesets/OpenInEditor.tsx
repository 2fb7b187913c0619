import { SquarePen } from 'lucide-react';
import type { RunId } from '../../../../shared/ids.ts';
import { perform } from '../../../state/actions.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import type { DiffFile } from './diff-files.ts';
import { firstChangedLine } from './first-changed-line.ts';

/** Opens a file of the clone in the person's own editor, where the change begins. */
export const openInEditor = (runId: RunId, file: DiffFile): void =>
  void perform('runs.openInEditor', { runId, path: file.change.path, line: firstChangedLine(file.patch) });

export function OpenInEditor({ runId, file, className }: { runId: RunId; file: DiffFile; className: string }) {
  if (file.change.status === 'deleted') return null;
  return (
    <IconButton
      label="Open in editor"
      size="small"
      className={className}
      icon={<SquarePen size={13} aria-hidden />}
      onClick={() => openInEditor(runId, file)}
    />
  );
}

/** The same by key, for the file that is under the eye. */
export function useOpenInEditor(runId: RunId, file: DiffFile | undefined): void {
  const can = file !== undefined && file.change.status !== 'deleted';
  useCommand('file-editor', () => file && openInEditor(runId, file), can);
}
