import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { IconButton } from '../../../ui/Button.tsx';
import styles from './FindBar.module.css';
import type { FindBarState } from './use-find.ts';

/** Finds words in a pane: Enter goes on, Shift+Enter back, Escape closes. */
export function FindBar(props: FindBarState & { label: string }) {
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
        aria-label={props.label}
        placeholder="Find"
        spellCheck={false}
        value={props.query}
        onChange={(event) => props.onQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className={styles.findCount} role="status">
        {props.query.trim() === '' ? '' : props.total === 0 ? 'No match' : `${props.current || '–'} of ${props.total}`}
      </span>
      <IconButton
        label="Previous match"
        size="small"
        icon={<ChevronUp size={15} aria-hidden />}
        onClick={() => props.onStep(-1)}
        disabled={props.total === 0}
      />
      <IconButton
        label="Next match"
        size="small"
        icon={<ChevronDown size={15} aria-hidden />}
        onClick={() => props.onStep(1)}
        disabled={props.total === 0}
      />
      <IconButton label="Close" size="small" icon={<X size={15} aria-hidden />} onClick={props.onClose} />
    </search>
  );
}
