import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stop } from './send-pass.ts';
import { idle, type SenderEvent, type SenderState, senderStateAfter } from './sender-state.ts';

const stopOf = (minWaitMs: number, retryAfterMs?: number): Stop => ({
  code: 'registry/busy',
  ...{ minWaitMs, retryAfterMs },
});
const plain = ['wake', 'retry', 'back', 'due', 'read', 'close'] as const;
const after = (...events: readonly SenderEvent[]) => events.reduce(senderStateAfter, idle);
const wake: SenderEvent = { type: 'wake' };
const retry: SenderEvent = { type: 'retry' };
const back: SenderEvent = { type: 'back' };
const due: SenderEvent = { type: 'due' };
const read: SenderEvent = { type: 'read' };
const close: SenderEvent = { type: 'close' };
const ended = (isLeft: boolean, stop?: Stop): SenderEvent => ({ type: 'ended', isLeft, stop });

const event: fc.Arbitrary<SenderEvent> = fc.oneof(
  fc.constantFrom(...plain).map((type) => ({ type })),
  fc
    .tuple(fc.boolean(), fc.constantFrom(undefined, stopOf(0), stopOf(30_000), stopOf(0, 5_000)))
    .map(([isLeft, stop]) => ended(isLeft, stop)),
);

/** The same rules as flags and a timer, as a person would write them down. */
class Model {
  isRunning = false;
  isAgain = false;
  isClosed = false;
  failures = 0;
  pause: Stop | undefined;
  timer: 'look' | 'retry' | 'back' | undefined;

  on(given: SenderEvent): void {
    if (this.isClosed) return;
    if (given.type === 'close') this.isClosed = true;
    if (given.type === 'wake' && this.pause === undefined) this.begin();
    if (given.type === 'retry' && !this.isRunning) this.begin();
    if (given.type === 'due' && this.timer !== undefined) this.begin();
    if (given.type === 'back' && !this.isRunning && this.pause?.retryAfterMs === undefined) this.timer = 'back';
    if (given.type === 'read') this.isAgain = false;
    if (given.type === 'ended' && this.isRunning) this.end(given.isLeft, given.stop);
  }

  private begin(): void {
    this.pause = undefined;
    this.timer = undefined;
    if (this.isRunning) this.isAgain = true;
    this.isRunning = true;
  }

  private end(isLeft: boolean, stop: Stop | undefined): void {
    const follows = this.isAgain;
    [this.isRunning, this.isAgain] = [false, false];
    this.failures = isLeft ? this.failures + 1 : 0;
    const asks = stop !== undefined && (stop.minWaitMs > 0 || stop.retryAfterMs !== undefined);
    this.pause = isLeft && asks ? stop : undefined;
    if (follows && this.pause === undefined) this.begin();
    else this.timer = isLeft ? 'retry' : 'look';
  }

  get seen() {
    if (this.isClosed) return { phase: 'closed' };
    if (this.isRunning) return { phase: 'sending', again: this.isAgain, failures: this.failures };
    return this.timer === undefined
      ? { phase: 'idle' }
      : { phase: 'waiting', reason: this.timer, failures: this.failures };
  }
}

describe('the sender’s state', () => {
  it('is that of the model after every event (property)', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const model = new Model();
        let state: SenderState = idle;
        for (const one of events) {
          model.on(one);
          state = senderStateAfter(state, one);
          const { stop: _, ...seen } = { stop: undefined, ...state };
          expect(seen).toEqual(model.seen);
        }
      }),
      { numRuns: 2_000 },
    );
  });
  it('sends again if it was woken after the pass had read the storage', () => {
    expect(after(wake, read, wake, ended(false))).toEqual({ phase: 'sending', again: false, failures: 0 });
    expect(after(wake, wake, read, ended(false))).toMatchObject({ phase: 'waiting', reason: 'look' });
  });
  it('waits until a pause is over, unless someone requests a pass', () => {
    const paused = [wake, ended(true, stopOf(30_000))];
    expect(after(...paused, wake)).toMatchObject({ phase: 'waiting', reason: 'retry', failures: 1 });
    expect(after(...paused, due).phase).toBe('sending');
    expect(after(...paused, retry).phase).toBe('sending');
  });
  it('waits for a shorter time once the registry is back, unless the registry asked for a time', () => {
    expect(after(wake, ended(true, stopOf(30_000)), back)).toMatchObject({ phase: 'waiting', reason: 'back' });
    expect(after(wake, ended(true, stopOf(0, 60_000)), back)).toMatchObject({ phase: 'waiting', reason: 'retry' });
  });
  it('stays closed', () => {
    expect(after(wake, close, wake, ended(true), retry)).toEqual({ phase: 'closed' });
  });
});
