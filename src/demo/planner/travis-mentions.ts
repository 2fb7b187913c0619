/** `owner/name` as a Travis address names it. */
export function travisSlug(text: string): string | null {
  const match =
    /(?:travis-ci\.(?:org|com)|img\.shields\.io\/travis(?:\/com)?)\/([\w-]+\/[\w.-]+?)(?:\.svg|\.png|[?)\s\]"']|$)/.exec(
      text,
    );
  return match?.[1] ?? null;
}

const workflowUrl = (slug: string) => `https://github.com/${slug}/actions/workflows/ci.yml`;

/**
 * A line that spoke of Travis, speaking of the workflow instead: badge images, links, and the service's name in prose.
 * Null when the whole line only served Travis; the same line when nothing in it is about the service.
 */
export function withoutTravis(path: string, line: string, slug: string | null): string | null {
  if (/(^|\/)\.(git|npm|docker)(ignore|attributes)$/.test(path)) return line.includes('.travis') ? null : line;
  if (/^(?:exclude|prune|recursive-exclude)\s+\.travis\.yml\s*$/.test(line)) return null;
  let text = line;
  if (slug !== null) {
    text = text
      .replace(
        /https?:\/\/(?:\w+\.)?travis-ci\.(?:org|com)\/[\w-]+\/[\w.-]+?\.(?:svg|png)(?:\?[\w=&.-]*)?(?=[)\s\]"']|$)/g,
        `${workflowUrl(slug)}/badge.svg`,
      )
      .replace(/https?:\/\/img\.shields\.io\/travis\/[^)\s\]"']+/g, `${workflowUrl(slug)}/badge.svg`)
      .replace(/https?:\/\/(?:\w+\.)?travis-ci\.(?:org|com)\/[^)\s\]"']+/g, workflowUrl(slug))
      .replace(/(!\[[^\]]*\]\()[^)\s]*travis[\w.-]*\.(?:png|svg|gif)(\))/gi, `$1${workflowUrl(slug)}/badge.svg$2`);
  }
  if (!isProse(path)) return text;
  return text
    .replace(/!\[Travis[^\]]*\]/gi, '![CI]')
    .replace(/(:alt:\s*)Travis.*$/i, '$1CI')
    .replace(/\bTravis[ -]CI\b/gi, 'GitHub Actions')
    .replace(/`?\.travis\.yml`?/g, '`.github/workflows/ci.yml`');
}

/** Only there may the service's name be replaced; in code it can mean anything. */
const isProse = (path: string): boolean => /\.(md|markdown|rst|txt|adoc)$|(^|\/)readme$|\.(sh|bash)$/i.test(path);

/** Files that tell the past: what they say about Travis stays true. */
export const isHistory = (path: string): boolean =>
  /(^|\/)(changelog|history|authors|contributors|news|licen[cs]e)\b/i.test(path);
