import { useEffect, useState } from 'react';
import type { Priority } from '../../../shared/job.ts';
import { effortsOf, lifecycleText, type ModelFacts } from '../../../shared/model-facts.ts';
import { type Effort, fittingEffort, MODELS, modelCard } from '../../../shared/models.ts';
import { invoke } from '../../api.ts';
import { Switch } from '../../ui/Checkbox.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './JobOptions.module.css';
import { OptionGroup, type OptionProps } from './OptionGroup.tsx';

const EFFORTS: readonly { value: Effort; label: string }[] = [
  { value: 'low', label: 'Low' },
  { value: 'medium', label: 'Medium' },
  { value: 'high', label: 'High' },
  { value: 'xhigh', label: 'Very high' },
  { value: 'max', label: 'Maximum' },
];
const PRIORITY_OPTIONS: readonly { value: Priority; label: string }[] = [
  { value: 'high', label: 'High' },
  { value: 'normal', label: 'Normal' },
  { value: 'low', label: 'Low' },
];

/** The model, how much it may think, and the job's place among others. */
export function ModelOptions({ settings, set }: OptionProps) {
  const facts = useModelFacts(settings.model);
  const models = MODELS.map(({ id, label, note }) => ({ value: id, label, note }));
  const isListed = MODELS.some(({ id }) => id === settings.model);
  const own = { value: settings.model, label: modelCard(settings.model)?.label ?? settings.model };
  const efforts = effortsOf(settings.model, facts);
  const retirement = facts && lifecycleText(settings.model, facts);
  return (
    <OptionGroup title="Model">
      <div className={styles.two}>
        <Select
          label="Model"
          {...(retirement ? { hint: retirement } : {})}
          value={settings.model}
          options={isListed ? models : [...models, own]}
          onValue={(model) => set({ model })}
        />
        {efforts.length > 0 && (
          <Select
            label="Effort"
            value={fittingEffort(settings.effort, efforts)}
            options={EFFORTS.filter(({ value }) => efforts.includes(value))}
            onValue={(effort) => set({ effort })}
          />
        )}
        <Select
          label="Priority"
          hint="Which jobs get free places first."
          value={settings.priority}
          options={PRIORITY_OPTIONS}
          onValue={(priority) => set({ priority })}
        />
      </div>
      {fittingEffort(settings.effort, efforts) === 'medium' && (
        <Switch
          checked={settings.risingEffort}
          onChecked={(risingEffort) => set({ risingEffort })}
          label="Start with low effort where a check proves the result"
          hint="What the check or the judge sends back is worked on with high effort. Without a passing check, medium from the start."
        />
      )}
    </OptionGroup>
  );
}

/** What the API says of this model; null until it has answered, and where it does not say. */
function useModelFacts(model: string): ModelFacts | null {
  const [known, setKnown] = useState<{ model: string; facts: ModelFacts | null } | null>(null);
  useEffect(() => {
    let isOver = false;
    void invoke('models.facts', { model }).then((answer) => {
      if (!isOver) setKnown({ model, facts: answer.ok ? answer.value : null });
    });
    return () => {
      isOver = true;
    };
  }, [model]);
  return known?.model === model ? known.facts : null;
}
