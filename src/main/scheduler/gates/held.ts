export type GateCode = 'day_budget' | 'host' | 'power' | 'review' | 'disk' | 'api' | 'machine';

/** What a closed gate says. */
export interface Closed {
  words: string;
  /** Epoch ms at which it opens, where that is known. */
  until?: number;
}
/** Why something may not begin now. */
export interface Held extends Closed {
  code: GateCode;
}
