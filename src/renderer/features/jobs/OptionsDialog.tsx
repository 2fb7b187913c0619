import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { JobSettings } from '../../../shared/job.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { perform } from '../../state/actions.ts';
import { performText } from '../../state/anyway.ts';
import { forgetDraft, setDraft, useDraftContent } from '../../state/drafts.ts';
import { changeOf, withChange } from '../../state/settings-change.ts';
import { store } from '../../state/store.ts';
import { say } from '../../state/toasts.ts';
import type { OptionGroupName } from '../../state/ui-store.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DiscardButton } from '../../ui/DiscardButton.tsx';
import { touchedText } from './options-change.ts';

/** The fields for the options of a job: they are made where new jobs are, and features do not know each other. */
export type OptionFields = (
  settings: JobSettings,
  onChange: (settings: JobSettings) => void,
  title: string,
) => ReactNode;

/** Why these options cannot be saved, in a sentence; null when they can. */
export type FaultOfOptions = (settings: JobSettings) => string | null;

/** The options of a job that there is already. What is typed here outlives the dialog until it is saved or discarded. */
export function OptionsDialog(props: {
  summary: JobSummary;
  /** The part that is meant; null for none. */
  group: OptionGroupName | undefined;
  options: OptionFields;
  faultOf: FaultOfOptions;
  onClose: () => void;
}) {
  const { job, counts } = props.summary;
  const { id: jobId, settings: before } = job;
  const place = `options ${jobId}`;
  const settings = withChange(before, useDraftContent(place));
  const change = changeOf(before, settings);
  const isOther = Object.keys(change).length > 0;
  const [saving, setSaving] = useState(false);
  const fields = useShownGroup(props.group);
  const write = (next: JobSettings) => {
    const changed = changeOf(before, next);
    setDraft(place, jobId, Object.keys(changed).length > 0 ? (changed as Record<string, never>) : null);
  };
  const close = () => {
    forgetDraft(place);
    props.onClose();
  };
  const save = async () => {
    setSaving(true);
    const answer = await performText('jobs.setOptions', { jobId, settings });
    setSaving(false);
    if (!answer.ok) return;
    const undo = () => {
      const now = store.getState().jobs[jobId]?.job.settings;
      if (!now) return;
      const back = withChange(now, changeOf(settings, before));
      void perform('jobs.setOptions', { jobId, settings: back, anyway: true }, undefined, { jobId, retry: undo });
    };
    say('Saved the options', null, undo, [place]);
    close();
  };
  const fault = props.faultOf(settings);
  const canSave = isOther && fault === null;
  return (
    <Dialog
      open
      onClose={props.onClose}
      onSend={canSave && !saving ? () => void save() : null}
      title={`Options of “${job.title}”`}
      description={touchedText(counts)}
      width="large"
      footer={
        <>
          {isOther ? (
            <DiscardButton label="Discard" what="The change of the options" onDiscard={close} />
          ) : (
            <Button onClick={close}>Close</Button>
          )}
          <Button variant="primary" keys="Mod+Enter" disabled={!canSave} loading={saving} onClick={() => void save()}>
            Save the options
          </Button>
        </>
      }
    >
      <div ref={fields}>
        {isOther && fault !== null && <Banner level="warning">{fault}</Banner>}
        {change.openPullRequests && (
          <Banner level="info">
            Pull requests open by themselves for runs that start from now on. What is finished still waits for you.
          </Banner>
        )}
        {props.options(settings, write, job.title)}
      </div>
    </Dialog>
  );
}

/** Whoever came for one part of the options sees it, and may type at once. */
function useShownGroup(group: OptionGroupName | undefined) {
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!group) return;
    const frame = requestAnimationFrame(() => {
      const part = fields.current?.querySelector<HTMLElement>(`[data-options="${group}"]`);
      part?.scrollIntoView({ block: 'start' });
      part?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [group]);
  return fields;
}
