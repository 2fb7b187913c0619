import { expect, it } from 'vitest';
import { withLinks } from './given-list.ts';

const links = [
  { words: 'api', href: 'https://github.com/acme/api' },
  { words: ' acme/lib\n ', href: 'https://gitlab.com/acme/lib' },
  { words: 'https://github.com/acme/web', href: 'https://redirect.example.com/?to=web' },
  { words: 'here', href: '#top' },
  { words: '', href: 'https://github.com/acme/picture' },
];

it.each([
  ['a line', 'api\r\nother', 'https://github.com/acme/api\nother'],
  ['a cell of a table', 'api\tGo\n', 'https://github.com/acme/api\tGo\n'],
  ['a name on another host', 'acme/lib', 'https://gitlab.com/acme/lib'],
  ['an address, which stays', 'https://github.com/acme/web', 'https://github.com/acme/web'],
  ['a place on the page, which stays', 'here', 'here'],
  ['no link', 'the api\n\nacme/app', 'the api\n\nacme/app'],
])('%s', (_name, text, expected) => expect(withLinks(text, links).replace('\r', '')).toBe(expected));
