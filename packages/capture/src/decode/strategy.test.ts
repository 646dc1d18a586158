import { beforeEach, describe, expect, it } from 'vitest';
import { CaptureError } from '../errors.ts';
import type { DecodedSymbol, Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import { createStrategy } from './strategy.ts';

const frame: Frame = { luma: new Uint8Array(1), widthPx: 1, heightPx: 1, takenAtMs: 0 };
const card: DecodedSymbol = { symbology: 'code-39', text: 'A045198723' };
const lookTakesMs = 20;

let nowMs: number;
let fast: readonly DecodedSymbol[] | Error;
let seen: { symbols: readonly DecodedSymbol[]; telling: boolean };
let looks: number;
let forgotten: number;
let engine: Engine;
beforeEach(() => {
  [nowMs, fast, looks, forgotten] = [0, [], 0, 0];
  seen = { symbols: [], telling: false };
  engine = createStrategy({
    now: () => nowMs,
    fast: {
      load: async () => {},
      async decode() {
        if (fast instanceof Error) throw fast;
        return fast;
      },
      close: async () => {},
    },
    patient: {
      look() {
        looks += 1;
        nowMs += lookTakesMs;
        return seen;
      },
      forget() {
        forgotten += 1;
      },
    },
  });
});

describe('the strategy', () => {
  it('lets the fast engine have its way, and forgets what was added up', async () => {
    fast = [card];
    expect(await engine.decode(frame)).toEqual([card]);
    expect([looks, forgotten]).toEqual([0, 1]);
  });
  it('lets the patient engine look where the fast one finds nothing', async () => {
    seen = { symbols: [card], telling: true };
    expect(await engine.decode(frame)).toEqual([card]);
  });
  it('tells a failure of the fast engine, and looks no further', async () => {
    fast = new CaptureError('engine/decode', 'broken', { retryable: true });
    await expect(engine.decode(frame)).rejects.toBe(fast);
    expect(looks).toBe(0);
  });
  it('leaves half of the time to others while a card is in view', async () => {
    seen = { symbols: [], telling: true };
    await engine.decode(frame);
    nowMs += lookTakesMs - 1;
    await engine.decode(frame);
    expect(looks).toBe(1);
    nowMs += 1;
    await engine.decode(frame);
    expect(looks).toBe(2);
  });
  it('looks less and less often at nothing, and at least four times a second', async () => {
    for (; nowMs < 10_000; nowMs += 5) await engine.decode(frame);
    expect(looks).toBeLessThan(50);
    expect(looks).toBeGreaterThan(30);
  });
  it('forgets what it has added up when the card is gone for a second', async () => {
    seen = { symbols: [], telling: true };
    await engine.decode(frame);
    const before = forgotten;
    nowMs += 500;
    await engine.decode(frame);
    expect(forgotten).toBe(before);
    nowMs += 1_001;
    await engine.decode(frame);
    expect(forgotten).toBe(before + 1);
  });
});
