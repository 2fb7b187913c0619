import { ArrowDown, Copy, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CheckResult } from '../../../../shared/check.ts';
import type { RunId } from '../../../../shared/ids.ts';
import { messageText } from '../../../../shared/messages/message-text.ts';
import { invoke } from '../../../api.ts';
import { copyText, perform } from '../../../state/actions.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { plural } from '../../../ui/format.ts';
import { askToFind } from '../find/find-store.ts';
import styles from './ChecksPane.module.css';
import { LogView } from './LogView.tsx';
import { type LogLines, readLog } from './log-lines.ts';

interface ReadLog {
  text: string;
  lines: LogLines;
  /** Only its last lines are here. */
  isCut: boolean;
}
const logOf = (text: string, isCut: boolean): ReadLog => ({ text, lines: readLog(text), isCut });

/** What one execution of the check printed. A failed one opens where its first failure is told. */
export function CheckLog({ runId, result }: { runId: RunId; result: CheckResult }) {
  // The last lines are known at once; the whole log replaces them when it is read.
  const [log, setLog] = useState(() => logOf(result.tail, true));
  const { checkId } = result;
  useEffect(() => {
    let left = false;
    void invoke('runs.checkLog', { runId, checkId }).then((answer) => {
      if (!left && answer.ok) setLog(logOf(answer.value.log, false));
    });
    return () => {
      left = true;
    };
  }, [runId, checkId]);
  const openWhole = async () => {
    const answer = await perform('runs.checkLog', { runId, checkId });
    if (answer.ok) setLog(logOf(answer.value.log, false));
  };
  const [shown, setShown] = useState(0);
  const failure = result.exitCode === 0 ? null : log.lines.firstFailure;
  const name = result.moment === 'baseline' ? 'before the change' : 'after the change';
  return (
    <section className={styles.logArea} aria-label={`Log ${name}`}>
      <header className={styles.logHead}>
        <h3>Log {name}</h3>
        {!log.lines.isBlank && (
          <span className={styles.sentence}>
            {log.isCut ? 'last ' : ''}
            {plural(log.lines.texts.length, 'line')}
          </span>
        )}
        {log.isCut && (
          <button type="button" className={styles.link} onClick={() => void openWhole()}>
            Open full log
          </button>
        )}
        <span className={styles.space} />
        {failure !== null && (
          <Button
            size="small"
            variant="ghost"
            icon={<ArrowDown size={13} aria-hidden />}
            onClick={() => setShown(shown + 1)}
          >
            First failure
          </Button>
        )}
        <IconButton
          label="Find in the log"
          keys="Mod+F"
          size="small"
          icon={<Search size={14} strokeWidth={1.75} aria-hidden />}
          onClick={() => askToFind('checks')}
        />
        <IconButton
          label="Copy the log"
          size="small"
          icon={<Copy size={14} aria-hidden />}
          onClick={() => void copyText(log.text)}
        />
      </header>
      {result.problem !== null && <p className={styles.problem}>{messageText(result.problem)}</p>}
      <LogView
        key={`${log.isCut} ${shown}`}
        lines={log.lines}
        label={`Log of ${result.command} ${name}`}
        failure={failure}
      />
    </section>
  );
}
