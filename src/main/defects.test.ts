import { expect, it } from 'vitest';
import { manualClock } from './clock-manual.ts';
import { defectLogger, windowDefects } from './defects.ts';

const written: Record<string, unknown>[] = [];
const log = { error: (message: string, fields?: Record<string, unknown>) => void written.push({ message, ...fields }) };

it('writes twenty defects of a window per minute, and says how many it left out', async () => {
  written.length = 0;
  const clock = manualClock(0);
  const hear = windowDefects(log, clock);
  for (let n = 0; n < 50; n += 1) hear({ message: `broken ${n}`, stack: '', place: 'window' });
  expect(written).toHaveLength(20);
  await clock.advance(60_000);
  hear({ message: 'again', stack: 'Error: again\n    at draw', place: 'Jobs' });
  expect(written.at(-1)).toEqual({
    message: 'defect in the window',
    place: 'Jobs',
    error: 'Error: again\n    at draw',
    text: 'again',
    leftOut: 30,
  });
  hear({ message: 'once more', stack: '', place: 'Jobs' });
  expect(written.at(-1)).not.toHaveProperty('leftOut');
});

it('writes the way that led to a defect of a process', () => {
  written.length = 0;
  const error = new Error('broken');
  defectLogger(log)('search', error);
  defectLogger(log)('demo', 'its last words');
  expect(written).toEqual([
    { message: 'defect', place: 'search', error: error.stack },
    { message: 'defect', place: 'demo', error: 'its last words' },
  ]);
});
