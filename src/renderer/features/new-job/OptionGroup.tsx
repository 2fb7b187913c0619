import type { ReactNode } from 'react';
import type { JobSettings } from '../../../shared/job.ts';
import type { OptionGroupName } from '../../state/ui-store.ts';
import styles from './JobOptions.module.css';

/** What a group of options shows, and how it changes some of it. */
export interface OptionProps {
  settings: JobSettings;
  set: (change: Partial<JobSettings>) => void;
}

export function OptionGroup({ title, children }: { title: OptionGroupName; children: ReactNode }) {
  return (
    <fieldset className={styles.group} data-options={title}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

/** The entries of a field with one per line. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
