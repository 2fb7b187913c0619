import { ChevronRight, TriangleAlert } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import type { JobSettings } from '../../../shared/job.ts';
import { mayHoldAny, secretsInJob } from '../../../shared/job-secrets.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import { branchFor, titleOf } from '../../../shared/new-job.ts';
import { useJobCopy } from '../../state/job-actions.ts';
import { useClient } from '../../state/store.ts';
import { navigate, uiStore, useUi } from '../../state/ui-store.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox, Switch } from '../../ui/Checkbox.tsx';
import { TextArea, TextField } from '../../ui/Field.tsx';
import { formatMoney, plural } from '../../ui/format.ts';
import { Screen } from '../../ui/Screen.tsx';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { useCommand } from '../../ui/use-command.ts';
import {
  askPreflights,
  changeDraft,
  isSaidAnyway,
  promptOf,
  runnable,
  sayAnyway,
  startJob,
  takeCopy,
  takeText,
  useDraft,
} from './draft.ts';
import { listIn } from './given-list.ts';
import { JobOptions } from './JobOptions.tsx';
import styles from './NewJob.module.css';
import { summarizeOptions } from './options-text.ts';
import { RecipeBar, RecipeNeedsNote, RecipeVariables } from './RecipeBar.tsx';
import { RepoPanel } from './RepoPanel.tsx';
import { openVariables } from './recipes.ts';
import { faultOfOptions, needsBudget, runSentences, type Start, usualRunUsd } from './run-text.ts';

/** A list, an instruction, and one button that says on how many repositories it will run. */
export function NewJob() {
  useCommand('back', () => navigate({ screen: 'jobs' }));
  usePastedLists();
  const copy = useJobCopy();
  useEffect(() => {
    if (copy) takeCopy();
    void askPreflights();
  }, [copy]);
  const hasClaude = useClient(
    (state) => state.scripted || state.keys.some((key) => key.name === 'claude' && key.present),
  );
  return (
    <Screen title="New job">
      {!hasClaude && (
        <Banner
          level="warning"
          action={
            <Button size="small" onClick={() => navigate({ screen: 'settings' })}>
              Add a key
            </Button>
          }
        >
          No Claude key yet: the job cannot run without one.
        </Banner>
      )}
      <SplitPane
        id="new-job"
        label="Width of the list of repositories"
        fixed="start"
        size={420}
        min={300}
        max={760}
        minOther={360}
        start={<RepoPanel />}
        end={<Instruction hasClaude={hasClaude} />}
      />
    </Screen>
  );
}

function Instruction({ hasClaude }: { hasClaude: boolean }) {
  const title = useDraft((draft) => draft.title);
  const prompt = useDraft((draft) => draft.prompt);
  const ownSettings = useDraft((draft) => draft.settings);
  const defaults = useClient((state) => state.settings.jobDefaults);
  const settings = ownSettings ?? defaults;
  const [unfolded, setUnfolded] = useState(false);
  useShownOptions(() => setUnfolded(true));
  const filled = useDraft(promptOf);
  const shownTitle = titleOf({ title, prompt: filled });
  const branch = branchFor(settings, shownTitle);
  return (
    <section className={styles.panel} aria-label="Instruction">
      <div className={styles.scroll}>
        <RecipeBar />
        <TextArea
          label="Instruction"
          className={styles.prompt}
          placeholder="What should be true in every repository afterwards? Say how to tell that it is done, and what must not change."
          hint={
            prompt.trim() === ''
              ? 'For example: Replace Travis CI with a GitHub Actions workflow that runs npm test on Node 20 and 22, remove .travis.yml and change the badge in the readme.'
              : undefined
          }
          value={prompt}
          rows={10}
          maxLength={100_000}
          onValue={(value) => changeDraft({ prompt: value })}
        />
        <RecipeVariables />
        <RecipeNeedsNote />
        <TextField
          label="Title"
          placeholder={shownTitle || 'The first line of the instruction'}
          value={title}
          maxLength={200}
          onValue={(value) => changeDraft({ title: value })}
        />
        <Collapsible.Root open={unfolded} onOpenChange={setUnfolded} className={styles.options}>
          <Collapsible.Trigger className={styles.fold}>
            <ChevronRight size={16} aria-hidden />
            <span className={styles.foldTitle}>Options</span>
            {!unfolded && <span className={styles.foldSummary}>{summarizeOptions(settings, branch)}</span>}
          </Collapsible.Trigger>
          <Collapsible.Content className={styles.optionsBody}>
            <JobOptions
              settings={settings}
              branchPlaceholder={branch}
              titlePlaceholder={shownTitle}
              onChange={(changed) => changeDraft({ settings: changed })}
            />
          </Collapsible.Content>
        </Collapsible.Root>
        <NoSandbox settings={settings} />
      </div>
      <RunBar hasClaude={hasClaude} settings={settings} onShowOptions={unfolded ? null : () => setUnfolded(true)} />
    </section>
  );
}

/** A failure may lead to one part of the options. */
function useShownOptions(unfold: () => void): void {
  const group = useUi((state) => state.newJobOptionsAt);
  useEffect(() => {
    if (group === null) return;
    uiStore.setState({ newJobOptionsAt: null });
    unfold();
    // They are drawn by then.
    requestAnimationFrame(() => {
      const part = document.querySelector<HTMLElement>(`main [data-options="${group}"]`);
      part?.scrollIntoView({ block: 'start' });
      part?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
    });
  }, [group, unfold]);
}

/** Without a sandbox nothing of a repository is run before the person has agreed to it. */
function NoSandbox({ settings }: { settings: JobSettings }) {
  const sandbox = useClient((state) => state.sandbox);
  if (sandbox === null || sandbox.available) return null;
  return (
    <section className={styles.noSandbox} role="status">
      <TriangleAlert className={styles.warning} size={16} strokeWidth={1.75} aria-hidden />
      <div>
        <h3>{settings.unsandboxedAgreed ? 'Commands run without a sandbox' : 'Nothing will be tested'}</h3>
        <p>
          {settings.unsandboxedAgreed
            ? 'Commands and checks of these repositories can read and change everything that you can.'
            : 'Commands and checks only run in a sandbox, and there is none here.'}{' '}
          {sandbox.reason && messageText(sandbox.reason)}
        </p>
        <Switch
          label="Run commands without a sandbox"
          checked={settings.unsandboxedAgreed}
          onChecked={(unsandboxedAgreed) => changeDraft({ settings: { ...settings, unsandboxedAgreed } })}
        />
      </div>
    </section>
  );
}

/** What would be started now, with what it means. */
function useStart(settings: JobSettings): Start {
  const count = useDraft((draft) => runnable(draft).length);
  const scripted = useClient((state) => state.scripted);
  const app = useClient((state) => state.settings);
  const jobs = useClient((state) => state.jobs);
  const usualUsd = useMemo(() => usualRunUsd(Object.values(jobs), settings), [jobs, settings]);
  return { count, settings, scripted, app, usualUsd };
}

function RunBar(props: { hasClaude: boolean; settings: JobSettings; onShowOptions: (() => void) | null }) {
  const { hasClaude, settings } = props;
  const start = useStart(settings);
  const { count } = start;
  const fault = faultOfOptions(start);
  const listed = useDraft((draft) => draft.intake.repos.length);
  const hasPrompt = useDraft((draft) => draft.prompt.trim() !== '');
  const unfilled = useDraft(
    (draft) => openVariables(draft.prompt, draft.variables).find((name) => !draft.values[name]?.trim()) ?? null,
  );
  const places = useDraft((draft) =>
    secretsInJob({ title: draft.title, prompt: promptOf(draft), settings }).join('\n'),
  );
  const anyway = useDraft(isSaidAnyway);
  const withKeys = places === '' ? [] : places.split('\n');
  const secrets = withKeys.filter((place) => !anyway || !mayHoldAny(place)).join(' and in ');
  const starting = useDraft((draft) => draft.starting);
  const missing =
    count === 0
      ? listed === 0
        ? 'Add repositories first.'
        : 'None of these repositories can be run.'
      : !hasPrompt
        ? 'Write the instruction first.'
        : unfilled !== null
          ? `Fill in: ${unfilled}.`
          : secrets !== ''
            ? `Take out what looks like a key or token in ${secrets}.`
            : !hasClaude
              ? 'Add a Claude key first.'
              : fault;
  useCommand('start-job', () => void startJob(), missing === null && !starting);
  return (
    <footer className={styles.runBar}>
      <p className={styles.runText} data-fault={(missing !== null && missing === fault) || undefined}>
        {missing ?? runSentences(start)}
      </p>
      {missing !== null && missing === fault && (
        <>
          {needsBudget(start) && (
            <Button onClick={() => changeDraft({ settings: { ...settings, budgetUsd: start.app.budgetFromUsd } })}>
              Budget of {formatMoney(start.app.budgetFromUsd ?? 0)}
            </Button>
          )}
          {props.onShowOptions && (
            <Button variant="ghost" onClick={props.onShowOptions}>
              Show the options
            </Button>
          )}
        </>
      )}
      {withKeys.some(mayHoldAny) && (
        <Checkbox checked={anyway} onChecked={sayAnyway}>
          It is none: send it anyway
        </Checkbox>
      )}
      <Button
        variant="primary"
        size="large"
        keys="Mod+Enter"
        loading={starting}
        disabled={missing !== null}
        onClick={() => void startJob()}
      >
        {count > 0 ? `Run on ${plural(count, 'repository', 'repositories')}` : 'Run'}
      </Button>
    </footer>
  );
}

/** Text that is pasted outside of any field is a list. */
function usePastedLists(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest('input, textarea, [role=dialog]')) return;
      const text = event.clipboardData ? listIn(event.clipboardData) : '';
      if (text.trim() !== '') takeText(text);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
}
