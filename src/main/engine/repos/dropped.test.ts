import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readDropped } from './dropped.ts';

test('the text of each file as it was written, and all folders as one more text', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-dropped-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const inner = (name: string) => {
    mkdirSync(path.join(folder, name));
    return path.join(folder, name);
  };
  const csv = 'repo,team\nacme/one,Platform\n';
  const dropped = [
    inner('first'),
    file('list.csv', csv),
    file('list.json', '[{"full_name":"acme/two"}]'),
    file('powershell.txt', Buffer.from('\uFEFFacme/three\r\n', 'utf16le')),
    inner('second'),
    file('image.png', Buffer.from([137, 80, 0, 1])),
    file('large.txt', Buffer.alloc(10 * 1024 * 1024 + 1, 'a')),
    path.join(folder, 'gone'),
    ...(process.platform === 'win32' ? [] : ['/dev/null']),
  ];
  expect(await readDropped(dropped)).toEqual({
    texts: [
      { name: 'list.csv', text: csv },
      { name: 'list.json', text: '[{"full_name":"acme/two"}]' },
      { name: 'powershell.txt', text: 'acme/three\r\n' },
      { name: 'folders', text: `${path.join(folder, 'first')}\n${path.join(folder, 'second')}` },
    ],
    problems: [
      'image.png: it is not a text file',
      'large.txt: it is longer than 10 MB',
      'gone: it is not there any more',
      ...(process.platform === 'win32' ? [] : ['null: it is neither a file nor a folder']),
    ],
  });
});
