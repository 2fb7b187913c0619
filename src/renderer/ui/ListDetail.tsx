import type { ReactNode } from 'react';
import { SplitPane } from './SplitPane.tsx';

/**
 * A list that fills the screen until something of it is opened; then both stand side by side. It is the same list then, where
 * it was scrolled to. `id` remembers its width.
 */
export function ListDetail(props: {
  id: string;
  label: string;
  size: number;
  list: ReactNode;
  detail: ReactNode | null;
}) {
  const { id, label, size, list, detail } = props;
  return (
    <SplitPane
      id={id}
      label={label}
      fixed="start"
      size={size}
      min={220}
      max={720}
      minOther={480}
      start={list}
      end={detail}
    />
  );
}
