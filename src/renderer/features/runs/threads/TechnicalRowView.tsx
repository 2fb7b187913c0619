import { ChevronRight, Copy } from 'lucide-react';
import { useState } from 'react';
import { headOf } from '../../../../shared/cut.ts';
import { copyText } from '../../../state/actions.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { formatCount, formatExact, formatTime } from '../../../ui/format.ts';
import styles from './TechnicalRowView.module.css';
import { factsOf, rawOf, type Section, sectionsOf, type TechnicalRow } from './technical.ts';

/** One item with everything that is known of it; its texts are made only while it is open. */
export function TechnicalRowView(props: { row: TechnicalRow; open: boolean; onToggle: (id: string) => void }) {
  const { row, open } = props;
  return (
    <article className={classNames(styles.row, row.isError && styles.error, open && styles.open)}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={open}
        title={formatExact(row.at)}
        onClick={() => props.onToggle(row.id)}
      >
        <ChevronRight className={styles.chevron} size={14} strokeWidth={1.75} aria-hidden />
        <span className={styles.label}>{row.label}</span>
        <bdi className={styles.title}>{row.title}</bdi>
        <span className={styles.aside} data-unsearched>
          {row.isError && <span className={styles.errorWord}>error</span>}
          {row.aside}
        </span>
      </button>
      {open && <RowBody row={row} />}
    </article>
  );
}

function RowBody({ row }: { row: TechnicalRow }) {
  const [raw, setRaw] = useState(false);
  const facts = factsOf(row.item);
  return (
    <div className={styles.body}>
      <dl className={styles.facts} data-unsearched>
        <Fact label="event" value={`${row.seq}`} />
        {row.step !== null && <Fact label="step" value={String(row.step)} />}
        <Fact label="at" value={formatTime(row.at)} />
        {facts.map((fact) => (
          <Fact key={fact.label} label={fact.label} value={fact.value} />
        ))}
      </dl>
      {sectionsOf(row.item).map((section) => (
        <SectionView key={section.label} section={section} />
      ))}
      {raw ? (
        <div data-unsearched>
          <SectionView section={{ label: 'Raw', text: rawOf(row.item), language: 'json' }} />
        </div>
      ) : (
        <button type="button" className={styles.link} data-unsearched onClick={() => setRaw(true)}>
          Raw JSON
        </button>
      )}
    </div>
  );
}

const Fact = (props: { label: string; value: string }) => (
  <div className={styles.fact}>
    <dt>{props.label}</dt>
    <dd data-selectable>{props.value}</dd>
  </div>
);

/** So much is drawn at once; a log of megabytes would stop the window. */
const SHOWN_CHARACTERS = 12_000;

function SectionView({ section }: { section: Section }) {
  const [all, setAll] = useState(false);
  const isCut = !all && section.text.length > SHOWN_CHARACTERS;
  const shown = isCut ? headOf(section.text, SHOWN_CHARACTERS) : section.text;
  return (
    <section className={styles.section}>
      <header className={styles.sectionHead} data-unsearched>
        <h3>{section.label}</h3>
        <IconButton
          label={`Copy ${section.label.toLowerCase()}`}
          size="small"
          icon={<Copy size={13} aria-hidden />}
          onClick={() => void copyText(section.text)}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <pre className={styles.text} tabIndex={0}>
        {section.text === '' ? (
          <span className={styles.nothing}>(empty)</span>
        ) : section.language === 'diff' ? (
          <DiffText text={shown} />
        ) : (
          shown
        )}
      </pre>
      {isCut && (
        <button type="button" className={styles.link} data-unsearched onClick={() => setAll(true)}>
          Show all {formatCount(section.text.length)} characters
        </button>
      )}
    </section>
  );
}

function DiffText({ text }: { text: string }) {
  return text.split('\n').map((line, index) => {
    const sign = line.startsWith('+') ? styles.added : line.startsWith('-') ? styles.removed : undefined;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that never changes
      <span className={sign} key={index}>
        {`${line}\n`}
      </span>
    );
  });
}
