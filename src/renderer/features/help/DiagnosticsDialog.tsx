import { useEffect, useState } from 'react';
import type { DiagnosticsEntry } from '../../../shared/diagnostics.ts';
import type { AppError } from '../../../shared/errors.ts';
import { repoLabel } from '../../../shared/repo.ts';
import { invoke } from '../../api.ts';
import { useClient } from '../../state/store.ts';
import { say, sayError } from '../../state/toasts.ts';
import { setOverlay, uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { plural } from '../../ui/format.ts';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { type Choice, firstChoice, MOST_RUNS, runsInSight, tick, tickedNames } from './diagnostics-choice.ts';
import styles from './Help.module.css';

/** Shows what may be handed over after a fault, before anything is saved. Nothing is sent anywhere. */
export function DiagnosticsDialog() {
  const open = useUi((state) => state.overlay === 'diagnostics');
  const [choice, setChoice] = useState<Choice | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => setOverlay(null);

  useEffect(() => {
    setChoice(null);
    setError(null);
    if (!open) return;
    let current = true;
    void invoke('diagnostics.prepare', { runIds: runsInSight(uiStore.getState()) }).then((answer) => {
      if (!current) return;
      if (answer.ok) setChoice(firstChoice(answer.value.entries));
      else setError(answer.error);
    });
    return () => {
      current = false;
    };
  }, [open]);

  const names = choice ? tickedNames(choice) : [];
  const save = async () => {
    setBusy(true);
    setError(null);
    const answer = await invoke('diagnostics.save', { names });
    setBusy(false);
    // Whoever has gone on meanwhile keeps what is open now.
    const isOpen = uiStore.getState().overlay === 'diagnostics';
    if (!answer.ok) {
      // A toast would cover the dialog's buttons, and nothing beside a dialog is read aloud.
      if (isOpen) setError(answer.error);
      else sayError(answer.error);
    } else if (answer.value.path !== null) {
      say(`Saved the diagnostics to ${answer.value.path}`);
      if (isOpen) close();
    }
  };

  return (
    <Dialog
      open={open}
      onClose={close}
      title="Export diagnostics"
      description="Keys are taken out. Names of repositories and files stay: look it over before you hand it on. Nothing is sent."
      width="large"
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button variant="primary" loading={busy} disabled={names.length === 0} onClick={() => void save()}>
            {names.length === 0 ? 'Save' : `Save ${plural(names.length, 'file', 'files')} as a zip`}
          </Button>
        </>
      }
    >
      <div className={styles.diagnostics}>
        {error && <ErrorCard error={error} />}
        {!error && !choice && <SkeletonRows rows={4} label="Collecting and redacting" />}
        {choice && <Entries choice={choice} onChoice={setChoice} />}
      </div>
    </Dialog>
  );
}

function Entries({ choice, onChoice }: { choice: Choice; onChoice: (choice: Choice) => void }) {
  const shown = choice.entries.find(({ name }) => name === choice.shown);
  const hasRuns = choice.entries.some(({ name }) => name.startsWith('events/'));
  const tickedRuns = useUi((state) => state.ticked.size);
  return (
    <>
      <ul className={styles.entries} aria-label="Files">
        {choice.entries.map((entry) => (
          <li key={entry.name}>
            <Checkbox
              checked={choice.ticked.has(entry.name)}
              onChecked={(isTicked) => onChoice(tick(choice, entry.name, isTicked))}
            >
              {entry.name}
            </Checkbox>
            <span className={styles.size}>
              <EntryRun name={entry.name} />
              {kilobytes(entry)}
            </span>
            <Button
              size="small"
              aria-label={`Show ${entry.name}`}
              aria-pressed={entry === shown}
              onClick={() => onChoice({ ...choice, shown: entry.name })}
            >
              Show
            </Button>
          </li>
        ))}
      </ul>
      {!hasRuns && <p className={styles.hint}>Open or tick a run first to add its events.</p>}
      {tickedRuns > MOST_RUNS && (
        <p className={styles.hint}>
          Events of {MOST_RUNS} of the {tickedRuns.toLocaleString('en-US')} ticked runs: no more fit in.
        </p>
      )}
      {shown && (
        <>
          <p className={styles.hint}>
            {shown.name}
            {shown.shortened && ' (its beginning; all of it is saved)'}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll what holds no control */}
          <section className={styles.text} tabIndex={0} aria-label={`Preview of ${shown.name}`}>
            {shown.preview}
          </section>
        </>
      )}
    </>
  );
}

/** Which repository a file of events is about. */
function EntryRun({ name }: { name: string }) {
  const runs = useClient((state) => state.runs);
  const run = Object.values(runs).find(({ id }) => name === `events/${id}.jsonl`);
  return run ? `${repoLabel(run.repo)}, ` : null;
}

const kilobytes = ({ bytes }: DiagnosticsEntry): string =>
  `${Math.max(1, Math.round(bytes / 1000)).toLocaleString('en-US')} kB`;
