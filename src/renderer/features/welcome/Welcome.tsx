import { Layers } from 'lucide-react';
import { useState } from 'react';
import { changeSettings, startDemo } from '../../state/actions.ts';
import { useClient } from '../../state/store.ts';
import { navigate } from '../../state/ui-store.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Unfold } from '../../ui/Unfold.tsx';
import { KeyForm } from './KeyForm.tsx';
import styles from './Welcome.module.css';

/** The first start: two keys, each checked live, or a try without any. */
export function Welcome() {
  const hasClaude = useClient((state) => state.keys.some((key) => key.name === 'claude' && key.present));
  const hasGitHub = useClient((state) => state.keys.some((key) => key.name === 'github' && key.present));
  const problem = useClient((state) => (state.keyStorage.kind === 'memory' ? state.keyStorage.problem : null));
  const details = useClient((state) => state.keyStorage.details);
  const [starting, setStarting] = useState<'keys' | 'demo' | null>(null);

  const start = async (how: 'keys' | 'demo') => {
    setStarting(how);
    if (how === 'demo') {
      // The welcome stays until there is a job to show: what comes after it is an empty list that offers the demo again.
      const demo = await startDemo();
      if (demo.ok) await changeSettings({ welcomeDone: true });
    } else {
      const saved = await changeSettings({ welcomeDone: true });
      if (saved.ok) navigate({ screen: 'new-job' });
    }
    setStarting(null);
  };

  return (
    <div className={styles.page}>
      <div className={styles.card}>
        <header>
          <Layers className={styles.logo} size={28} strokeWidth={1.75} aria-hidden />
          <h1>One change, in every repository that needs it</h1>
          <p className={styles.lead}>
            Drop a list of repositories, write one instruction, review what Claude did in each, open the pull requests.
          </p>
        </header>
        {problem && (
          <Banner level="warning">
            {problem} {details && <Unfold text={details} />}
          </Banner>
        )}
        <section className={styles.keys} aria-label="Keys">
          <KeyForm name="claude" focused />
          <KeyForm name="github" />
        </section>
        <p className={styles.promise}>
          {problem ? 'Keys stay in memory and are never written to a file.' : 'Keys stay in this computer’s keychain.'}{' '}
          Code and prompts go to the Claude API and your Git host, nowhere else.
        </p>
        <footer className={styles.foot}>
          <Button
            size="large"
            variant={hasClaude ? 'secondary' : 'primary'}
            disabled={starting !== null}
            loading={starting === 'demo'}
            onClick={() => void start('demo')}
          >
            Try it without keys
          </Button>
          <Button
            size="large"
            variant={hasClaude ? 'primary' : 'secondary'}
            disabled={!hasClaude || starting !== null}
            loading={starting === 'keys'}
            onClick={() => void start('keys')}
          >
            {hasClaude && !hasGitHub ? 'Start without GitHub' : 'Start'}
          </Button>
        </footer>
        <p className={styles.small} role="status">
          {starting === 'demo'
            ? 'Setting up the sample repositories…'
            : hasClaude && !hasGitHub
              ? 'Without a token only public repositories can be read, and changes are saved as patches.'
              : 'The try runs sample repositories with a scripted model on this computer and costs nothing.'}
        </p>
      </div>
    </div>
  );
}
