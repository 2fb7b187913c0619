import { expect, test } from 'vitest';
import { createRedactor } from '../../../redact/redact.ts';
import { cloneFixture } from './testing/clone-fixture.ts';

test('no cut leaves a part of a secret', async () => {
  const fixture = await cloneFixture();
  const secret = 'known-secret-value-12345678';
  fixture.context.redact = createRedactor([secret]);
  const whole = /known|secret-|value|12345678/;
  for (let at = 1960; at < 2010; at += 1) {
    await fixture.write('wide.txt', `${'x'.repeat(at)}${secret}${'y'.repeat(100)}\n`);
    expect((await fixture.call('read_file', { path: 'wide.txt' })).content).not.toMatch(whole);
  }
  // The lines behind a key keep their numbers.
  const key = `-----BEGIN RSA PRIVATE KEY-----\n${`${'MIIE'.repeat(16)}\n`.repeat(9)}-----END RSA PRIVATE KEY-----\n`;
  await fixture.write('key.txt', `a\n${key}${'b\n'.repeat(200)}`);
  const { content } = await fixture.call('read_file', { path: 'key.txt', offset: 5, limit: 9 });
  expect(content).toBe('5\t\n6\t\n7\t\n8\t\n9\t\n10\t\n11\t\n12\t\n13\tb\n[lines 5-13 of 212; go on with offset 14]');
  // Nor does the patch of an edit, which people see.
  await fixture.write('lines.txt', `${'z'.repeat(390)}\n`.repeat(50) + `${'z'.repeat(377)} ${secret}\n`.repeat(5));
  const edited = await fixture.call('write_file', { path: 'lines.txt', content: 'gone\n' });
  const patch = edited.details.kind === 'edit' ? edited.details.patch : '';
  expect(patch.length).toBeGreaterThan(19_000);
  expect(fixture.context.redact(patch)).not.toMatch(whole);
  await fixture.remove();
});
