import { apiGate } from './api.ts';
import { diskGate } from './disk.ts';
import type { Gate, GateDeps } from './gate.ts';
import { hostGate } from './host.ts';
import { machineGate } from './machine.ts';
import { moneyGate } from './money.ts';
import { peopleGate } from './people.ts';
import { powerGate } from './power.ts';

/** They are asked in this order, and the first that is closed says why: those that others may pass before those of a lane. */
export const createGates = (deps: GateDeps): Gate[] => [
  moneyGate(deps),
  hostGate(deps),
  powerGate(deps),
  peopleGate(deps),
  diskGate(deps),
  apiGate(deps),
  machineGate(deps),
];
