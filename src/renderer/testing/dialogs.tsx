import { useState } from 'react';
import { aRun } from '../../shared/testing/builders.ts';
import { Button } from '../ui/Button.tsx';
import { ConfirmDialog, Dialog } from '../ui/Dialog.tsx';
import { NoteDialog } from '../ui/NoteDialog.tsx';
import styles from './gallery.module.css';

const NAMES = ['Dialog', 'ConfirmDialog', 'NoteDialog'] as const;
const RUNS = [aRun({ status: 'settled', steps: 3 }), aRun({}, 2)];

/** What lies over the page is opened by a button. */
export function Dialogs() {
  const [open, setOpen] = useState<(typeof NAMES)[number] | null>(null);
  const close = () => setOpen(null);
  return (
    <div className={styles.line}>
      {NAMES.map((name) => (
        <Button key={name} onClick={() => setOpen(name)}>
          {name}
        </Button>
      ))}
      <Dialog
        open={open === 'Dialog'}
        onClose={close}
        title="A title"
        description="One sentence."
        footer={<Button variant="primary">Act</Button>}
      >
        <p>What must be settled before going on.</p>
      </Dialog>
      <ConfirmDialog
        open={open === 'ConfirmDialog'}
        onClose={close}
        onConfirm={close}
        title="Delete the job?"
        description="It cannot be brought back."
        confirm="Delete the job"
        danger
      />
      {open === 'NoteDialog' && <NoteDialog runs={RUNS} onClose={close} />}
    </div>
  );
}
