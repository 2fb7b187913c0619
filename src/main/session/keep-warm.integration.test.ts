import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
import type { TurnId } from '../../shared/ids.ts';
import type { Session, SessionStart } from './contract.ts';
import { hostWorld, recorder } from './testing/host-world.ts';
import { WORKER_FILE } from './testing/worker-file.ts';
import { WIRE_USAGE } from './worker/testing/messages-server.ts';
import { INSTRUCTION, PLAIN } from './worker/testing/scripted.ts';

const world = hostWorld();

/** A worker whose waits of minutes for the cache are over at once, from `checking` to the next turn. */
function hurriedEntry(): string {
  const file = path.join(world.folder, 'hurried.mjs');
  const hurry = `const wait = setTimeout;
let checks = false;
process.on('message', (messages) => {
  for (const { type } of messages) checks = type === 'checking' || (checks && type !== 'turn');
});
globalThis.setTimeout = (work, ms, ...more) => wait(work, checks && ms > 100_000 ? 0 : ms, ...more);
await import(${JSON.stringify(pathToFileURL(WORKER_FILE).href)});
`;
  writeFileSync(file, hurry);
  return file;
}

const hurried = (): SessionStart => world.startOf({ capabilities: { ...PLAIN, keepWarm: true } });
// Shorter prompts are not worth keeping.
beforeEach(() => {
  world.usage = { ...WIRE_USAGE, cache_read_input_tokens: 60_000 };
});
const nextTurn = { ...INSTRUCTION, turnId: 'turn_2' as TurnId, source: 'check' as const, text: 'It fails.' };
const renewals = () => world.server.requests.filter(({ max_tokens }) => max_tokens === 0);

it('a session keeps the cache while the app checks, as often as that pays, and works on', async () => {
  const { handlers, history, permits } = recorder();
  const keptTwice = Promise.withResolvers<void>();
  const kept = () => history.flatMap(({ body }) => (body.kind === 'cache_kept' ? [body] : []));
  const { session } = await world.open(
    hurried(),
    {
      ...handlers,
      onEvent: async (event) => {
        await handlers.onEvent(event);
        if (kept().length === 2) keptTwice.resolve();
      },
    },
    hurriedEntry(),
  );
  expect(await session?.firstTurn()).toMatchObject({ ok: true, value: { status: 'completed' } });
  expect(renewals()).toEqual([]);
  session?.checking();
  await keptTwice.promise;
  expect(await session?.runTurn(nextTurn)).toMatchObject({
    ok: true,
    value: { turnId: 'turn_2', status: 'completed' },
  });
  await session?.end();
  const [sent] = renewals();
  const last = world.server.requests[world.server.requests.indexOf(sent ?? expect.fail('nothing was renewed')) - 1];
  expect(renewals().map(({ messages }) => messages)).toEqual([last?.messages, last?.messages]);
  expect(kept().map(({ turnId, costUsd }) => [turnId, costUsd > 0])).toEqual(Array(2).fill(['turn_1', true]));
  const costs = history.flatMap(({ body }) => ('costUsd' in body ? [body.costUsd] : []));
  expect(permits.map(({ costUsd }) => costUsd)).toEqual(costs);
});

it.each([
  ['the next turn', (session: Session) => session.runTurn(nextTurn)],
  ['a cancel', (session: Session) => session.cancel()],
])('%s ends it: what it had asked for is given back, and not sent', async (_name, interrupt) => {
  const { handlers, permits } = recorder();
  const asked = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let checks = false;
  const { session } = await world.open(
    hurried(),
    {
      ...handlers,
      onPermit: async (request) => {
        const answer = handlers.onPermit(request);
        if (!checks) return answer;
        checks = false;
        asked.resolve();
        await begun.promise;
        return answer;
      },
    },
    hurriedEntry(),
  );
  await session?.firstTurn();
  checks = true;
  session?.checking();
  await asked.promise;
  const interrupted = session && interrupt(session);
  begun.resolve();
  await interrupted;
  // It has heard of both by now.
  await session?.runTurn({ ...nextTurn, turnId: 'turn_3' as TurnId });
  await session?.end();
  expect(renewals()).toEqual([]);
  expect(permits.filter(({ costUsd }) => costUsd === 0)).toHaveLength(1);
});

it('one that is broken off by the end counts: it was sent, and what reads it is billed', async () => {
  const { handlers, history, permits } = recorder();
  const sent = Promise.withResolvers<void>();
  world.onRequest = ({ max_tokens }, index) => {
    if (max_tokens !== 0) return;
    world.faultAt.set(index, 'stall');
    sent.resolve();
  };
  const { session } = await world.open(hurried(), handlers, hurriedEntry());
  await session?.firstTurn();
  session?.checking();
  await sent.promise;
  await session?.end();
  const kept = history.flatMap(({ body }) => (body.kind === 'cache_kept' ? [body] : []));
  expect(kept).toMatchObject([{ turnId: 'turn_1', estimated: true }]);
  expect(kept[0]?.costUsd).toBeGreaterThan(0);
  expect(permits.at(-1)?.costUsd).toBe(kept[0]?.costUsd);
});
