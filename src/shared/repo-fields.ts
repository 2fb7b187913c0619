const URL_FIELDS = [
  'cloneurl',
  'htmlurl',
  'weburl',
  'httpurl',
  'repourl',
  'repositoryurl',
  'url',
  'link',
  'giturl',
  'sshurl',
];
const FULL_NAME_FIELDS = [
  'fullname',
  'namewithowner',
  'nwo',
  'slug',
  'repo',
  'repository',
  'pathwithnamespace',
  'path',
];
const OWNER_FIELDS = ['owner', 'org', 'organization', 'organisation', 'account', 'user', 'namespace'];
const NAME_FIELDS = ['name', 'reponame', 'repositoryname', 'repo', 'repository'];
/** Column or property names, in the form of `fieldName`, that can name a repository by themselves. */
export const KNOWN_FIELDS = new Set([...URL_FIELDS, ...FULL_NAME_FIELDS, 'name', 'reponame', 'repositoryname']);

/** `Full Name`, `full_name` and `fullName` are one field. */
export const fieldName = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

/** The address in a row or object: a URL, else a full name, else owner and name. Null when no field holds one. */
export function addressOf(fields: ReadonlyMap<string, string>): string | null {
  const firstOf = (names: string[], fits: (value: string) => boolean): string | undefined =>
    names.map((name) => fields.get(name)?.trim() ?? '').find((value) => value !== '' && fits(value));
  const full = firstOf([...URL_FIELDS, ...FULL_NAME_FIELDS], (value) => /[/\\:]/.test(value));
  if (full !== undefined) return full;
  const owner = firstOf(OWNER_FIELDS, () => true);
  const name = firstOf(NAME_FIELDS, () => true);
  return owner !== undefined && name !== undefined ? `${owner}/${name}` : (name ?? null);
}
