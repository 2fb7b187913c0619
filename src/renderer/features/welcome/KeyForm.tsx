import { KeyRound } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { KeyName } from '../../../shared/settings.ts';
import { invoke } from '../../api.ts';
import { openExternal, perform } from '../../state/actions.ts';
import { useClient } from '../../state/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { TextField } from '../../ui/Field.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import styles from './KeyForm.module.css';

const ABOUT: Record<KeyName, { title: string; hint: ReactNode; where: string; url: string; placeholder: string }> = {
  claude: {
    title: 'Claude API key',
    hint: 'Every session is billed to this key.',
    where: 'Create one in the Claude console',
    url: 'https://platform.claude.com/settings/keys',
    placeholder: 'sk-ant-…',
  },
  github: {
    title: 'GitHub token',
    hint: 'Reads your repositories, pushes branches, opens pull requests. A fine-grained token needs Contents and Pull requests: read and write; Workflows too if prompts touch them.',
    where: 'Create one on GitHub',
    url: 'https://github.com/settings/personal-access-tokens/new',
    placeholder: 'github_pat_… or ghp_…',
  },
};

/**
 * One key: what is known of it, or a field for it. It is checked with a live call before it is stored.
 * @param focused the field has the focus when it appears
 */
export function KeyForm({ name, focused = false }: { name: KeyName; focused?: boolean }) {
  const known = useClient((state) => state.keys.find((key) => key.name === name));
  const storage = useClient((state) => state.keyStorage.kind);
  const welcomed = useClient((state) => state.settings.welcomeDone);
  const [replacing, setReplacing] = useState(false);
  const [value, setValue] = useState('');
  const [checking, setChecking] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const about = ABOUT[name];

  const check = async () => {
    if (value.trim() === '') return;
    setChecking(true);
    setError(null);
    const answer = await invoke('keys.set', { name, value });
    setChecking(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    setValue('');
    setReplacing(false);
  };

  if (known?.present && !replacing) {
    return (
      <div className={styles.key}>
        <div className={styles.known}>
          <KeyRound size={16} strokeWidth={1.75} aria-hidden />
          <div className={styles.grow}>
            <h3>{about.title}</h3>
            <p className={styles.detail}>
              {known.hint && <code>{known.hint}</code>}
              {storage === 'keychain' ? 'in the system keychain' : 'in memory until the app quits'}
            </p>
          </div>
          <StateMark
            mark={
              known.account === null
                ? { shape: 'waiting', word: 'not checked', reason: 'It is checked when it is used.' }
                : {
                    shape: 'done',
                    word: name === 'github' ? known.account : 'checked',
                    reason: 'A live call confirmed it.',
                  }
            }
          />
          <Button size="small" onClick={() => setReplacing(true)}>
            Replace
          </Button>
          <Button size="small" variant="ghost" onClick={() => void perform('keys.remove', { name })}>
            Remove
          </Button>
        </div>
      </div>
    );
  }

  return (
    <form
      className={styles.key}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void check();
      }}
    >
      <div className={styles.entry}>
        <TextField
          className={styles.grow}
          label={about.title}
          type="password"
          mono
          placeholder={about.placeholder}
          value={value}
          onValue={setValue}
          disabled={checking}
          autoFocus={focused}
        />
        <Button type="submit" className={styles.submit} loading={checking} disabled={value.trim() === ''}>
          {checking ? 'Checking' : 'Check and save'}
        </Button>
        {replacing && (
          <Button variant="ghost" onClick={() => setReplacing(false)}>
            Keep the old one
          </Button>
        )}
      </div>
      <p className={styles.hint}>
        {about.hint}{' '}
        <button type="button" className={styles.link} onClick={() => void openExternal(about.url)}>
          {about.where}
        </button>
      </p>
      {error && (
        <ErrorCard
          error={error}
          only={welcomed ? ['services', 'console'] : ['console']}
          onDismiss={() => setError(null)}
        />
      )}
    </form>
  );
}
