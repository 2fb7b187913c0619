import { useState } from 'react';
import type { CheckPolicy } from '../../../shared/check.ts';
import { Switch } from '../../ui/Checkbox.tsx';
import { NumberField, TextArea, TextField } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './JobOptions.module.css';
import { linesOf, OptionGroup, type OptionProps } from './OptionGroup.tsx';

const CHECKS: readonly { value: CheckPolicy['mode']; label: string; note: string }[] = [
  { value: 'detect', label: 'Find the check', note: 'npm test, make test, go test, cargo test, pytest…' },
  { value: 'command', label: 'This command', note: 'The same in every repository' },
  { value: 'off', label: 'No checks', note: 'Nothing proves the change but your review' },
];

const USUAL_CHECK = 'npm test';

/** How a change is proved, and what stops it before a person looks. */
export function ProofOptions({ settings, set }: OptionProps) {
  const [emptied, setEmptied] = useState(false);
  return (
    <OptionGroup title="Proof">
      <div className={styles.two}>
        <Select
          label="Check"
          hint="Run by the app before and after the change."
          value={settings.check.mode}
          options={CHECKS}
          onValue={(mode) => set({ check: mode === 'command' ? { mode, command: USUAL_CHECK } : { mode } })}
        />
        {settings.check.mode === 'command' && (
          <TextField
            label="Command"
            mono
            placeholder={USUAL_CHECK}
            value={emptied ? '' : settings.check.command}
            maxLength={4000}
            onValue={(command) => {
              setEmptied(command === '');
              set({ check: { mode: 'command', command: command || USUAL_CHECK } });
            }}
            onBlur={() => setEmptied(false)}
          />
        )}
        <NumberField
          label="Repair rounds"
          hint="How often a newly broken check goes back."
          min={0}
          max={10}
          step={1}
          value={settings.repairRounds}
          onValue={(rounds) => set({ repairRounds: Math.max(0, Math.min(10, Math.round(rounds ?? 0))) })}
        />
      </div>
      <Switch
        label="Judge"
        hint="One cheap model call says whether the change is in scope, complete and safe."
        checked={settings.judge}
        onChecked={(judge) => set({ judge })}
      />
      <GuardRailOptions settings={settings} set={set} />
    </OptionGroup>
  );
}

function GuardRailOptions({ settings, set }: OptionProps) {
  const { guards } = settings;
  return (
    <>
      <Switch
        label="Guard rails"
        hint={`At most ${guards.maxFiles} files and ${guards.maxLines} lines; licences, keys and lock files stay untouched.`}
        checked={guards.enabled}
        onChecked={(enabled) => set({ guards: { ...guards, enabled } })}
      />
      {guards.enabled && (
        <div className={styles.indented}>
          <div className={styles.two}>
            <NumberField
              label="Files"
              min={1}
              max={100_000}
              step={1}
              value={guards.maxFiles}
              onValue={(maxFiles) => maxFiles && set({ guards: { ...guards, maxFiles: Math.round(maxFiles) } })}
            />
            <NumberField
              label="Lines"
              min={1}
              max={10_000_000}
              step={1}
              value={guards.maxLines}
              onValue={(maxLines) => maxLines && set({ guards: { ...guards, maxLines: Math.round(maxLines) } })}
            />
          </div>
          <TextArea
            label="Forbidden paths"
            hint="One pattern per line, as in .gitignore."
            mono
            rows={3}
            value={guards.forbiddenPaths.join('\n')}
            onValue={(text) => set({ guards: { ...guards, forbiddenPaths: text.split('\n') } })}
            onBlur={() => set({ guards: { ...guards, forbiddenPaths: linesOf(guards.forbiddenPaths.join('\n')) } })}
          />
          <div className={styles.two}>
            <Switch
              label="Lock files may change"
              checked={guards.allowLockFiles}
              onChecked={(allowLockFiles) => set({ guards: { ...guards, allowLockFiles } })}
            />
            <Switch
              label="Binary files may be added"
              checked={guards.allowBinaries}
              onChecked={(allowBinaries) => set({ guards: { ...guards, allowBinaries } })}
            />
          </div>
        </div>
      )}
    </>
  );
}
