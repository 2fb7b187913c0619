/** What a plain sentence asks for, when it is one of the few forms that the scripted model understands. */
export type Instruction =
  | { kind: 'replace'; from: string; to: string; path: string | null }
  | { kind: 'append'; text: string; path: string }
  | { kind: 'create'; path: string; text: string }
  | { kind: 'move'; from: string; to: string }
  | { kind: 'delete'; path: string }
  | { kind: 'bump'; name: string; version: string };

/** Quoted, or one bare word. */
const WORD = '(`[^`]+`|"[^"]+"|\'[^\']+\'|“[^”]+”|[^\\s`"\'“]+)';
/** Quoted, or a bare word that looks like a file. */
const FILE =
  '(`[^`]+`|"[^"]+"|(?:the\\s+)?readme(?:\\.\\w+)?|[\\w@.-]*(?:/[\\w@.-]+)+|[\\w@-]*\\.[\\w.-]+\\w|Makefile|Dockerfile|LICENSE)';

const bare = (text: string): string =>
  text
    .trim()
    .replace(/^the\s+/i, '')
    .replace(/[.,;:]+$/, '')
    .replace(/^[`"'“](.*)[`"'”]$/s, '$1');

const FORMS: [RegExp, (groups: string[]) => Instruction][] = [
  [
    new RegExp(
      `\\b(?:create|add)\\s+(?:a\\s+|an\\s+|the\\s+)?(?:new\\s+)?(?:file\\s+)?${FILE}\\s+(?:with|containing|that says)\\s+(?:the\\s+)?(?:text\\s+|content\\s+|line\\s+)?(.+)`,
      'is',
    ),
    ([path = '', text = '']) => ({ kind: 'create', path: bare(path), text: bare(text) }),
  ],
  [
    new RegExp(
      `\\b(?:upgrade|bump|update)\\s+${WORD}\\s+(?:from\\s+\\S+\\s+)?to\\s+(?:version\\s+)?v?(\\d[\\w.-]*)`,
      'i',
    ),
    ([name = '', version = '']) => ({ kind: 'bump', name: bare(name), version: bare(version) }),
  ],
  [
    new RegExp(`\\b(?:rename|move)\\s+(?:the\\s+file\\s+)?${FILE}\\s+(?:in)?to\\s+${FILE}`, 'i'),
    ([from = '', to = '']) => ({ kind: 'move', from: bare(from), to: bare(to) }),
  ],
  [
    new RegExp(
      `\\b(?:replace|change|rename|swap)\\s+(?:all\\s+|every\\s+|each\\s+)?(?:occurrences?\\s+of\\s+)?${WORD}\\s+(?:by|with|to|into|for|→|->)\\s+${WORD}(?:\\s+(?:in|inside)\\s+${FILE})?`,
      'i',
    ),
    ([from = '', to = '', path]) => ({
      kind: 'replace',
      from: bare(from),
      to: bare(to),
      path: path ? bare(path) : null,
    }),
  ],
  [
    new RegExp(
      `\\b(?:mention|add|append|note|say|document)\\s+(?:also\\s+)?(?:that\\s+|the\\s+(?:line|sentence|text)\\s+)?(.+?)\\s+(?:to|in|into|at the end of)\\s+${FILE}`,
      'is',
    ),
    ([text = '', path = '']) => ({ kind: 'append', text: bare(text), path: bare(path) }),
  ],
  [
    new RegExp(`\\b(?:delete|remove)\\s+(?:the\\s+)?(?:file\\s+)?${FILE}`, 'i'),
    ([path = '']) => ({ kind: 'delete', path: bare(path) }),
  ],
];

/** Understands a prompt or a comment, or gives null. */
export function parseInstruction(text: string): Instruction | null {
  for (const [form, make] of FORMS) {
    const match = form.exec(text);
    if (match) return make(match.slice(1).map((group) => group ?? ''));
  }
  return null;
}
