import type { Settings } from '../../shared/settings.ts';

/** The settings as far as they explain a fault: no words of the person's own recipes, nothing but places of addresses. */
export const toldSettings = ({ recipes, ...settings }: Settings): Record<string, unknown> => ({
  ...settings,
  anthropicUrl: placeOf(settings.anthropicUrl),
  githubUrl: placeOf(settings.githubUrl),
  recipes: recipes.length,
});

/** An address may carry a name and a key before its host, and a key after its path. */
function placeOf(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}
