import { expect, test } from 'vitest';
import { offerCommand } from '../state/command-registry.ts';
import { commandEntries } from './command-entries.ts';

test('a menu has the commands that can be carried out, and no separator without something on both sides', () => {
  const ran: string[] = [];
  const withdraw = (['comment', 'approve'] as const).map((id) =>
    offerCommand(id, { run: () => ran.push(id), enabled: true }),
  );
  const entries = commandEntries(['reject', null, 'comment', null, 'send', null, 'approve', null, 'send']);
  expect(entries.map((entry) => entry && `${entry.label} ${entry.keys}`)).toEqual(['Comment C', null, 'Approve E']);
  entries.at(-1)?.onSelect();
  expect(ran).toEqual(['approve']);
  for (const one of withdraw) one();
});
