/** Git's own rules for a branch name, without asking git. */
export function isBranchName(name: string): boolean {
  const parts = name.split('/');
  return (
    name.length <= 240 &&
    !name.startsWith('-') &&
    name !== 'HEAD' &&
    !/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\.$/u.test(name) &&
    parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock')) &&
    name !== '@'
  );
}
