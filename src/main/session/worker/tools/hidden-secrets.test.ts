import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRedactor } from '../../../redact/redact.ts';
import { applyEdits } from './edit-text.ts';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

const ONE = 'known-secret-value-12345678';
const TWO = 'other-secret-value-87654321';
const redact = createRedactor([ONE, TWO]);
const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${`${'MIIE'.repeat(16)}\n`.repeat(3)}-----END RSA PRIVATE KEY-----`;

let fixture: CloneFixture;
beforeEach(async () => {
  fixture = await cloneFixture();
  fixture.context.redact = redact;
});
afterEach(() => fixture.remove());

const edit = (path: string, old_string: string, new_string: string) =>
  fixture.call('edit_file', { path, edits: [{ old_string, new_string }] });

test('code that holds the word of the mark can be edited and written', async () => {
  await fixture.write('log.ts', 'const mark = "[redacted]";\nconst other = "[redacted:1]";\n');
  expect(await edit('log.ts', 'mark = "[redacted]"', 'hidden = "[redacted]"')).toMatchObject({ ok: true });
  expect(await edit('log.ts', '"[redacted:1]"', '"x"')).toMatchObject({ ok: true });
  expect(await edit('log.ts', '"x"', '"[redacted]"')).toMatchObject({
    content: 'edited log.ts (+1 -1); [redacted] was written as that word, it is no secret',
  });
  expect(await fixture.read('log.ts')).toBe('const hidden = "[redacted]";\nconst other = "[redacted]";\n');
  expect(await fixture.call('write_file', { path: 'new.ts', content: 'hide("[redacted]");\n' })).toMatchObject({
    ok: true,
    content: expect.stringContaining('written as that word'),
  });
});

test('a secret that the model cannot see stays where its mark stays', async () => {
  await fixture.write('.env', `PORT=1\nA=${ONE}\nB=${TWO}\nA2=${ONE}\nEND=1\n`);
  const { content } = await fixture.call('read_file', { path: '.env' });
  expect(content).toContain('PORT=1\nA=[redacted:1]\nB=[redacted:2]\nA2=[redacted:1]\nEND=1\n');
  expect(await edit('.env', 'PORT=1\nA=[redacted:1]', 'PORT=2\nTOKEN=[redacted:1]')).toMatchObject({ ok: true });
  // As a search or a command shows it.
  expect(await edit('.env', 'B=[redacted]\nA2=[redacted]', 'B2=[redacted]\nA3=[redacted]')).toMatchObject({ ok: true });
  expect(await edit('.env', 'A3=[redacted:1]\n', '')).toMatchObject({ ok: true });
  expect(await fixture.read('.env')).toBe(`PORT=2\nTOKEN=${ONE}\nB2=${TWO}\nEND=1\n`);
  const whole = await fixture.call('write_file', { path: '.env', content: 'X=[redacted:2]\nTOKEN=[redacted:1]\n' });
  expect(whole).toMatchObject({ ok: true });
  expect(await fixture.read('.env')).toBe(`X=${TWO}\nTOKEN=${ONE}\n`);
});

test('a mark that stands for nothing here is refused with the reason', async () => {
  await fixture.write('.env', `A=${ONE}\nB=${TWO}\n`);
  expect(await edit('.env', 'A=', 'C=[redacted:7]\nA=')).toEqual({
    ok: false,
    content: '[redacted:7] stands for a secret that was hidden from you, and this file holds none of that number',
    details: { kind: 'none' },
  });
  expect(await edit('.env', 'A=[redacted]\nB=[redacted]', 'A=[redacted]\nB=[redacted]\nC=[redacted]')).toMatchObject({
    ok: false,
    content: 'several hidden secrets stand here: use their numbered marks, as read_file shows them',
  });
  expect(await fixture.read('.env')).toBe(`A=${ONE}\nB=${TWO}\n`);
  await fixture.write('.env', `API_KEY=${ONE}\nPORT=${TWO}\n`);
  expect(await edit('.env', 'API_KEY=[redacted:2]', 'x')).toMatchObject({
    ok: false,
    content: 'old_string was not found; nearest:\n1\tAPI_KEY=[redacted:1]',
  });
});

test('a secret of several lines is one thing, with its line breaks', async () => {
  await fixture.write('key.txt', `a\n${KEY}\nb\n`);
  const { content } = await fixture.call('read_file', { path: 'key.txt' });
  expect(content).toContain('a\n[redacted:1]\n\n\n\n\nb\n[');
  expect(await edit('key.txt', 'a\n[redacted:1]\n\n\n\n\nb', 'A\n[redacted:1]\n\n\n\n\nB')).toMatchObject({ ok: true });
  expect(await fixture.read('key.txt')).toBe(`A\n${KEY}\nB\n`);
  expect(await edit('key.txt', '\n\nB', '\nB')).toMatchObject({
    ok: false,
    content: 'old_string begins or ends inside of a hidden secret: take the whole of its mark and lines',
  });
  expect(await edit('key.txt', '[redacted:1]\n\n\n\n\nB', '[redacted:1]\nC')).toMatchObject({ ok: true });
  expect(await fixture.read('key.txt')).toBe(`A\n${KEY}\nC\n`);
});

test('what a redactor says of places leads back to the text', () => {
  const texts = [
    `https://user:${ONE}@host/?token=${TWO}&x=1`,
    Buffer.from(`user:${ONE}`).toString('base64'),
    `x ${KEY}\n${ONE}${TWO}\n\n\n`,
    'Authorization: Bearer abcdefgh1234567890123 [redacted] ghp_abcdefghijklmnopqrstuvwx',
    `${ONE}\r\n${ONE}`,
    'nothing here',
  ];
  for (const text of texts) {
    const spans = redact.spans(text);
    let shown = '';
    let done = 0;
    for (const { start, end } of spans) {
      shown += `${text.slice(done, start)}[redacted]${'\n'.repeat(text.slice(start, end).split('\n').length - 1)}`;
      done = end;
    }
    expect(shown + text.slice(done)).toBe(redact(text));
    expect(applyEdits(`${text}\nend`, [{ old_string: 'end', new_string: 'END', replace_all: false }], redact)).toEqual({
      ok: true,
      value: `${text}\nEND`,
    });
  }
});
