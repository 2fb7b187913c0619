import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import styles from './SearchField.module.css';
import { useCommand } from './use-command.ts';

/** A filter: `/` goes into it, Escape empties it and leaves, Enter only leaves. */
export function SearchField(props: { label: string; value: string; onValue: (value: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useCommand('filter', () => input.current?.select());
  return (
    <span className={styles.field}>
      <Search size={14} strokeWidth={1.75} aria-hidden />
      <input
        ref={input}
        type="text"
        className={styles.input}
        aria-label={props.label}
        placeholder={`${props.label}  /`}
        spellCheck={false}
        autoComplete="off"
        value={props.value}
        onChange={(event) => props.onValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') props.onValue('');
          if (event.key !== 'Escape' && event.key !== 'Enter') return;
          event.preventDefault();
          event.currentTarget.blur();
        }}
      />
      {props.value !== '' && (
        <button type="button" className={styles.clear} aria-label="Clear the filter" onClick={() => props.onValue('')}>
          <X size={14} aria-hidden />
        </button>
      )}
    </span>
  );
}
