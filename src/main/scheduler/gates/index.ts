import { apiGate } from './api.ts';
import { diskGate } from './disk.ts';
import type { Gate, GateDeps } from './gate.ts';
import { hostGate } from './host.ts';
import { machineGate } from './machine.ts';
import { moneyGate } from './money.ts';
import { peopleGate } from './people.ts';
import { powerGate } from './power.ts';

/** Checked in this order; the first closed gate is reported. Gates that other runs may overtake come first. */
export const createGates = (deps: GateDeps): Gate[] => [
  moneyGate(deps),
  hostGate(deps),
  powerGate(deps),
  peopleGate(deps),
  diskGate(deps),
  apiGate(deps),
  machineGate(deps),
];
