/** Power events of the computer. */
export interface Power {
  /** It is about to sleep. */
  suspend(): void;
  /** It is awake again. */
  resume(): void;
  /** The processor is limited to this percentage of its speed: 100 when it is not limited. */
  limitSpeed(percent: number): void;
}

/** Electron's `powerMonitor`, or any emitter of the same events. */
export interface PowerEvents {
  on(event: 'suspend' | 'resume', listener: () => void): unknown;
  on(event: 'speed-limit-change', listener: (details: { limit: number }) => void): unknown;
}

/** Forwards power events to the engine. */
export function followPower(events: PowerEvents, power: Power): void {
  events.on('suspend', () => power.suspend());
  events.on('resume', () => power.resume());
  events.on('speed-limit-change', ({ limit }) => power.limitSpeed(limit));
}
