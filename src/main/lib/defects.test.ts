import { expect, it } from 'vitest';
import { manualClock } from './clock-manual.ts';
import { defectLogger, windowDefects } from './defects.ts';

const written: Record<string, unknown>[] = [];
const log = { error: (message: string, fields?: Record<string, unknown>) => void written.push({ message, ...fields }) };

it('writes twenty defects of a window per minute, and says how many it left out', async () => {
  written.length = 0;
  const clock = manualClock(0);
  const hear = windowDefects(log, clock);
  for (let n = 0; n < 10_000; n += 1) hear({ text: `broken ${n}`, place: 'window', leftOut: n === 30 ? 5 : 0 });
  expect(written).toHaveLength(20);
  expect(written.at(-1)).toHaveProperty('next', 'those of the next minute are only counted');
  await clock.advance(60_000);
  hear({ text: 'Error: again\n    at draw', place: 'Jobs', leftOut: 2 });
  expect(written.at(-1)).toEqual({
    message: 'defect in the window',
    place: 'Jobs',
    error: 'Error: again\n    at draw',
    leftOut: 9987,
  });
  hear({ text: 'once more', place: 'Jobs', leftOut: 0 });
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
