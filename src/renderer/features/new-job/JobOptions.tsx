import { DEFAULT_JOB_SETTINGS, type JobSettings } from '../../../shared/job.ts';
import { Switch } from '../../ui/Checkbox.tsx';
import { NumberField, TextArea, TextField } from '../../ui/Field.tsx';
import styles from './JobOptions.module.css';
import { ModelOptions } from './ModelOptions.tsx';
import { linesOf, OptionGroup, type OptionProps } from './OptionGroup.tsx';
import { budgetWarning } from './options-text.ts';
import { ProofOptions } from './ProofOptions.tsx';

/** All options of a job. Placeholders are what empty fields stand for. */
export function JobOptions(props: {
  settings: JobSettings;
  onChange: (settings: JobSettings) => void;
  branchPlaceholder?: string;
  titlePlaceholder?: string;
}) {
  const { settings } = props;
  const set = (change: Partial<JobSettings>) => props.onChange({ ...settings, ...change });
  return (
    <div className={styles.form}>
      <ModelOptions settings={settings} set={set} />
      <LimitOptions settings={settings} set={set} />
      <ProofOptions settings={settings} set={set} />
      <PullRequestOptions
        settings={settings}
        set={set}
        branchPlaceholder={props.branchPlaceholder}
        titlePlaceholder={props.titlePlaceholder}
      />
      <CommandOptions settings={settings} set={set} />
    </div>
  );
}

function LimitOptions({ settings, set }: OptionProps) {
  const { limits } = settings;
  return (
    <OptionGroup title="Limits">
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
    </OptionGroup>
  );
}

function PullRequestOptions({
  settings,
  set,
  branchPlaceholder,
  titlePlaceholder,
}: OptionProps & { branchPlaceholder: string | undefined; titlePlaceholder: string | undefined }) {
  const { pullRequest } = settings;
  return (
    <OptionGroup title="Pull request">
      <div className={styles.two}>
        <TextField
          label="Branch"
          mono
          placeholder={branchPlaceholder}
          value={settings.branch === DEFAULT_JOB_SETTINGS.branch ? '' : settings.branch}
          maxLength={200}
          onValue={(branch) => set({ branch: branch.trim() || DEFAULT_JOB_SETTINGS.branch })}
        />
        <TextField
          label="Base branch"
          mono
          placeholder="The default branch of each"
          value={settings.baseBranch}
          maxLength={200}
          onValue={(baseBranch) => set({ baseBranch: baseBranch.trim() })}
        />
      </div>
      <TextField
        label="Title"
        placeholder={titlePlaceholder || 'The title of the job'}
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
    </OptionGroup>
  );
}

function CommandOptions({ settings, set }: OptionProps) {
  return (
    <OptionGroup title="Commands">
      <TextArea
        label="Hosts that commands may reach"
        hint="One per line, such as registry.npmjs.org. Empty: no network."
        mono
        rows={2}
        value={settings.allowedHosts.join('\n')}
        onValue={(text) => set({ allowedHosts: text.split('\n') })}
        onBlur={() => set({ allowedHosts: linesOf(settings.allowedHosts.join('\n')) })}
      />
      <Switch
        label="Run commands without a sandbox where there is none"
        hint="A command of a repository could then read and change everything that you can."
        checked={settings.unsandboxedAgreed}
        onChecked={(unsandboxedAgreed) => set({ unsandboxedAgreed })}
      />
    </OptionGroup>
  );
}
