import { LoaderCircle } from 'lucide-react';
import { tailOf } from '../../../../shared/cut.ts';
import type { LiveStep } from '../../../../shared/live-step.ts';
import styles from './LiveView.module.css';
import { Markdown } from './Markdown.tsx';

/** What is being streamed just now, and what goes on (`action`, null when the line above says it): words as prose in the story, every part as it comes in the technical view. */
export function LiveView(props: { live: LiveStep | null; action: string | null; view: 'simplified' | 'technical' }) {
  const { live, view } = props;
  return (
    <section className={styles.live} aria-label="What happens now">
      {live && view === 'simplified' && live.text !== '' && <Markdown text={live.text} />}
      {live && view === 'technical' && (
        <>
          <Part label="reasoning" text={live.reasoning} />
          <Part label="message" text={live.text} />
          <Part label="tool input" text={live.toolInput} />
          <Part label="output" text={live.output} />
        </>
      )}
      {props.action !== null && (
        <p className={styles.now}>
          <LoaderCircle className={styles.turning} size={14} aria-hidden />
          {props.action}
        </p>
      )}
    </section>
  );
}

const Part = ({ label, text }: { label: string; text: string }) =>
  text === '' ? null : (
    <div>
      <p className={styles.label}>{label}</p>
      <pre className={styles.text}>{tailOf(text, 4000)}</pre>
    </div>
  );
