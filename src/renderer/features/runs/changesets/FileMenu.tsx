import { Ellipsis, Pencil, Undo2 } from 'lucide-react';
import { IconButton } from '../../../ui/Button.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import type { DiffFile } from './diff-files.ts';
import type { HunkStop } from './hunk-stops.ts';

const ICON = { size: 14, 'aria-hidden': true } as const;
/** A longer list would be no help: the key discards the hunk under the eye. */
const MOST_HUNKS = 12;

/** What a person can do to the change of one file. */
export function FileMenu(props: {
  file: DiffFile;
  hunks: readonly HunkStop[];
  onDiscard: (hunk: number | null) => void;
  onEdit: () => void;
}) {
  const { file, hunks } = props;
  const { change } = file;
  const isText = !change.binary && change.status !== 'deleted' && change.status !== 'mode';
  const several = hunks.length > 1 && change.status !== 'added' && change.status !== 'deleted';
  return (
    <Menu
      align="end"
      entries={[
        { label: 'Discard the change to this file', icon: <Undo2 {...ICON} />, onSelect: () => props.onDiscard(null) },
        ...(isText
          ? [{ label: 'Edit the file by hand', icon: <Pencil {...ICON} />, onSelect: () => props.onEdit() }]
          : []),
        ...(several
          ? [
              null,
              ...hunks.slice(0, MOST_HUNKS).map((hunk, index) => ({
                label: `Discard the hunk at line ${hunk.first}`,
                onSelect: () => props.onDiscard(index),
              })),
            ]
          : []),
      ]}
    >
      <IconButton label={`Edit the change to ${change.path}`} size="small" icon={<Ellipsis {...ICON} />} />
    </Menu>
  );
}
