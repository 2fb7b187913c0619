import { endSurvivors } from '../../lib/survivors.ts';
import { listClones } from '../../store/clone-sizes.ts';
import type { Records } from '../../store/contract.ts';
import type { StorePaths } from '../../store/paths.ts';
import type { RequestsUnderWay } from '../../store/requests-under-way.ts';
import { bookLostRequests } from './lost-requests.ts';

/** At start, before any other work: ends commands that a crash left running, and books requests that it left unaccounted. */
export async function endLeftovers(
  deps: { paths: Pick<StorePaths, 'clones' | 'clone'>; records: Records; underWay: RequestsUnderWay },
  warn: (text: string, next: string | null) => void,
): Promise<void> {
  const { paths, records, underWay } = deps;
  const ended = await endSurvivors((await listClones(paths.clones)).map(paths.clone));
  if (!ended.ok) warn(ended.error.message, ended.error.next ?? null);
  await bookLostRequests(records, underWay);
}
