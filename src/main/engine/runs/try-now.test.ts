import { expect, it } from 'vitest';
import { says } from '../../../shared/messages/row-message.ts';
import { manualClock } from '../../lib/clock-manual.ts';
import { queueWorld } from '../../scheduler/testing.ts';
import { exampleJob, SETTLED, STARTED } from '../../store/testing.ts';
import { createImpatience, tryNow } from './try-now.ts';

it('ends the wait of a run in the queue, of a session, and of a pull request, and leaves the others alone', async () => {
  const { clock, records, queue, ids } = await queueWorld(5);
  const [queued, running, settled, other, paced] = ids as [never, never, never, never, never];
  const until = clock.now() + 60_000;
  const error = { code: 'github_unreachable', message: 'Nobody answers.' } as const;
  const waiting = { kind: 'waiting', reason: says('waiting_to_go_on'), until } as const;
  await records.record(queued, waiting);
  await records.record(running, STARTED, { ...waiting, reason: says('asking_model_again') });
  // What a rate limit spreads has nobody who could be told.
  await records.record(paced, STARTED, { ...waiting, reason: says('rate_limit_spread') });
  await records.record(settled, STARTED, SETTLED('changed'), { kind: 'publication_waiting', until, error });
  await records.record(other, STARTED);

  const impatience = createImpatience();
  const told: string[] = [];
  for (const id of ids) impatience.listen(id, () => told.push(id));
  const answer = await tryNow({ records, impatience, queue }, ids);

  expect(answer.ok).toBe(true);
  expect(told).toEqual([running]);
  expect([queued, running, other].map((id) => records.run(id)?.waitingUntil)).toEqual([clock.now(), null, null]);
  expect(records.run(paced)).toMatchObject({ waitingUntil: until, action: { code: 'rate_limit_spread' } });
  expect(records.run(settled)?.publication.step).toBe('requested');
});

it('tells nobody who has stopped listening', () => {
  const impatience = createImpatience();
  const { runs } = exampleJob(manualClock(), 1);
  const told: string[] = [];
  const end = impatience.listen(runs[0]!.id, () => told.push('the session before'));
  impatience.listen(runs[0]!.id, () => told.push('this session'));
  end();
  impatience.tell(runs[0]!.id);
  expect(told).toEqual(['this session']);
});
