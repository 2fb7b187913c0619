/** Called after a pipe that failed: lets pass what is no failure, and hands on every other one. */
const FORGIVE = '__pipe';
const FORGIVING = `${FORGIVE}() { local codes=("\${PIPESTATUS[@]}") code=0 at; for ((at = 0; at < \${#codes[@]}; at++)); do if ((codes[at] != 0 && (codes[at] != 141 || at == \${#codes[@]} - 1))); then code=\${codes[at]}; fi; done; return $code; }; `;

/** Longer ones, with letters of three bytes and with what is added, would not fit into one argument of a program. */
const LONGEST = 40_000;

/**
 * What bash, told `pipefail`, has to run so that the exit code of a pipe is the command's: a failure of any part counts, not
 * only of the last one (`node t.js | tee log`), but no part fails because the next one had read enough: in
 * `seq 1 300000 | head -1` the first is ended by SIGPIPE (141). For that a call stands behind each pipe. Null where there is
 * no pipe, or more of the shell's grammar than is understood here; `pipefail` alone holds then. Pure.
 */
export function forgivingPipes(command: string): string | null {
  const read = command.includes('\0') ? null : withoutForeign(command);
  if (read === null || BEYOND.test(read.text)) return null;
  if (ENDS_AT_FAILURES.test(read.text) && COMPOUND.test(read.text)) return null;
  let result = '';
  let inPipe = false;
  const outer: boolean[] = [];
  const endPipe = (): void => {
    const text = result.trimEnd();
    if (inPipe) result = `${text} || ${FORGIVE}${result.slice(text.length)}`;
    inPipe = false;
  };
  for (const { 0: token, groups } of read.text.matchAll(TOKENS)) {
    // A call behind a comment would be part of it.
    if (groups?.comment !== undefined) continue;
    // `a |` goes on in the next line.
    if (ENDS.test(token) && !(token === '\n' && /\|&?\s*$/.test(result))) endPipe();
    if (token === '(') outer.push(inPipe);
    if (token === '(') inPipe = false;
    if (token === ')') inPipe = outer.pop() ?? false;
    if (token === '|' || token === '|&') inPipe = true;
    result += token;
  }
  endPipe();
  return result.includes(` || ${FORGIVE}`) && outer.length === 0 ? FORGIVING + read.restore(result) : null;
}

/** What stands in front of each pipe of a command, as far as its grammar is understood. Pure. */
export function beforePipes(command: string): string[] {
  const found: string[] = [];
  if (command.length > LONGEST) return found;
  let part = '';
  let inPipe = false;
  for (const { 0: token, groups } of (withoutForeign(command)?.text ?? command).matchAll(TOKENS)) {
    if (groups?.comment !== undefined) continue;
    const isPipe = token === '|' || token === '|&';
    if (isPipe && !inPipe) found.push(part.trim());
    if (ENDS.test(token) || token === '(') [part, inPipe] = ['', false];
    else if (isPipe) inPipe = true;
    else part += token;
  }
  return found;
}

/** Takes out what only looks like a list of commands: the text of here-documents, and conditions in `[[ ]]`. */
function withoutForeign(command: string): { text: string; restore: (text: string) => string } | null {
  if (command.length > LONGEST) return null;
  const foreign: string[] = [];
  const mark = (part: string): string => `\0${foreign.push(part) - 1}\0`;
  let text = '';
  let waiting: { end: string; tabs: boolean }[] = [];
  const tokens = new RegExp(TOKENS);
  for (let found = tokens.exec(command); found; found = tokens.exec(command)) {
    const { 0: token, groups } = found;
    text += token;
    if (groups?.here !== undefined)
      waiting.push({ end: groups.here.replace(/['"\\]/g, ''), tabs: token.startsWith('<<-') });
    if (token !== '\n') continue;
    for (const { end, tabs } of waiting) {
      const last = endOfBody(command, tokens.lastIndex, end, tabs);
      if (last === null) return null;
      text += mark(command.slice(tokens.lastIndex, last));
      tokens.lastIndex = last;
    }
    waiting = [];
  }
  if (waiting.length > 0) return null;
  return {
    text: text.replace(CONDITION, mark),
    restore: (rewritten) => {
      const restored = (part: string): string =>
        part.replace(/\0(\d+)\0/g, (_, at: string) => restored(foreign[Number(at)] ?? ''));
      return restored(rewritten);
    },
  };
}

/** Where the line ends that ends a here-document, without its line break; null where no line does. */
function endOfBody(text: string, start: number, end: string, tabs: boolean): number | null {
  for (let at = start; at <= text.length; ) {
    const found = text.indexOf('\n', at);
    const last = found < 0 ? text.length : found;
    const line = text.slice(at, last);
    if ((tabs ? line.replace(/^\t+/, '') : line) === end) return last;
    at = last + 1;
  }
  return null;
}

const ENDS = /^(?:&&|\|\||;|&|\n|\))$/;

/** Where a `|`, a `)` or a `;` may mean something else than in a list of commands. */
const BEYOND =
  /(?<!<)<<(?!<|-?[ \t]*['"\\\w])|\bcase\b|\bfunction\b|\bcoproc\b|\[\[|\(\(|\(\s*\)|`|[?*+@!]\(|"[^"]*\$\(|\$'|\$\{[^}]*[|;&()\n]|(?:^|[\s;&|(])!\s/;

/**
 * `set -e`, and traps of failures. In front of `||` neither holds, not even inside of a subshell, a group or a sourced file:
 * what failed there would go on, and its failure be lost.
 */
const ENDS_AT_FAILURES = /\bset\s(?:[^;&|\n]*\s)?-\w*e|errexit|\btrap\b/;
const COMPOUND = /(?<!\$)[({]|\b(?:if|for|while|until|select|eval|source)\b|(?:^|[\s;&|])\.\s/;

/** A condition of bash, as a word of its own. */
const CONDITION =
  /(?<=^|[\s;&|(!])\[\[\s(?:[^'"\\[\]`$]|\[(?!\[\s)|'[^']*'|"[^"`$]*"|\\[\s\S]|\$(?![('])|\](?!\]))*\s\]\](?=$|[\s;&|)])/g;

/** Quoted text, escaped characters, comments, here-documents, redirections that hold an operator's sign, operators, and everything between. */
const TOKENS =
  /'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|(?<comment>(?<=^|[\s;&|()])#[^\n]*)|<<<|<<-?[ \t]*(?<here>'[^'\n]+'|"[^"\n]+"|\\?[\w.+-]+)|\d*[<>]&\d*-?|&>>?|>\||&&|\|\||\|&|[|&;\n()]|[^'"\\#<>|&;\n()]+|[\s\S]/g;
