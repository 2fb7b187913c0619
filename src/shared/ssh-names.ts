/** The names that an ssh client may know under another host, in a text: those whose `ssh -G` is worth asking. */
export function sshHostsIn(text: string): string[] {
  const names = new Set<string>();
  const start = /(?:^|[\s"'`<([,;|=])/.source;
  const host = /([a-z\d][\w.-]{0,252})/.source;
  const forms = [
    `(?:ssh:\\/\\/)(?:[\\w.+-]{1,64}@)?${host}[:/]`,
    `[\\w.+-]{1,64}@${host}:`,
    `${host}:[\\w~.-]{1,100}\\/[\\w.-]`,
  ];
  for (const form of forms) {
    for (const [, name = ''] of text.matchAll(new RegExp(start + form, 'gim'))) {
      if (!WELL_KNOWN.has(name.toLowerCase())) names.add(name);
      if (names.size >= MOST_NAMES) return [...names];
    }
  }
  return [...names];
}
const WELL_KNOWN = new Set(
  'github.com gitlab.com bitbucket.org ssh.github.com altssh.gitlab.com altssh.bitbucket.org ssh.dev.azure.com vs-ssh.visualstudio.com codeberg.org http https ssh git file'.split(
    ' ',
  ),
);
const MOST_NAMES = 30;
