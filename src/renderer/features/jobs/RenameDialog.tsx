import { useState } from 'react';
import type { Job } from '../../../shared/job.ts';
import { renameJob } from '../../state/job-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Field.tsx';

/** Another name for a job. */
export function RenameDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const [title, setTitle] = useState(job.title);
  const [saving, setSaving] = useState(false);
  const isOther = title.trim() !== '' && title.trim() !== job.title;
  const save = async () => {
    setSaving(true);
    const renamed = await renameJob(job, title.trim());
    setSaving(false);
    if (renamed) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      onSend={isOther && !saving ? () => void save() : null}
      title="Rename the job"
      description="Pull requests that are open keep their title; those that come get the new one, unless the options name another."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button variant="primary" keys="Mod+Enter" disabled={!isOther} loading={saving} onClick={() => void save()}>
            Rename
          </Button>
        </>
      }
    >
      <TextField label="Title" value={title} maxLength={200} onValue={setTitle} />
    </Dialog>
  );
}
