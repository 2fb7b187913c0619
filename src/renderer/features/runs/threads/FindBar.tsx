import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { IconButton } from '../../../ui/Button.tsx';
import styles from './ThreadView.module.css';

/** Finds words in the thread: Enter goes on, Shift+Enter back, Escape closes. */
export function FindBar(props: {
  query: string;
  onQuery: (query: string) => void;
  /** Place of the current hit among all, from 1; 0 before the first step. */
  current: number;
  found: number;
  onStep: (direction: 1 | -1) => void;
  onClose: () => void;
  /** Raised each time the key is pressed again: the field takes the focus back. */
  asked: number;
}) {
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: focus follows the key, not the field
  useEffect(() => field.current?.select(), [props.asked]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') props.onClose();
    else props.onStep(event.shiftKey ? -1 : 1);
  };
  return (
    <search className={styles.find}>
      <input
        ref={field}
        className={styles.findField}
        type="text"
        aria-label="Find in the conversation"
        placeholder="Find"
        spellCheck={false}
        value={props.query}
        onChange={(event) => props.onQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className={styles.findCount} role="status">
        {props.query.trim() === '' ? '' : props.found === 0 ? 'not found' : `${props.current || '–'} of ${props.found}`}
      </span>
      <IconButton
        label="Previous hit"
        size="small"
        icon={<ChevronUp size={15} aria-hidden />}
        onClick={() => props.onStep(-1)}
        disabled={props.found === 0}
      />
      <IconButton
        label="Next hit"
        size="small"
        icon={<ChevronDown size={15} aria-hidden />}
        onClick={() => props.onStep(1)}
        disabled={props.found === 0}
      />
      <IconButton label="Close" size="small" icon={<X size={15} aria-hidden />} onClick={props.onClose} />
    </search>
  );
}
