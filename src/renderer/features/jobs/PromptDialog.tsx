import { useState } from 'react';
import { currentPrompt, type Job } from '../../../shared/job.ts';
import { performText } from '../../state/anyway.ts';
import { forgetDraft, useDraftText } from '../../state/drafts.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DiscardButton } from '../../ui/DiscardButton.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { RelativeTime } from '../../ui/Figures.tsx';

/** The prompt of a job; saving another text makes its next version, for runs that start later. */
export function PromptDialog({ job, open, onClose }: { job: Job; open: boolean; onClose: () => void }) {
  const prompt = currentPrompt(job);
  const place = `prompt ${job.id} ${prompt.version}`;
  const [text, setText] = useDraftText(place, job.id, prompt.text);
  const [saving, setSaving] = useState(false);
  const changed = text.trim() !== prompt.text.trim() && text.trim() !== '';
  const close = () => {
    forgetDraft(place);
    onClose();
  };
  const save = async () => {
    setSaving(true);
    const answer = await performText(
      'jobs.revisePrompt',
      { jobId: job.id, text },
      `Saved version ${prompt.version + 1}`,
    );
    setSaving(false);
    if (answer.ok) close();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Prompt, version ${prompt.version}`}
      description={
        <>
          Written <RelativeTime at={prompt.at} />. A new version holds for runs that start or are retried from now on.
        </>
      }
      width="large"
      footer={
        <>
          {text !== prompt.text ? (
            <DiscardButton label="Discard" what="The new version of the prompt" onDiscard={close} />
          ) : (
            <Button onClick={close}>Close</Button>
          )}
          <Button variant="primary" disabled={!changed} loading={saving} onClick={() => void save()}>
            Save version {prompt.version + 1}
          </Button>
        </>
      }
    >
      <TextArea label="Prompt" hideLabel rows={14} maxLength={100_000} value={text} onValue={setText} />
    </Dialog>
  );
}
