import { UNSEEN_LETTERS } from '../../shared/hidden-text.ts';

/**
 * Escapes a session's report for publication. A report is untrusted: it must look neither like the app's own text nor like
 * anything that a host acts on. Headings, links, pictures, tables, comments and fences of Markdown are shown
 * as the letters they are; mentions, references and addresses stand as code, where a host does nothing with them.
 */

/** Zero-width, bidirectional and cursor characters. Joiners are removed as well: a report does not need them. */
const UNSEEN = new RegExp(`[${UNSEEN_LETTERS}\\p{Cf}]|(?!\\n)\\p{Cc}`, 'gu');
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** Trailers that vouch for the change, which only people may do: `Co-authored-by:`, `Signed-off-by:`, … */
const SIGNED = /^[ >*_`#-]*[\w-]+-by[*_`]* *:.*$/gim;

/** A report with normal line ends, without hidden characters and without trailers that name people. */
const plainReport = (text: string): string =>
  text.replace(LINE_ENDS, '\n').replace(/\t/g, ' ').replace(UNSEEN, '').replace(SIGNED, '').trim();

export const oneLine = (text: string): string => plainReport(text).replace(/\s+/g, ' ');

const ADDRESS = String.raw`(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s<>"\x60]+`;
/** `#1`, `owner/name#1`, `AB#1`, `GH-1`, GitLab's `!1`. */
const REFERENCE = String.raw`(?<![\w./@-])[\w./@-]*(?:[#!]\d[\w./@-]*)+|\bGH-\d[\w./@-]*`;
/** Not the sign inside of a mail address. */
const MENTION = String.raw`(?<![A-Za-z0-9])@[A-Za-z0-9][\w./@-]*`;
const CODE = '(?<!`)`([^`\\n]+)`(?!`)';
const ACTED_ON = new RegExp(`${CODE}|(${ADDRESS}|${REFERENCE}|${MENTION})`, 'gi');

/** Characters that start Markdown syntax anywhere; an underscore only at the edge of a word. */
const escapeLetters = (text: string): string =>
  text.replace(/[\\`*[\]<>|~$&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');

const HOLDS_WORDS = /[\p{L}\p{N}]/u;
/** Begins a heading, quote, list, rule or a bot's command at the start of a line; a list of the report stays a list. */
function escapeStart(line: string): string {
  const [, bullet, item] = /^([-*+]|\d{1,4}[.)])\s+(.*)$/.exec(line) ?? [];
  if (bullet !== undefined && item !== undefined && HOLDS_WORDS.test(item.charAt(0)))
    return `${/\d/.test(bullet) ? bullet : '-'} ${inline(item)}`;
  const escaped = inline(line);
  return /^[#=+/:-]/.test(escaped) ? `\\${escaped}` : escaped.replace(/^(\d{1,9})([.)])/, '$1\\$2');
}

function inline(line: string): string {
  let result = '';
  let end = 0;
  for (const match of line.matchAll(ACTED_ON)) {
    const [whole, code, acted] = match;
    result += escapeLetters(line.slice(end, match.index)) + codeSpan(code ?? acted ?? whole);
    end = match.index + whole.length;
  }
  return result + escapeLetters(line.slice(end));
}

/** A text as inline code, whatever backticks it contains. */
export function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${room}${text}${room}${fence}`;
}

/** One line of Markdown that shows a report's text verbatim. */
export const markdownLine = (text: string): string => escapeStart(oneLine(text));

/** The same with its paragraphs and lists kept. */
export const markdownText = (text: string): string =>
  plainReport(text)
    .split('\n')
    .map((line) => escapeStart(line.replace(/\s+/g, ' ').trim()))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');

const SKIPS = /\[\s*((?:skip|no)[ -]?(?:ci|actions?|checks?)|(?:ci|actions?|azurepipelines|appveyor)[ -]skip)\s*\]/gi;

/**
 * The same for the message of a commit, where there is no code: mentions and references lose their sign, addresses their
 * scheme, and no line is a trailer or a CI skip directive.
 */
export const commitText = (text: string): string =>
  plainReport(text)
    .replace(/^#+\s*/gm, '')
    .replace(new RegExp(MENTION, 'g'), (mention) => mention.slice(1))
    .replace(/[a-z][a-z0-9+.-]*:\/\/(?=\S)/gi, '')
    .replace(/([#!])(?=\d)/g, '$1 ')
    .replace(/\bGH-(?=\d)/gi, 'GH ')
    .replace(/([\w-]+-by)\s*:/gi, '$1')
    .replace(SKIPS, '($1)')
    .replace(/\*{3}NO_CI\*{3}/gi, 'NO_CI')
    .replace(/\n{3,}/g, '\n\n');

/** A trailer is `Word: value` at the start of a line: a line of a report is none, wherever it was broken. */
export const withoutTrailers = (text: string): string => text.replace(/^([A-Za-z][\w-]*)\s*:(?=\s|$)/gm, '$1 –');
