/** Words that do nothing but say something, or end well or badly whatever the repository is like. */
const IDLE = /^(?:(?:echo|printf|true|false|:|exit|sleep)(?:\s|$)|$)/;

/** Is a command line one that proves nothing: `echo "no tests" && exit 0`, `true`? What npm writes into a new package is one. Pure. */
export function isPlaceholder(command: string): boolean {
  if (/no test specified/i.test(command)) return true;
  // What runs inside of a word may be the tests.
  if (/`|\$\(|<\(/.test(command)) return false;
  const bare = command.replace(/"(?:\\.|[^"\\])*"|'[^']*'/g, '');
  return bare.split(/&&|\|\||[;|&\n]/).every((part) => IDLE.test(part.trim()));
}
