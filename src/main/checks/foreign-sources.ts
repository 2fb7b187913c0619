import { cutText } from '../../shared/cut.ts';
import type { Doubt } from '../../shared/messages/doubts.ts';
import { changedLines } from './added-lines.ts';

/** Where packages come from unless somebody says otherwise. */
const REGISTRIES = new Set(
  'registry.npmjs.org registry.yarnpkg.com npm.jsr.io jsr.io pypi.org files.pythonhosted.org pythonhosted.org rubygems.org index.rubygems.org index.crates.io static.crates.io crates.io proxy.golang.org sum.golang.org repo.maven.apache.org repo1.maven.org plugins.gradle.org services.gradle.org dl.google.com maven.google.com repo.packagist.org packagist.org api.nuget.org www.nuget.org hex.pm repo.hex.pm pub.dev api.github.com codeload.github.com'.split(
    ' ',
  ),
);
/** Git addresses in the index of Cargo, and archives of Packagist: only there. */
const CARGO_INDEX = 'https://github.com/rust-lang/crates.io-index';

/** Lines of files of package managers that say where something comes from: the address is the group. */
const SOURCES: readonly { file: RegExp; line: RegExp }[] = [
  { file: /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/, line: /"resolved":\s*"([^"]+)"/g },
  { file: /(?:^|\/)yarn\.lock$/, line: /(?:^\s+resolved "|^\s+resolution: ".*@(?=https?:|git|file:|ssh:))([^"]+)"/g },
  { file: /(?:^|\/)pnpm-lock\.yaml$/, line: /\b(?:tarball|repo|registry): ['"]?([^'",}\s]+)/g },
  { file: /(?:^|\/)bun\.lock$/, line: /"((?:https?|git\+?\w*|ssh|file):[^"]+)"/g },
  {
    file: /(?:^|\/)(?:poetry|uv|pdm|pipfile|pylock)\.(?:lock|toml)$/i,
    line: /["']?\b(?:url|git|registry)["']?\s*[=:]\s*["']([^"']+)["']/g,
  },
  { file: /(?:^|\/)Cargo\.lock$/, line: /^source = "(?:registry|sparse|git)\+([^"]+)"/g },
  {
    file: /(?:^|\/)Cargo\.toml$|(?:^|\/)\.cargo\/config(?:\.toml)?$/,
    line: /\b(?:git|registry|index|replace-with)\s*=\s*"([^"]+)"/g,
  },
  {
    file: /(?:^|\/)Gemfile(?:\.lock)?$/,
    line: /(?:^\s*remote:\s*|\b(?:source|git|github)[:\s]\s*(?:=>)?\s*['"])([^'"\s]+)/g,
  },
  { file: /(?:^|\/)composer\.lock$/, line: /"url":\s*"((?:https?|git|ssh):[^"]*(?:\.git|zipball|\.zip|\.tar)[^"]*)"/g },
  {
    file: /(?:^|\/)(?:[\w.-]*requirements|constraints)[\w.-]*\.(?:txt|in)$|(?:^|\/)requirements\//,
    line: /(?:^\s*|@\s*)(?:(?:-i|-f|--(?:extra-)?index-url|--find-links|-e|--editable)[ =]+)?((?:git\+|hg\+|https?:|file:|ssh:)[^\s;#]+)/g,
  },
  {
    file: /(?:^|\/)pyproject\.toml$|(?:^|\/)Pipfile$/,
    line: /(?:@\s*|\b(?:git|index-url|extra-index-url|index|find-links)\s*=\s*\[?\s*["'])((?:git\+)?(?:https?|ssh|file):[^\s"']+)/g,
  },
  { file: /(?:^|\/)go\.(?:mod|work)$/, line: /^\s*(?:replace\s+)?\S+(?:\s+v\S+)?\s+=>\s+(\S+)/g },
  {
    file: /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|bunfig\.toml|pip\.conf|uv\.toml|nuget\.config|settings\.xml)$/i,
    line: /((?:https?):\/\/[^\s"'<>]+)/g,
  },
  {
    file: /\.gradle(?:\.kts)?$|(?:^|\/)gradle-wrapper\.properties$/,
    line: /\b(?:url|distributionUrl|maven)\b[^\n"']*?["'=(]+\s*((?:https?)\\?:[^\s"')]+)/g,
  },
  {
    file: /(?:^|\/)(?:pom|extensions)\.xml$|maven-wrapper\.properties$/,
    line: /(?:<(?:repository|pluginRepository)>.*<url>|Url=)\s*((?:https?):[^\s<]+)/g,
  },
];

const MOST_NAMED = 5;

/** Paths whose old text tells which sources were used before. Pure. */
export const namesSources = (path: string): boolean => SOURCES.some(({ file }) => file.test(path));

/**
 * A doubt for each of the first places from which a change takes packages and the repository has taken none before: a
 * lock file is believed by everybody who installs, and nobody reads it. Pure.
 * @param patch the change as `git diff` prints it
 * @param before the old texts of the files that `namesSources`
 */
export function foreignSources(patch: string, before: ReadonlyMap<string, string>): Doubt[] {
  const known = [...before.values()].join('\n');
  const found = new Map<string, string>();
  for (const { path, text, added } of changedLines(patch)) {
    if (!added) continue;
    for (const { file, line } of SOURCES) {
      if (!file.test(path)) continue;
      for (const [, address = ''] of text.matchAll(line)) {
        const place = placeOf(address);
        if (place !== null && !known.includes(place) && !found.has(place)) found.set(place, path);
      }
    }
  }
  const named = [...found].map(
    ([place, path]): Doubt => ({ code: 'foreign_source', parameters: { path, source: cutText(place, 120) } }),
  );
  const left = named.length - MOST_NAMED;
  if (left <= 0) return named;
  return [...named.slice(0, MOST_NAMED), { code: 'more_foreign_sources', parameters: { count: left } }];
}

/** The host of an address, or what stands there instead of one; null for the registries that everybody knows. */
function placeOf(address: string): string | null {
  if (address.startsWith(CARGO_INDEX)) return null;
  const plain = address.replaceAll('\\:', ':').replace(/^(?:git|hg|registry|sparse)\+/, '');
  // A registry's address with a user or a port is another one.
  const host = /^[a-z]+:\/\/([^/\s?#]+)/i.exec(plain)?.[1]?.toLowerCase() ?? /^git@([^:/]+)/.exec(plain)?.[1] ?? null;
  if (host === null) return plain;
  return /^https:/i.test(plain) && REGISTRIES.has(host) ? null : host;
}
