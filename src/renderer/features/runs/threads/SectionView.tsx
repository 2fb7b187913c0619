import {
  Bot,
  CircleCheck,
  CircleX,
  Eye,
  Info,
  LoaderCircle,
  Pencil,
  Search,
  Terminal,
  TriangleAlert,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { FinishReport } from '../../../../shared/finish.ts';
import type { ItemOf } from '../../../../shared/thread.ts';
import { classNames } from '../../../ui/class-names.ts';
import { ErrorCard } from '../../../ui/ErrorCard.tsx';
import { RelativeTime } from '../../../ui/Figures.tsx';
import { formatDuration, formatMoney, plural } from '../../../ui/format.ts';
import type { Action } from './actions.ts';
import { Markdown } from './Markdown.tsx';
import styles from './SectionView.module.css';
import type { Section, Tone } from './simplified.ts';

const TONE_CLASS: Record<Tone, string | undefined> = {
  plain: styles.plain,
  good: styles.good,
  attention: styles.attention,
  bad: styles.bad,
};
const ICON = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

const SOURCE: Record<ItemOf<'turn'>['source'], string> = {
  instruction: 'Instruction',
  person: 'Your comment',
  check: 'Sent back: the checks are newly broken',
  judge: 'Sent back by the judge',
  guard: 'Sent back by a guard rail',
};

/** Shows a file in the diff; null while there is none. */
type OnFile = ((path: string) => void) | null;

/** One section of the story. */
export function SectionView({ section, onFile }: { section: Section; onFile: OnFile }) {
  switch (section.kind) {
    case 'asked':
      return (
        <section className={styles.asked}>
          <p className={styles.source} data-unsearched>
            {SOURCE[section.source]} <RelativeTime at={section.at} />
          </p>
          <Folding lines={section.source === 'person' ? 12 : 4} text={section.text}>
            <Markdown text={section.text} />
          </Folding>
        </section>
      );
    case 'said':
      return section.stress === 'none' ? (
        <Line icon={<Bot {...ICON} />}>
          <Markdown text={section.text} />
        </Line>
      ) : (
        <section className={classNames(styles.stress, section.stress === 'risk' && styles.risk)}>
          <Markdown text={section.text} />
        </section>
      );
    case 'did':
      return (
        <ul className={styles.actions}>
          {section.actions.map((action, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same command may be told twice
            <ActionLine action={action} onFile={onFile} key={`${index}:${action.text}`} />
          ))}
        </ul>
      );
    case 'remark':
      return (
        <Line icon={toneIcon(section.tone)} tone={section.tone} quiet>
          <Markdown text={section.text} />
        </Line>
      );
    case 'checked':
      return (
        <Line icon={toneIcon(section.tone)} tone={section.tone}>
          <div className={styles.checked}>
            <Markdown text={section.text} />
            <span className={styles.aside} data-unsearched>
              {formatDuration(section.result.ms)}
            </span>
          </div>
        </Line>
      );
    case 'reported':
      return <Report report={section.report} onFile={onFile} />;
    case 'broke_off':
      return <ErrorCard error={section.error} only={[]} />;
    case 'total':
      return (
        <p className={styles.total}>
          {formatMoney(section.costUsd)} · {formatDuration(section.ms)} of work · {plural(section.steps, 'step')}
          {section.turns > 1 && ` in ${section.turns} turns`}
        </p>
      );
  }
}

const toneIcon = (tone: Tone): ReactNode => {
  switch (tone) {
    case 'plain':
      return <Info {...ICON} />;
    case 'good':
      return <CircleCheck {...ICON} />;
    case 'attention':
      return <TriangleAlert {...ICON} />;
    case 'bad':
      return <CircleX {...ICON} />;
  }
};

function Line(props: { icon: ReactNode; tone?: Tone; quiet?: boolean; children: ReactNode }) {
  return (
    <div className={classNames(styles.line, props.tone && TONE_CLASS[props.tone], props.quiet && styles.quiet)}>
      <span className={styles.icon}>{props.icon}</span>
      <div className={styles.words}>{props.children}</div>
    </div>
  );
}

const DEED_ICON: Record<Action['kind'], ReactNode> = {
  read: <Eye {...ICON} />,
  searched: <Search {...ICON} />,
  changed: <Pencil {...ICON} />,
  ran: <Terminal {...ICON} />,
  failed: <TriangleAlert {...ICON} />,
  doing: <LoaderCircle {...ICON} className={styles.turning} />,
};
const NAMES_SHOWN = 4;

/** The name of a file, which leads to its change where there is one. */
function FileName({ name, path, onFile }: { name: string; path: string | null; onFile: OnFile }) {
  return onFile && path !== null ? (
    <button type="button" className={classNames(styles.name, styles.file)} onClick={() => onFile(path)}>
      <bdi>{name}</bdi>
    </button>
  ) : (
    <bdi className={styles.name}>{name}</bdi>
  );
}

function ActionLine({ action, onFile }: { action: Action; onFile: OnFile }) {
  const [open, setOpen] = useState(false);
  const shown = open ? action.names : action.names.slice(0, NAMES_SHOWN);
  const more = action.names.length - shown.length;
  return (
    <li className={classNames(styles.line, TONE_CLASS[action.tone])}>
      <span className={styles.icon}>{DEED_ICON[action.kind]}</span>
      <div className={styles.words}>
        <span data-selectable>{action.text}</span>
        {shown.length > 0 && (
          <span className={styles.names} data-selectable>
            {shown.map(({ text, path }) => (
              <FileName name={text} path={path} onFile={onFile} key={text} />
            ))}
            {more > 0 && (
              <button type="button" className={styles.more} data-unsearched onClick={() => setOpen(true)}>
                {more} more
              </button>
            )}
          </span>
        )}
      </div>
    </li>
  );
}

function Report({ report, onFile }: { report: FinishReport; onFile: OnFile }) {
  return (
    <section className={styles.report} aria-label="Report of the session">
      <header className={styles.reportHead} data-unsearched>
        <span className={styles.reportTitle}>
          {report.outcome === 'changed'
            ? 'What it says it did'
            : report.outcome === 'no_change_needed'
              ? 'No change needed'
              : 'It could not do it'}
        </span>
        {report.outcome === 'changed' && <span className={styles.aside}>it says: {report.risk} risk</span>}
      </header>
      <Markdown text={report.summary} />
      {report.changes.length > 0 && (
        <ul className={styles.changes}>
          {report.changes.map((change) => (
            <li key={`${change.path}:${change.what}`}>
              <FileName name={change.path} path={change.path} onFile={onFile} />
              <span data-selectable>{change.what}</span>
            </li>
          ))}
        </ul>
      )}
      <Notes title="Look at" notes={report.reviewerNotes} />
      <Notes title="Left to do" notes={report.followUps} />
    </section>
  );
}

function Notes({ title, notes }: { title: string; notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <div>
      <p className={styles.notesTitle} data-unsearched>
        {title}
      </p>
      <ul className={styles.notes}>
        {notes.map((note) => (
          <li key={note}>
            <Markdown text={note} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A long text shows its beginning first. */
function Folding(props: { lines: number; text: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const isLong = props.text.length > props.lines * 90 || props.text.split('\n').length > props.lines + 1;
  if (!isLong) return props.children;
  return (
    <>
      <div className={open ? undefined : styles.folded} style={open ? undefined : { maxHeight: props.lines * 20 }}>
        {props.children}
      </div>
      <button type="button" className={styles.more} data-unsearched onClick={() => setOpen(!open)} aria-expanded={open}>
        {open ? 'Show less' : 'Show all'}
      </button>
    </>
  );
}
