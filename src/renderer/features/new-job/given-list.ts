/** A link of a page: its words, and where it leads. */
export interface Link {
  words: string;
  href: string;
}

/** The list in what was pasted or dropped. */
export function listIn(given: Pick<DataTransfer, 'getData'>): string {
  const addresses = given.getData('text/uri-list');
  if (addresses !== '') return addresses;
  const text = given.getData('text/plain');
  const html = given.getData('text/html');
  return html === '' ? text : withLinks(text, linksIn(html));
}

/** The links of a part of a page. A parsed document runs nothing and loads nothing. */
const linksIn = (html: string): Link[] =>
  [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll<HTMLAnchorElement>('a[href]')].map(
    (anchor) => ({ words: anchor.textContent ?? '', href: anchor.getAttribute('href') ?? '' }),
  );

const plain = (words: string): string => words.replace(/\s+/g, ' ').trim();

/** Copied from a page, a link comes as its words, which name nothing or another host: lines and cells that are one lead there. Pure. */
export function withLinks(text: string, links: readonly Link[]): string {
  const hrefs = new Map(
    links.filter(({ href }) => /^https?:\/\//i.test(href)).map(({ words, href }) => [plain(words), href]),
  );
  hrefs.delete('');
  return text
    .split(/([\t\n])/)
    .map((cell) => (cell.includes('://') ? cell : (hrefs.get(plain(cell)) ?? cell)))
    .join('');
}
