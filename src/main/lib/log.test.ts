import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRedactor } from '../redact/redact.ts';
import { manualClock } from './clock-manual.ts';
import { createLog } from './log.ts';

it('writes redacted lines that only the owner can read, and starts anew when it is long', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'logs', 'main.log');
  const log = createLog({ file, clock: manualClock(0), redact: createRedactor(['hunter2hunter2']), maxBytes: 150 });
  log.info('one', { key: 'hunter2hunter2' });
  expect(readFileSync(file, 'utf8')).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","level":"info","message":"one","key":"[redacted]"}\n',
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
  log.error('two');
  log.warn('three');
  expect(readFileSync(`${file}.1`, 'utf8')).toContain('"two"');
  expect(readFileSync(file, 'utf8')).toContain('"three"');
});

it('keeps the beginning and the way of what is long, and no half of a key', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'main.log');
  const log = createLog({ file, clock: manualClock(0), redact: createRedactor(['hunter2hunter2']), maxBytes: 100_000 });
  const long = `${'m'.repeat(9_995)}hunter2hunter2${'\u001b[2J\ud800'.repeat(1_000_000)}`;
  log.error(long, { error: `Error: ${long}\n    at draw (file:///out/main/index.js:1:2)` });
  const text = readFileSync(file, 'utf8');
  expect(text.length).toBeLessThan(25_000);
  expect(text).not.toContain('hunter');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ud800-\udfff\ufffd]/);
  expect(JSON.parse(text).error).toMatch(/characters …\]\n {4}at draw \(file:\/\/\/out\/main\/index\.js:1:2\)$/);
});
