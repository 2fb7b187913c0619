import type { HoldReason } from '../../../shared/messages/holds.ts';

export type GateCode = 'day_budget' | 'host' | 'power' | 'review' | 'disk' | 'api' | 'machine';

/** What a closed gate says. */
export interface Closed {
  reason: HoldReason;
  /** Epoch ms at which it opens, where that is known. */
  until?: number;
}
/** The gate that keeps work from starting, and why. */
export interface Held extends Closed {
  code: GateCode;
}
