/** Called after a pipe that failed: lets pass what is no failure, and hands on every other one. */
const FORGIVE = '__pipe';
const FORGIVING = `${FORGIVE}() { local codes=("\${PIPESTATUS[@]}") code=0 at; for ((at = 0; at < \${#codes[@]}; at++)); do if ((codes[at] != 0 && (codes[at] != 141 || at == \${#codes[@]} - 1))); then code=\${codes[at]}; fi; done; return $code; }; `;

/**
 * What bash, told `pipefail`, has to run so that the exit code of a pipe is the command's: a failure of any part counts, not
 * only of the last one (`node t.js | tee log`), but no part fails because the next one had read enough: in
 * `seq 1 300000 | head -1` the first is ended by SIGPIPE (141). For that a call stands behind each pipe. Null where there is
 * no pipe, or more of the shell's grammar than is understood here; `pipefail` alone holds then. Pure.
 */
export function forgivingPipes(command: string): string | null {
  if (BEYOND.test(command)) return null;
  let result = '';
  let inPipe = false;
  const outer: boolean[] = [];
  const endPipe = (): void => {
    const text = result.trimEnd();
    if (inPipe) result = `${text} || ${FORGIVE}${result.slice(text.length)}`;
    inPipe = false;
  };
  for (const { 0: token, groups } of command.matchAll(TOKENS)) {
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
  return result.includes(` || ${FORGIVE}`) && outer.length === 0 ? FORGIVING + result : null;
}

const ENDS = /^(?:&&|\|\||;|&|\n|\))$/;

/** Where a `|`, a `)` or a `;` may mean something else than in a list of commands. */
const BEYOND =
  /<<|\bcase\b|\bfunction\b|\bcoproc\b|\[\[|\(\(|\(\s*\)|`|[?*+@!]\(|"[^"]*\$\(|\$'|\$\{[^}]*[|;&()\n]|(?:^|[\s;&|(])!\s/;

/** Quoted text, escaped characters, comments, redirections that hold an operator's sign, operators, and everything between. */
const TOKENS =
  /'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|(?<comment>(?<=^|[\s;&|()])#[^\n]*)|\d*[<>]&\d*-?|&>>?|>\||&&|\|\||\|&|[|&;\n()]|[^'"\\#<>|&;\n()]+|[\s\S]/g;
