import type { Versions } from '../../../shared/diagnostics.ts';

/** Versions in the order in which somebody asks for them. */
export const versionLines = (versions: Versions): (readonly [name: string, value: string])[] => [
  ['Cody Batch', versions.app],
  ['Electron', versions.electron],
  ['Chromium', versions.chrome],
  ['Node', versions.node],
  ['System', versions.system],
];
