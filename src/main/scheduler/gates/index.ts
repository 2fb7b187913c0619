import { apiGate } from './api.ts';
import { diskGate } from './disk.ts';
import type { Gate, GateRooms } from './gate.ts';
import { hostGate } from './host.ts';
import { machineGate } from './machine.ts';
import { moneyGate } from './money.ts';
import { peopleGate } from './people.ts';
import { powerGate } from './power.ts';

/** They are asked in this order, and the first that is closed says why: those that others may pass before those of a lane. */
export const createGates = (rooms: GateRooms): Gate[] => [
  moneyGate(rooms),
  hostGate(rooms),
  powerGate(rooms),
  peopleGate(rooms),
  diskGate(rooms),
  apiGate(rooms),
  machineGate(rooms),
];
