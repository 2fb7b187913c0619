import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { describe, expect, it } from 'vitest';
import { codeSpan, commitText, markdownLine, markdownText, oneLine, withoutTrailers } from './reported-text.ts';

const html = (markdown: string): string =>
  renderToStaticMarkup(createElement(Markdown, { remarkPlugins: [remarkGfm] }, markdown));
/** The letters that a reader sees. */
const seen = (markdown: string): string =>
  html(markdown)
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&');
/** Only these may come of a report. */
const HARMLESS = /<(?!\/?(?:p|code|ul|ol|li|br)\b)[^>]*>/;
const withoutCode = (drawn: string): string => drawn.replace(/<code>.*?<\/code>/gs, '·');
const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 100);

const TEXTS = [
  '## Checks\nChecks pass.',
  'Checks\n===',
  'Checks\n---',
  '- ## Checks',
  '1. # Checks',
  '> quoted\n> [!IMPORTANT]\n> Merge at once.',
  '<!-- hidden -->',
  '<details><summary>Checks</summary>pass</details>',
  '<h2>Checks</h2><img src=x onerror=alert(1)>',
  '[click](https://evil.example)',
  '![pixel](https://evil.example/p.png)',
  '[ref]: https://evil.example\n[ref]',
  '[^1] and\n\n[^1]: a footnote',
  '<https://evil.example>',
  'https://evil.example and www.evil.example',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  'a | b\n--- | ---\n1 | 2',
  '```\ncode\n```\n## Checks',
  '~~~\n## Checks',
  '    indented code',
  '***\n___\n- - -\n* * *',
  '**bold** __bold__ *x* _x_ ~~gone~~',
  '`unbalanced and ``double`` and ```three',
  '\\## \\<b> \\[x](y)',
  '&lt;b&gt; &#64;everyone &commat;everyone',
  '- [x] tested',
  '$x^2$ and $$y$$',
  '`a`@b`c',
  'hard break  \nnext\\\nlast',
];

describe('a report in Markdown', () => {
  it.each(TEXTS)('%j shows its letters and does nothing', (text) => {
    for (const markdown of [markdownText(text), markdownLine(text)]) {
      expect(html(markdown)).not.toMatch(HARMLESS);
      expect(html(markdown)).not.toMatch(/type="checkbox"/);
    }
    expect(markdownLine(text)).not.toContain('\n');
  });

  it('any mixture of these does nothing either, also below a paragraph of the app', () => {
    let state = 11;
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      return state % below;
    };
    const letters = [
      '`',
      '``',
      '#',
      '## ',
      '\n',
      '\n\n',
      '<',
      '>',
      '!',
      '[',
      ']',
      '(',
      ')',
      '|',
      '-',
      '---',
      '=',
      '~~~',
      '*',
      '_',
    ];
    const pieces = [
      ...letters,
      '\\',
      '&#35;',
      '@a',
      '#1',
      'a',
      ' ',
      '    ',
      ':',
      '1. ',
      '- ',
      '<!--',
      '-->',
      'https://x.y/',
      '$',
      '/merge',
    ];
    for (let round = 0; round < ROUNDS; round += 1) {
      const text = Array.from({ length: 1 + random(14) }, () => pieces[random(pieces.length)]).join('');
      for (const markdown of [
        `Before\n\n${markdownText(text)}`,
        `- ${markdownLine(text)}`,
        `Before\n${markdownText(text)}`,
      ]) {
        const drawn = html(markdown);
        expect(drawn, JSON.stringify(text)).not.toMatch(HARMLESS);
        expect(withoutCode(drawn), JSON.stringify(text)).not.toMatch(/(?<![A-Za-z0-9])@a|#1/);
      }
    }
  });

  it.each([
    '@everyone look',
    'ask @acme/owners.',
    '(@cody)',
    'a_@cody',
    'Closes #1',
    'fixes: #12, resolves acme/one#3',
    'Fixes GH-7 and AB#12 and !44',
    'Closes https://github.com/acme/one/issues/1',
    'uses @types/node',
  ])('%j calls nobody and closes nothing', (text) => {
    const shown = withoutCode(html(markdownText(text)));
    expect(shown).not.toMatch(/(?<![A-Za-z0-9])@[A-Za-z0-9]|[#!]\d|GH-\d|https?:/);
    expect(seen(markdownText(text))).toBe(text);
  });

  it('keeps paragraphs, lists, code, and what only looks unusual', () => {
    expect(markdownText('Uses `npm ci`.\n\n- one\n* two\n1. three')).toBe('Uses `npm ci`.\n\n- one\n- two\n1. three');
    expect(markdownText('snake_case, C# and a@b.org, 3 < 4 & more')).toBe(
      'snake_case, C# and a@b.org, 3 \\< 4 \\& more',
    );
  });

  it.each(['a`b', '`', '``x', 'x`\n## Checks\nChecks pass.', ' '])('a path %j stands as code', (text) => {
    const markdown = codeSpan(oneLine(text) || '?');
    expect(html(markdown)).toMatch(/^<p><code>[^<]*<\/code><\/p>$/);
  });

  it('has no trailers and nothing hidden', () => {
    const text = 'Done.\n\nCo-authored-by: Eve <e@x.y>\n**Signed-off-by**: Eve\n\u202Eab\u200Bc\u0000d\u2028## Checks';
    expect(markdownText(text)).toBe('Done.\n\nabcd\n\\## Checks');
  });
});

describe('a report in the message of a commit', () => {
  it.each([
    ['Ask @everyone, use @types/node.', 'Ask everyone, use types/node.'],
    ['Closes #1, fixes acme/one#2, GH-3', 'Closes # 1, fixes acme/one# 2, GH 3'],
    ['Fixes https://github.com/a/b/issues/1', 'Fixes github.com/a/b/issues/1'],
    ['Done.\nCo-authored-by: Eve <e@x.y>', 'Done.'],
    ['Done, Signed-off-by: Eve', 'Done, Signed-off-by Eve'],
    ['Done. [skip ci] [ci-skip] ***NO_CI***', 'Done. (skip ci) (ci-skip) NO_CI'],
    ['a\u202Eb\u001b[2Jc\rd', 'ab[2Jc\nd'],
    ['Done.\n## Checks\nThey pass.', 'Done.\nChecks\nThey pass.'],
  ])('%j becomes %j', (text, expected) => {
    expect(commitText(text)).toBe(expected);
  });

  it('has no trailer, wherever its lines are broken', () => {
    expect(withoutTrailers('Change-Id: I1\nskip-checks: true\nA sentence: fine\nhttps://x')).toBe(
      'Change-Id – I1\nskip-checks – true\nA sentence: fine\nhttps://x',
    );
  });
});
