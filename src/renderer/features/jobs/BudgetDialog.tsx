import { useEffect, useState } from 'react';
import { JobSettings, Limits } from '../../../shared/job.ts';
import type { JobSummary } from '../../../shared/methods/jobs.ts';
import { changeSettings, perform } from '../../state/actions.ts';
import { useClient } from '../../state/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { NumberField } from '../../ui/Field.tsx';
import { formatMoney } from '../../ui/format.ts';
import styles from './JobScreen.module.css';

/** Changes the limits of a job while it runs. */
export function BudgetDialog({ summary, open, onClose }: { summary: JobSummary; open: boolean; onClose: () => void }) {
  const { settings, id: jobId } = summary.job;
  const [budgetUsd, setBudget] = useState<number | null>(settings.budgetUsd);
  const [runDollars, setRunDollars] = useState<number | null>(settings.limits.dollars);
  const dayBudgetUsd = useClient((state) => state.settings.dayBudgetUsd);
  const [day, setDay] = useState<number | null>(dayBudgetUsd);
  useEffect(() => {
    if (!open) return;
    setDay(dayBudgetUsd);
    setBudget(settings.budgetUsd);
    setRunDollars(settings.limits.dollars);
  }, [open, settings.budgetUsd, settings.limits.dollars, dayBudgetUsd]);
  const isBudget = (dollars: number | null) => JobSettings.shape.budgetUsd.safeParse(dollars).success;
  const valid = Limits.shape.dollars.safeParse(runDollars).success && isBudget(budgetUsd) && isBudget(day);
  const save = async () => {
    if (runDollars === null) return;
    if (day !== dayBudgetUsd && !(await changeSettings({ dayBudgetUsd: day })).ok) return;
    const answer = await perform('jobs.setBudget', { jobId, budgetUsd, runDollars }, 'Saved the budget');
    if (answer.ok) onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Budget"
      description={`Spent so far: ${formatMoney(summary.counts.costUsd)}. At a limit nothing new starts and running sessions stop cleanly. What stopped at a limit goes on when you raise it.`}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button variant="primary" disabled={!valid} onClick={() => void save()}>
            Save the budget
          </Button>
        </>
      }
    >
      <div className={styles.two}>
        <NumberField
          label="Whole job"
          prefix="$"
          placeholder="no limit"
          min={0.01}
          max={1_000_000}
          value={budgetUsd}
          onValue={setBudget}
        />
        <NumberField
          label="Each repository"
          prefix="$"
          min={0.01}
          max={10_000}
          value={runDollars}
          onValue={setRunDollars}
        />
        <NumberField
          label="Each day, all jobs"
          prefix="$"
          placeholder="no limit"
          min={0.01}
          max={1_000_000}
          value={day}
          onValue={setDay}
        />
      </div>
    </Dialog>
  );
}
