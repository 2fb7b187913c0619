import type { Gate, GateDeps } from './gate.ts';

/** Closed while the Claude API orders a wait. Running sessions follow its pace on their own. */
export const apiGate = ({ governor, settings }: Pick<GateDeps, 'governor' | 'settings'>): Gate => ({
  code: 'api',
  lanes: ['execute'],
  keeps: 'lane',
  check: () => governor.hold(new URL(settings().anthropicUrl).host),
});
