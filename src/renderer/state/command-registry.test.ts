import { afterEach, expect, test } from 'vitest';
import { type CommandOffer, canRun, offerCommand, refusalOf, runCommand } from './command-registry.ts';
import type { CommandId } from './commands.ts';

const ran: string[] = [];
const standing: (() => void)[] = [];
const offer = (name: string, id: CommandId, rest: Partial<CommandOffer> = {}) =>
  standing.push(offerCommand(id, { run: () => ran.push(name), enabled: true, ...rest }));

afterEach(() => {
  for (const withdraw of standing.splice(0)) withdraw();
  ran.length = 0;
});

test('the newest offer that is enabled answers', () => {
  offer('list', 'send');
  offer('detail', 'send');
  offer('off', 'send', { enabled: false });
  expect(runCommand('send')).toBe(true);
  expect(ran).toEqual(['detail']);
});

test('who cannot carry a command out just now may say why, as long as nobody else can', () => {
  offer('list', 'approve', { enabled: false });
  expect(refusalOf('approve')).toBeUndefined();
  offer('detail', 'approve', { enabled: false, refusal: 'nothing to decide' });
  expect(refusalOf('approve')).toBe('nothing to decide');
  offer('other', 'approve');
  expect(refusalOf('approve')).toBeUndefined();
});

test('in a dialog only its own offers answer, never what lies under it or over it', () => {
  const [under, over] = [{ name: 'under' }, { name: 'over' }];
  offer('screen', 'start-job');
  offer('comment', 'send');
  offer('options', 'send', { dialog: () => under });
  expect([canRun('start-job', under), canRun('send', under)]).toEqual([false, true]);
  expect([canRun('start-job', over), canRun('send', over)]).toEqual([false, false]);
  expect([runCommand('send', over), runCommand('start-job', under), runCommand('send', under)]).toEqual([
    false,
    false,
    true,
  ]);
  expect(ran).toEqual(['options']);
});
