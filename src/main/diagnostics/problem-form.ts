import type { Versions } from '../../shared/diagnostics.ts';

const FORM = 'https://github.com/cody-batch/cody-batch/issues/new';

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/** The form for a fault, with the fields filled in that the app knows; their names are those of .github/ISSUE_TEMPLATE/fault.yml. */
export function problemForm(versions: Versions, platform: NodeJS.Platform): string {
  const url = new URL(FORM);
  url.searchParams.set('template', 'fault.yml');
  url.searchParams.set('version', `${versions.app} (Electron ${versions.electron}, ${versions.system})`);
  const system = SYSTEMS[platform];
  if (system) url.searchParams.set('system', system);
  url.searchParams.set('face', 'the window');
  return url.href;
}
