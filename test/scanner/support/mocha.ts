import { shiftClock } from '../../../packages/testkit/src/playwright/shift-clock.ts';

type Body = () => unknown;

/** The globals of @web/test-runner's Mocha, whose types are not installed. */
interface Mocha {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: Body) => { timeout(ms: number): unknown };
  readonly before: (body: Body) => void;
  readonly beforeEach: (body: Body) => void;
  readonly after: (body: Body) => void;
  readonly afterEach: (body: Body) => void;
}

// Every file of the element's tests starts at noon of the same day, Helsinki time.
shiftClock(Date.parse('2026-02-05T12:00:00+02:00') - Date.now());

export const { describe, it, before, beforeEach, after, afterEach } = globalThis as unknown as Mocha;
