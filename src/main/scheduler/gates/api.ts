import type { Gate, GateDeps } from './gate.ts';

/** The Claude API has asked everybody to wait. Sessions at work keep its pace by themselves. */
export const apiGate = ({ governor, settings }: Pick<GateDeps, 'governor' | 'settings'>): Gate => ({
  code: 'api',
  lanes: ['execute'],
  keeps: 'lane',
  check: () => governor.hold(new URL(settings().anthropicUrl).host),
});
