import { Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import { invoke } from '../../../api.ts';
import { Button } from '../../../ui/Button.tsx';
import { formatDuration } from '../../../ui/format.ts';
import { StateShape } from '../../../ui/StateMark.tsx';
import { useNowWhile } from '../../../ui/use-now.ts';
import styles from './ChecksPane.module.css';
import { LogView } from './LogView.tsx';
import { readLog } from './log-lines.ts';
import { stopCheck } from './running-check.ts';

/** The check while it runs again: for how long, what it prints, and a way to end it. */
export function RunningCheck({ runId, since, command }: { runId: RunId; since: number; command: string }) {
  const now = useNowWhile(true);
  const output = useOutput(runId);
  const [stopping, setStopping] = useState(false);
  const stop = () => {
    setStopping(true);
    void stopCheck(runId);
  };
  return (
    <section className={styles.logArea} aria-label="Check that runs">
      <div className={styles.runningCheck}>
        <StateShape shape="running" />
        <span className={styles.moment}>After</span>
        <code className={styles.command} title={command}>
          {command}
        </code>
        <span className={styles.time}>{formatDuration(now - since)}</span>
        <Button size="small" icon={<Square size={12} aria-hidden />} loading={stopping} onClick={stop}>
          Stop
        </Button>
      </div>
      {output.trim() === '' ? (
        <p className={styles.nothing}>Nothing printed yet.</p>
      ) : (
        <LogView key={output.length} lines={readLog(output)} label="Log of the check that runs" failure={null} />
      )}
    </section>
  );
}

/** Often enough to be followed by eye. */
const POLL_MS = 500;

/** What the check has printed by now. */
function useOutput(runId: RunId): string {
  const [output, setOutput] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const poll = async () => {
      const answer = await invoke('runs.checkOutput', { runId });
      if (left) return;
      if (answer.ok) setOutput(answer.value.output ?? '');
      timer = setTimeout(poll, POLL_MS);
    };
    void poll();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [runId]);
  return output;
}
