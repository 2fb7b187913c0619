import { Copy } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { JobSettings } from '../../../shared/job.ts';
import { Settings as SettingsSchema } from '../../../shared/settings.ts';
import { changeSettings, copyText } from '../../state/actions.ts';
import { useClient } from '../../state/store.ts';
import { uiStore, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Switch } from '../../ui/Checkbox.tsx';
import { NumberField, TextField } from '../../ui/Field.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import { Unfold } from '../../ui/Unfold.tsx';
import styles from './Settings.module.css';

type JobFields = (settings: JobSettings, onChange: (settings: JobSettings) => void) => ReactNode;

/** `keys` are the forms of the two keys, `jobOptions` the options that a new job starts with. */
export function Settings(props: { keys: ReactNode; jobOptions: JobFields }) {
  const settings = useClient((state) => state.settings);
  const version = useClient((state) => state.version);
  const dataPath = useClient((state) => state.dataPath);
  const keyStorage = useClient((state) => state.keyStorage);
  const dense = useUi((state) => state.dense);
  useShownSection();
  return (
    <Screen title="Settings">
      <div className={styles.scroll}>
        <div className={styles.column}>
          <Section
            title="Keys"
            text={
              <>
                {keyStorage.problem ?? 'Kept in the system keychain, never in a file.'}{' '}
                {keyStorage.details && <Unfold text={keyStorage.details} />}
              </>
            }
          >
            {props.keys}
          </Section>

          <Section title="Appearance">
            <div className={styles.line}>
              <span>Theme</span>
              <Segmented
                label="Theme"
                value={settings.theme}
                onValue={(theme) => void changeSettings({ theme })}
                options={[
                  { value: 'system', label: 'System' },
                  { value: 'light', label: 'Light' },
                  { value: 'dark', label: 'Dark' },
                ]}
              />
            </div>
            <Switch label="Dense rows" checked={dense} onChecked={(on) => uiStore.setState({ dense: on })} />
          </Section>

          <Section title="Running">
            <div className={styles.grid}>
              <SavedNumber
                label="Sessions at the same time"
                hint="Each is a process of its own with its own clone."
                field="concurrency"
                min={1}
                max={64}
                step={1}
              />
              <SavedNumber
                label="Budget per day"
                hint="At the limit nothing new starts."
                placeholder="no limit"
                field="dayBudgetUsd"
                prefix="$"
                min={0.01}
                max={100_000}
              />
              <SavedNumber
                label="Ask for a budget above"
                hint="A job that could cost more starts with a budget only."
                placeholder="never"
                field="budgetFromUsd"
                prefix="$"
                min={0.01}
                max={100_000}
              />
              <SavedNumber
                label="Results that may wait for review"
                hint="New runs wait until you have caught up."
                placeholder="no limit"
                field="reviewLimit"
                min={1}
                max={10_000}
                step={1}
              />
              <SavedNumber
                label="Disk for clones"
                hint="The least recently used go first, unreviewed work never."
                field="diskQuotaGb"
                suffix="GB"
                min={1}
                max={10_000}
              />
            </div>
          </Section>

          <Section title="Editor" text="Opens files of a change. {file} and {line} are filled in; no shell reads it.">
            <EditorField />
          </Section>

          <Section title="Services" text="Change these for a gateway, GitHub Enterprise or a local server.">
            <SavedUrl label="Claude API" field="anthropicUrl" />
            <SavedUrl label="GitHub API" field="githubUrl" />
          </Section>

          <Section title="New jobs" text="What a new job starts with; each job can change it.">
            <JobDefaults fields={props.jobOptions} />
          </Section>

          <Section title="Data" text="Jobs, conversations and results lie here. Nothing is deleted by itself.">
            <div className={styles.line}>
              <TruncatedText text={dataPath} keep="end" mono />
              <Button
                size="small"
                icon={<Copy size={14} aria-hidden />}
                onClick={() => void copyText(dataPath, 'Copied the path')}
              >
                Copy path
              </Button>
            </div>
            <p className={styles.version}>Cody Batch {version}</p>
          </Section>
        </div>
      </div>
    </Screen>
  );
}

/** Whoever was led to one part of Settings sees it, and may type at once. */
function useShownSection(): void {
  const section = useUi((state) => state.settingsAt);
  useEffect(() => {
    if (section === null) return;
    uiStore.setState({ settingsAt: null });
    const part = document.querySelector<HTMLElement>(`main section[aria-label="${section}"]`);
    part?.scrollIntoView({ block: 'start' });
    part?.querySelector<HTMLElement>('input, button')?.focus({ preventScroll: true });
  }, [section]);
}

function Section(props: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={props.title}>
      <div className={styles.about}>
        <h2>{props.title}</h2>
        {props.text && <p>{props.text}</p>}
      </div>
      <div className={styles.fields}>{props.children}</div>
    </section>
  );
}

/**
 * A value that is being typed; `save` is asked when it is left, by Enter, by the mouse, by a key that leads to another screen, where
 * a field hears no blur, or by the end of the window.
 */
function useDraft<T>(saved: T, save: (draft: T) => void) {
  const [draft, setDraft] = useState(saved);
  useEffect(() => setDraft(saved), [saved]);
  const leave = useRef<() => void>(() => undefined);
  useLayoutEffect(() => {
    leave.current = () => {
      if (draft !== saved) save(draft);
    };
  });
  useEffect(() => {
    const leaveNow = () => leave.current();
    // The window closes: nothing is blurred or taken away then.
    window.addEventListener('pagehide', leaveNow);
    return () => {
      window.removeEventListener('pagehide', leaveNow);
      leaveNow();
    };
  }, []);
  const events = {
    onBlur: () => leave.current(),
    onKeyDown: (event: KeyboardEvent) => event.key === 'Enter' && leave.current(),
  };
  return [draft, setDraft, events] as const;
}

function SavedNumber(props: {
  label: string;
  hint: string;
  placeholder?: string;
  field: 'concurrency' | 'dayBudgetUsd' | 'budgetFromUsd' | 'reviewLimit' | 'diskQuotaGb';
  min: number;
  max: number;
  step?: number;
  prefix?: string;
  suffix?: string;
}) {
  const { field, hint, min, max, ...rest } = props;
  const saved = useClient((state) => state.settings[field]);
  const fits = (value: number | null) =>
    SettingsSchema.shape[field].safeParse(value).success && (value === null || (value >= min && value <= max));
  const [draft, setDraft, events] = useDraft<number | null>(saved, (value) => {
    if (fits(value)) void changeSettings({ [field]: value });
  });
  const error = fits(draft) ? undefined : `A number from ${min} to ${max.toLocaleString('en-US')}.`;
  return (
    <NumberField {...rest} {...events} min={min} max={max} hint={hint} error={error} value={draft} onValue={setDraft} />
  );
}

function EditorField() {
  const saved = useClient((state) => state.settings.editorCommand);
  const [draft, setDraft, events] = useDraft(saved, (command) => {
    setDraft(command.trim());
    if (command.trim() !== saved) void changeSettings({ editorCommand: command.trim() });
  });
  return (
    <TextField
      label="Command"
      hint="For example: code -g {file}:{line}, or subl {file}:{line}."
      mono
      maxLength={500}
      value={draft}
      onValue={setDraft}
      {...events}
    />
  );
}

function SavedUrl({ label, field }: { label: string; field: 'anthropicUrl' | 'githubUrl' }) {
  const saved = useClient((state) => state.settings[field]);
  const read = (text: string) => SettingsSchema.shape[field].safeParse(text.trim()).data;
  const [draft, setDraft, events] = useDraft(saved, (text) => {
    const url = read(text);
    if (url === undefined) return;
    setDraft(url);
    if (url !== saved) void changeSettings({ [field]: url });
  });
  const error = read(draft) === undefined ? 'A whole address, such as https://host/path.' : undefined;
  return <TextField label={label} mono value={draft} onValue={setDraft} error={error} {...events} />;
}

const PAUSE_MS = 300;

/** What new jobs start with. It is saved at a pause: main's answer to each letter would take back the next one. */
function JobDefaults({ fields }: { fields: JobFields }) {
  const saved = useClient((state) => state.settings.jobDefaults);
  const [draft, setDraft] = useState<JobSettings | null>(null);
  const waiting = useRef<JobSettings | null>(null);
  const save = () => {
    if (waiting.current) void changeSettings({ jobDefaults: waiting.current });
    waiting.current = null;
  };
  const saveNow = useRef(save);
  useEffect(() => {
    if (waiting.current === null || draft === null) return;
    const pause = setTimeout(saveNow.current, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [draft]);
  useEffect(() => () => saveNow.current(), []);
  return fields(draft ?? saved, (next) => {
    waiting.current = next;
    setDraft(next);
  });
}
