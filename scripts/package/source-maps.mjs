import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Keeps the maps of a build beside its release: a package holds none, and without them a stack says little. */
export function keepSourceMaps(out, kept) {
  rmSync(kept, { recursive: true, force: true });
  const maps = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.map'));
  for (const file of maps) cpSync(path.join(out, file), path.join(kept, file));
  return maps.length;
}
