import { ChevronDown, ChevronRight, TriangleAlert } from 'lucide-react';
import type { FileChange } from '../../../../shared/changeset.ts';
import type { RunId } from '../../../../shared/ids.ts';
import { setFolded, useUi } from '../../../state/ui-store.ts';
import { type ChangePlace, placeInChange } from './place-in-change.ts';
import styles from './ThingsToLookAt.module.css';

/** What speaks against a change, in one strip that can be folded; what is about a file of the change leads there. */
export function ThingsToLookAt(props: {
  runId: RunId;
  texts: readonly string[];
  changes: readonly FileChange[];
  onOpen: (place: ChangePlace) => void;
}) {
  const { texts, changes } = props;
  const key = `doubts:${props.runId}`;
  const isFolded = useUi((state) => state.foldedGroups[key] ?? false);
  if (texts.length === 0) return null;
  const Chevron = isFolded ? ChevronRight : ChevronDown;
  return (
    <section className={styles.strip} aria-label="Things to look at">
      <button type="button" className={styles.head} aria-expanded={!isFolded} onClick={() => setFolded(key, !isFolded)}>
        <TriangleAlert size={14} strokeWidth={1.75} aria-hidden />
        {texts.length === 1 ? '1 thing to look at' : `${texts.length} things to look at`}
        <Chevron size={14} aria-hidden />
      </button>
      {!isFolded && (
        <ul className={styles.list}>
          {texts.map((text) => {
            const place = placeInChange(text, changes);
            return (
              <li key={text}>
                {place ? (
                  <button type="button" className={styles.link} onClick={() => props.onOpen(place)}>
                    {text}
                  </button>
                ) : (
                  <span data-selectable>{text}</span>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
