import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { MethodValue } from '../../../shared/ipc.ts';
import { invoke } from '../../api.ts';
import { copyText } from '../../state/actions.ts';
import { setOverlay, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import styles from './Help.module.css';
import { versionLines } from './version-lines.ts';

/** What the app is, what it runs on, and whose work is inside. */
export function AboutDialog() {
  const open = useUi((state) => state.overlay === 'about');
  return (
    <Dialog
      open={open}
      onClose={() => setOverlay(null)}
      title="About Cody Batch"
      description="Drop a list of repositories, write one prompt, and get a pull request from each."
      width="large"
    >
      <About />
    </Dialog>
  );
}

/** Mounted with the open dialog: the notices are long, and few read them. */
function About() {
  const [about, setAbout] = useState<MethodValue<'app.about'> | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    void invoke('app.about', {}).then((answer) => (answer.ok ? setAbout(answer.value) : setError(answer.error)));
  }, []);
  if (error) return <ErrorCard error={error} />;
  if (!about) return <SkeletonRows rows={5} label="Reading versions and licences" />;
  const lines = versionLines(about.versions);
  const text = lines.map(([name, value]) => `${name}: ${value}`).join('\n');
  return (
    <>
      <dl className={styles.versions}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Button size="small" onClick={() => void copyText(text, 'Copied the versions')}>
        Copy versions
      </Button>
      <h3 className={styles.heading}>Third-party notices</h3>
      {about.notices === null ? (
        <p>This build carries no notices: a package does.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll what holds no control
        <section className={styles.text} tabIndex={0} aria-label="Third-party notices">
          {about.notices}
        </section>
      )}
    </>
  );
}
