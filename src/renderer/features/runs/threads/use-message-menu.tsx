import { type MouseEvent, useRef, useState } from 'react';
import { copyText } from '../../../state/actions.ts';
import { commandEntries } from '../../../ui/command-entries.ts';
import { MenuAt } from '../../../ui/Menu.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { type Entry, isRow } from './entry.ts';
import { sectionText } from './simplified.ts';
import { sectionsOf } from './technical.ts';

/** An entry of a conversation as a text of its own. */
export const messageText = (entry: Entry): string =>
  isRow(entry)
    ? [entry.title, ...sectionsOf(entry.item).map(({ label, text }) => `${label}:\n${text}`)].join('\n\n')
    : sectionText(entry);

/** Copies an entry of a conversation. */
export const copyMessage = (entry: Entry): Promise<unknown> => copyText(messageText(entry), 'Copied the message');

/** The menu of the message under the pointer. */
export function useMessageMenu() {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const entry = useRef<Entry | null>(null);
  useCommand('copy-message', () => {
    if (entry.current) void copyMessage(entry.current);
  });
  return {
    onContextMenu: (event: MouseEvent, on: Entry) => {
      event.preventDefault();
      entry.current = on;
      setAt({ x: event.clientX, y: event.clientY });
    },
    menu: at && (
      <MenuAt
        key={`${at.x} ${at.y}`}
        at={at}
        label="Actions for the message"
        entries={commandEntries(['copy-message', 'find', null, 'thread-save-markdown', 'thread-save-json'])}
        onClose={() => setAt(null)}
      />
    ),
  };
}
