import type { Settings } from '../../shared/settings.ts';

/** The settings as far as they explain a fault: of the person's own words only how many, of addresses nothing but places. */
export const exportedSettings = ({ recipes, jobDefaults, ...settings }: Settings): Record<string, unknown> => ({
  ...settings,
  jobDefaults: {
    ...jobDefaults,
    pullRequest: {
      ...jobDefaults.pullRequest,
      title: jobDefaults.pullRequest.title.length,
      body: jobDefaults.pullRequest.body.length,
    },
  },
  anthropicUrl: placeOf(settings.anthropicUrl),
  githubUrl: placeOf(settings.githubUrl),
  recipes: recipes.length,
});

/** An address may carry a name and a key before its host, and a key after its path. */
function placeOf(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}
