/** Words that do nothing but say something, or end well or badly whatever the repository is like. */
const IDLE = /^(?:(?:echo|printf|true|false|:|exit|sleep)(?:\s|$)|$)/;
const SAYS = /^(?:echo|printf)(?:\s|$)/;
const FAILS = /^(?:false|exit\s+[1-9])/;

/** Is a command line one that proves nothing: `echo "no tests" && exit 0`, `true`? What npm writes into a new package is one. Pure. */
export function isPlaceholder(command: string): boolean {
  if (/no test specified/i.test(command)) return true;
  // What runs inside of a word may be the tests.
  if (/`|\$\(|<\(/.test(command)) return false;
  const bare = command.replace(/"(?:\\.|[^"\\])*"|'[^']*'/g, '');
  const parts = bare.split(/&&|\|\||[;|&\n]/).map((part) => part.trim());
  // Whoever fails without a word may want to be seen.
  return (
    parts.every((part) => IDLE.test(part)) &&
    (parts.some((part) => SAYS.test(part)) || !parts.some((part) => FAILS.test(part)))
  );
}
