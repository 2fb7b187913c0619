import type { ReactNode } from 'react';
import type { CheckPolicy } from '../../../shared/check.ts';
import { DEFAULT_JOB_SETTINGS, type JobSettings, type Priority } from '../../../shared/job.ts';
import { type Effort, MODELS, modelCard } from '../../../shared/models.ts';
import { Switch } from '../../ui/Checkbox.tsx';
import { NumberField, TextArea, TextField } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './JobOptions.module.css';
import { budgetWarning } from './options-words.ts';

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
const CHECKS: readonly { value: CheckPolicy['mode']; label: string; note: string }[] = [
  { value: 'detect', label: 'Find the check', note: 'npm test, make test, go test, cargo test, pytest…' },
  { value: 'command', label: 'This command', note: 'The same in every repository' },
  { value: 'off', label: 'No checks', note: 'Nothing proves the change but your review' },
];
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** All options of a job. Placeholders are what empty fields stand for. */
export function JobOptions(props: {
  settings: JobSettings;
  onChange: (settings: JobSettings) => void;
  branchPlaceholder?: string;
  titlePlaceholder?: string;
}) {
  const { settings } = props;
  const set = (change: Partial<JobSettings>) => props.onChange({ ...settings, ...change });
  const { limits, guards, pullRequest } = settings;
  const models = MODELS.map(({ id, label, note }) => ({ value: id, label, note }));
  return (
    <div className={styles.form}>
      <Group title="Model">
        <div className={styles.two}>
          <Select
            label="Model"
            value={settings.model}
            options={modelCard(settings.model) ? models : [...models, { value: settings.model, label: settings.model }]}
            onValue={(model) => set({ model })}
          />
          <Select label="Effort" value={settings.effort} options={EFFORTS} onValue={(effort) => set({ effort })} />
          <Select
            label="Priority"
            hint="Which jobs get free places first."
            value={settings.priority}
            options={PRIORITY_OPTIONS}
            onValue={(priority) => set({ priority })}
          />
        </div>
      </Group>

      <Group title="Limits">
        <div className={styles.four}>
          <NumberField
            label="Per repository"
            prefix="$"
            min={0.01}
            max={10_000}
            {...budgetWarning(limits.dollars, settings.model)}
            value={limits.dollars}
            onValue={(dollars) => dollars && dollars > 0 && set({ limits: { ...limits, dollars } })}
          />
          <NumberField
            label="Whole job"
            prefix="$"
            placeholder="no limit"
            min={0.01}
            max={1_000_000}
            {...budgetWarning(settings.budgetUsd, settings.model)}
            value={settings.budgetUsd}
            onValue={(budgetUsd) => set({ budgetUsd: budgetUsd && budgetUsd > 0 ? budgetUsd : null })}
          />
          <NumberField
            label="Steps"
            min={1}
            max={1000}
            step={1}
            value={limits.steps}
            onValue={(steps) => steps && set({ limits: { ...limits, steps: Math.round(steps) } })}
          />
          <NumberField
            label="Minutes"
            min={1}
            max={1440}
            value={limits.minutes}
            onValue={(minutes) => minutes && minutes > 0 && set({ limits: { ...limits, minutes } })}
          />
        </div>
      </Group>

      <Group title="Proof">
        <div className={styles.two}>
          <Select
            label="Check"
            hint="Run by the app before and after the change."
            value={settings.check.mode}
            options={CHECKS}
            onValue={(mode) => set({ check: mode === 'command' ? { mode, command: 'npm test' } : { mode } })}
          />
          {settings.check.mode === 'command' && (
            <TextField
              label="Command"
              mono
              value={settings.check.command}
              maxLength={4000}
              onValue={(command) => command !== '' && set({ check: { mode: 'command', command } })}
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
              onBlur={() => set({ guards: { ...guards, forbiddenPaths: lines(guards.forbiddenPaths.join('\n')) } })}
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
      </Group>

      <Group title="Pull request">
        <TextField
          label="Branch"
          mono
          placeholder={props.branchPlaceholder}
          value={settings.branch === DEFAULT_JOB_SETTINGS.branch ? '' : settings.branch}
          maxLength={200}
          onValue={(branch) => set({ branch: branch.trim() || DEFAULT_JOB_SETTINGS.branch })}
        />
        <TextField
          label="Title"
          placeholder={props.titlePlaceholder || 'The title of the job'}
          value={pullRequest.title}
          maxLength={300}
          onValue={(title) => set({ pullRequest: { ...pullRequest, title } })}
        />
        <TextArea
          label="Text"
          placeholder="Empty: what the session says it changed and why, with the result of the checks"
          rows={3}
          value={pullRequest.body}
          maxLength={60_000}
          onValue={(body) => set({ pullRequest: { ...pullRequest, body } })}
        />
        <Switch
          label="Open as drafts"
          checked={pullRequest.draft}
          onChecked={(draft) => set({ pullRequest: { ...pullRequest, draft } })}
        />
        <Switch
          label="Open pull requests by itself for repositories I can push to"
          hint="Without this, nothing is pushed before you say so."
          checked={settings.openPullRequests}
          onChecked={(openPullRequests) => set({ openPullRequests })}
        />
      </Group>

      <Group title="Commands">
        <TextArea
          label="Hosts that commands may reach"
          hint="One per line, such as registry.npmjs.org. Empty: no network."
          mono
          rows={2}
          value={settings.allowedHosts.join('\n')}
          onValue={(text) => set({ allowedHosts: text.split('\n') })}
          onBlur={() => set({ allowedHosts: lines(settings.allowedHosts.join('\n')) })}
        />
        <Switch
          label="Run commands without a sandbox where there is none"
          hint="A command of a repository could then read and change everything that you can."
          checked={settings.unsandboxedAgreed}
          onChecked={(unsandboxedAgreed) => set({ unsandboxedAgreed })}
        />
      </Group>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
