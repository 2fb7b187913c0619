/** What the computer does with its own power, as the engine hears of it. */
export interface Power {
  /** It is about to sleep. */
  suspend(): void;
  /** It is awake again. */
  resume(): void;
  /** Its processor may use so many percent of its speed: 100 while nothing holds it back. */
  limitSpeed(percent: number): void;
}

/** Electron's `powerMonitor`, or any emitter of the same events. */
export interface PowerEvents {
  on(event: 'suspend' | 'resume', listener: () => void): unknown;
  on(event: 'speed-limit-change', listener: (details: { limit: number }) => void): unknown;
}

/** Tells the engine what the computer says of its power. */
export function followPower(events: PowerEvents, power: Power): void {
  events.on('suspend', () => power.suspend());
  events.on('resume', () => power.resume());
  events.on('speed-limit-change', ({ limit }) => power.limitSpeed(limit));
}
