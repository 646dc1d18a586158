/** A clock that a test sets. It runs on from there. */
export interface FakeClock {
  /** Returns the time, in milliseconds since the Unix epoch. */
  now(): number;
  /** Returns how far it is ahead of the machine's clock, in milliseconds. */
  aheadMs(): number;
  /** Sets it to an instant, such as `2026-11-20T18:40:00+02:00`. @throws Error if it is not an instant */
  set(instant: string): void;
  /** Sets it ahead. */
  advance(ms: number): void;
}

/** Creates a clock. Without an instant it begins with the machine's time. @throws Error if it is not an instant */
export function createFakeClock(instant?: string): FakeClock {
  let aheadMs = 0;
  const clock: FakeClock = {
    now: () => Date.now() + aheadMs,
    aheadMs: () => aheadMs,
    set(to) {
      const toMs = Date.parse(to);
      if (Number.isNaN(toMs)) throw new Error(`'${to}' is not an instant. Write one like 2026-11-20T18:40:00+02:00.`);
      aheadMs = toMs - Date.now();
    },
    advance(ms) {
      aheadMs += ms;
    },
  };
  if (instant !== undefined) clock.set(instant);
  return clock;
}
