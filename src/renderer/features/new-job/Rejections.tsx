import { X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../ui/Button.tsx';
import { plural } from '../../ui/format.ts';
import { StateShape } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import type { Intake } from './intake.ts';
import styles from './NewJob.module.css';

const SHOWN = 3;

/** What of a list was not taken, line by line with its reason, and how many lines were the same repository. */
export function Rejections({ intake, onClose }: { intake: Intake; onClose: () => void }) {
  const [all, setAll] = useState(false);
  const { rejections, rejectedCount, mergedCount } = intake;
  const shown = all ? rejections : rejections.slice(0, SHOWN);
  return (
    <div className={styles.rejections} role="status">
      <div className={styles.rejectionsHead}>
        {rejectedCount > 0 && <StateShape shape="attention" />}
        <span className={styles.space}>
          {[
            rejectedCount > 0 && `${plural(rejectedCount, 'line')} not used`,
            mergedCount > 0 && `${plural(mergedCount, 'duplicate')} merged`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {rejections.length > SHOWN && (
          <Button size="small" variant="ghost" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : 'Show all'}
          </Button>
        )}
        <IconButton label="Dismiss" size="small" icon={<X size={14} aria-hidden />} onClick={onClose} />
      </div>
      {rejections.length > 0 && (
        <ul className={styles.rejectionList}>
          {shown.map((rejection) => (
            <li key={`${rejection.place} ${rejection.text} ${rejection.reason}`}>
              <span className={styles.place}>{rejection.place}</span>
              <span className={styles.rejected}>
                <TruncatedText text={rejection.text} mono />
                <span className={styles.reason}>{rejection.reason}</span>
              </span>
            </li>
          ))}
          {all && rejectedCount > rejections.length && <li>and {rejectedCount - rejections.length} more</li>}
        </ul>
      )}
    </div>
  );
}
