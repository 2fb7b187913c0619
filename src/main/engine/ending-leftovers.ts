import { listClones } from '../store/clone-sizes.ts';
import type { StorePaths } from '../store/paths.ts';
import { endSurvivors } from '../survivors.ts';

/** At start, while nothing else is at work: ends what an end by force left of commands. */
export async function endLeftovers(
  paths: Pick<StorePaths, 'clones' | 'clone'>,
  warn: (text: string, next: string | null) => void,
): Promise<void> {
  const ended = await endSurvivors((await listClones(paths.clones)).map(paths.clone));
  if (!ended.ok) warn(ended.error.message, ended.error.next ?? null);
}
