import { beforeEach, describe, expect, it } from 'vitest';
import { CaptureError } from '../errors.ts';
import { idleAfterMs, idleEveryMs } from './attention.ts';
import type { DecodedSymbol, Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import { createStrategy, type ThoroughEngine } from './strategy.ts';

const card: DecodedSymbol = { symbology: 'code-39', text: 'A045198723' };
const qrCard: DecodedSymbol = { ...card, symbology: 'qr' };
const url: DecodedSymbol = { symbology: 'qr', text: 'https://example.org' };
const goods: DecodedSymbol = { symbology: 'other', text: '6414893400016' };
const grammar = [{ prefix: 'A', digits: [9] }];
let lookTakesMs: number;

let nowMs: number;
let fast: readonly DecodedSymbol[] | Error;
let others: readonly DecodedSymbol[];
let seen: { symbols: readonly DecodedSymbol[]; hasEvidence: boolean };
/** Who looked, in order. */
let looks: string[];
let forgotten: number;
let engine: Engine;
beforeEach(() => {
  [nowMs, fast, others, looks, forgotten] = [0, [], [], [], 0];
  seen = { symbols: [], hasEvidence: false };
  lookTakesMs = 20;
  engine = strategyOf([thoroughNamed('thorough')]);
});

function thoroughNamed(name: string): ThoroughEngine {
  return {
    look() {
      looks.push(name);
      nowMs += lookTakesMs;
      return seen;
    },
    forget() {
      forgotten += 1;
    },
  };
}

function strategyOf(thorough: readonly ThoroughEngine[]): Engine {
  return createStrategy({
    now: () => nowMs,
    grammar,
    thorough,
    fast: {
      load: async () => {},
      async decode() {
        looks.push('fast');
        if (fast instanceof Error) throw fast;
        return fast;
      },
      async decodeOthers() {
        looks.push('others');
        return others;
      },
      close: async () => {},
    },
  });
}

/** Frames that differ from each other in one corner, as when a hand moves; with `still`, they do not. */
let brightness = 0;
const frame = (): Frame => {
  brightness = (brightness % 180) + 60;
  const luma = new Uint8Array(64 * 36);
  for (let y = 0; y < 8; y++) luma.fill(brightness, y * 64, y * 64 + 12);
  return { luma, widthPx: 64, heightPx: 36, takenAtMs: 0 };
};
const still: Frame = { luma: new Uint8Array(64 * 36), widthPx: 64, heightPx: 36, takenAtMs: 0 };
const looksOf = (name: string): number => looks.filter((look) => look === name).length;

describe('the strategy', () => {
  it('lets the fast engine have its way where it reads a card’s QR code, and forgets what was added up', async () => {
    fast = [qrCard];
    expect(await engine.decode(frame())).toEqual([qrCard]);
    expect([looks, forgotten]).toEqual([['fast'], 1]);
  });
  describe('when the fast one reads a card’s Code 39, which has no check character', () => {
    beforeEach(async () => {
      engine = strategyOf([thoroughNamed('one'), thoroughNamed('two')]);
      await engine.decode(frame());
      // The first one pauses now, and it would be the other's turn.
      fast = [card];
      expect(await engine.decode(frame())).toEqual([card]);
      looks = [];
    });
    it('confirms it by the first thorough engine in the next frame', async () => {
      seen = { symbols: [card], hasEvidence: true };
      expect(await engine.decode(frame())).toEqual([card]);
      await engine.decode(frame());
      expect(looks).toEqual(['one', 'fast']);
    });
    it('returns what the thorough engine reads in the next frame, if that is another text', async () => {
      seen = { symbols: [{ ...card, text: 'A045198724' }], hasEvidence: true };
      expect(await engine.decode(frame())).toEqual(seen.symbols);
      expect(looks).toEqual(['one', 'fast']);
    });
    it('does not return it again while no thorough one reads it, however often it is found', async () => {
      for (let n = 0; n < 20; n++, nowMs += 33) expect(await engine.decode(frame())).toEqual([]);
      seen = { symbols: [card], hasEvidence: true };
      nowMs += 300;
      expect(await engine.decode(frame())).toEqual([card]);
      seen = { symbols: [], hasEvidence: false };
      expect(await engine.decode(frame())).toEqual([card]);
    });
    it('leaves others their turns while it is in doubt for long', async () => {
      seen = { symbols: [], hasEvidence: true };
      for (let n = 0; n < 20; n++, nowMs += 33) await engine.decode(frame());
      expect(looksOf('one')).toBeGreaterThanOrEqual(8);
      expect(looksOf('two')).toBeGreaterThanOrEqual(4);
    });
    it('takes it for new after a second out of view', async () => {
      nowMs += 1001;
      expect(await engine.decode(frame())).toEqual([card]);
      expect(await engine.decode(frame())).toEqual([]);
    });
    it('returns a Code 39 that a card cannot have at once', async () => {
      fast = [{ ...card, text: 'LOCKER 12' }];
      for (let n = 0; n < 2; n++) expect(await engine.decode(frame())).toEqual(fast);
    });
  });
  it('believes the fast one if there is no thorough engine', async () => {
    engine = strategyOf([]);
    fast = [card];
    for (let n = 0; n < 3; n++) expect(await engine.decode(frame())).toEqual([card]);
  });
  it('needs no thorough engine for a card’s Code 39 if its QR code shows the same text', async () => {
    fast = [qrCard, card];
    for (let n = 0; n < 3; n++) expect(await engine.decode(frame())).toEqual(fast);
    expect(looksOf('thorough')).toBe(0);
  });
  it('takes a card for a new one when it was out of view for a second', async () => {
    fast = [qrCard];
    for (; nowMs < 300; nowMs += 33) await engine.decode(frame());
    expect(looksOf('thorough')).toBe(1);
    nowMs += 1001;
    await engine.decode(frame());
    expect(looksOf('thorough')).toBe(1);
  });
  it('lets the thorough engine look where the fast one finds nothing', async () => {
    seen = { symbols: [card], hasEvidence: true };
    expect(await engine.decode(frame())).toEqual([card]);
  });
  it('lets the thorough engine look for others next to a card that was read a quarter of a second ago, and keeps what it added up', async () => {
    fast = [qrCard];
    for (; nowMs < 250; nowMs += 33) await engine.decode(frame());
    expect([looksOf('thorough'), forgotten]).toEqual([0, 1]);
    seen = { symbols: [{ ...card, text: 'A999005458' }], hasEvidence: true };
    expect(await engine.decode(frame())).toEqual([qrCard, ...seen.symbols]);
    fast = [];
    await engine.decode(frame());
    fast = [qrCard];
    await engine.decode(frame());
    expect(forgotten).toBe(1);
    fast = [{ ...qrCard, text: 'A123123123' }];
    await engine.decode(frame());
    expect(forgotten).toBe(2);
  });
  it('lets the thorough engine look although a poster’s code is in view', async () => {
    fast = [url];
    seen = { symbols: [card], hasEvidence: true };
    expect(await engine.decode(frame())).toEqual([url, card]);
  });
  it('throws an error of the fast engine, and looks no further', async () => {
    fast = new CaptureError('engine/decode', 'broken', { retryable: true });
    await expect(engine.decode(frame())).rejects.toBe(fast);
    expect(looks).toEqual(['fast']);
  });
  it('leaves half of the time to others while a card is in view', async () => {
    seen = { symbols: [], hasEvidence: true };
    await engine.decode(frame());
    nowMs += lookTakesMs - 1;
    await engine.decode(frame());
    expect(looksOf('thorough')).toBe(1);
    nowMs += 1;
    await engine.decode(frame());
    expect(looksOf('thorough')).toBe(2);
  });
  it('looks less and less often at nothing, and at least five times a second', async () => {
    for (; nowMs < 10_000; nowMs += 5) await engine.decode(frame());
    expect(looksOf('thorough')).toBeLessThan(70);
    expect(looksOf('thorough')).toBeGreaterThan(50);
  });
  it('looks at nothing for at most a seventh of the time on a slow processor', async () => {
    lookTakesMs = 200;
    for (; nowMs < 3000; nowMs += 5) await engine.decode(frame());
    looks = [];
    for (const end = nowMs + 28_000; nowMs < end; nowMs += 5) await engine.decode(frame());
    expect(looksOf('thorough')).toBeLessThanOrEqual(28_000 / (7 * lookTakesMs));
    expect(looksOf('thorough')).toBeGreaterThan(28_000 / (8 * lookTakesMs));
  });
  it('forgets what it has added up when the card is gone for a second', async () => {
    seen = { symbols: [], hasEvidence: true };
    await engine.decode(frame());
    const before = forgotten;
    nowMs += 500;
    await engine.decode(frame());
    expect(forgotten).toBe(before);
    nowMs += 1_001;
    await engine.decode(frame());
    expect(forgotten).toBe(before + 1);
  });
  it('gives two thorough engines one frame each, in turn', async () => {
    engine = strategyOf([thoroughNamed('one'), thoroughNamed('two')]);
    for (let n = 0; n < 4; n++) {
      nowMs += 300;
      await engine.decode(frame());
    }
    expect(looks.filter((look) => look === 'one' || look === 'two')).toEqual(['one', 'two', 'one', 'two']);
  });
  it('gives one that sees a card three frames of four, and others the fourth', async () => {
    const one = thoroughNamed('one');
    const seesCard = { ...one, look: (at: Frame) => ({ ...one.look(at), hasEvidence: true }) };
    engine = strategyOf([seesCard, thoroughNamed('two')]);
    for (let n = 0; n < 8; n++) {
      nowMs += 300;
      await engine.decode(frame());
    }
    const turns = looks.filter((look) => look === 'one' || look === 'two');
    expect(turns).toEqual(['one', 'one', 'one', 'two', 'one', 'one', 'one', 'two']);
  });
  it('looks half of the time for a second after a card was half seen', async () => {
    seen = { symbols: [], hasEvidence: true };
    await engine.decode(frame());
    seen = { symbols: [], hasEvidence: false };
    const end = nowMs + 900;
    for (; nowMs < end; nowMs += lookTakesMs) await engine.decode(frame());
    expect(looksOf('thorough')).toBe(1 + Math.floor(900 / (2 * lookTakesMs)));
  });
});

describe('codes of other kinds', () => {
  it('are looked for every 400 ms, in frames at which no thorough engine looks', async () => {
    others = [goods];
    const told: number[] = [];
    for (const end = nowMs + 2000; nowMs < end; nowMs += 33) {
      const before = looksOf('thorough');
      const symbols = await engine.decode(frame());
      if (symbols.length > 0) expect(looksOf('thorough')).toBe(before);
      if (symbols.length > 0) told.push(nowMs);
    }
    const gaps = told.slice(1).map((atMs, at) => atMs - (told[at] ?? 0));
    expect(told).toHaveLength(5);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(400);
    // Two looks confirm a text within the time that accept allows.
    for (const gap of gaps) expect(gap).toBeLessThan(600);
  });
  it.each<[string, DecodedSymbol]>([
    ['a card is read', card],
    ['another code was already read', url],
  ])('are not looked for while %s', async (_name, symbol) => {
    fast = [symbol];
    for (; nowMs < 2000; nowMs += 33) await engine.decode(frame());
    expect(looksOf('others')).toBe(0);
  });
  it('are not looked for by an engine that knows none', async () => {
    const { load, decode, close } = engine;
    engine = createStrategy({ now: () => nowMs, grammar, thorough: [], fast: { load, decode, close } });
    expect(await engine.decode(frame())).toEqual([]);
  });
});

describe('a picture in which nothing moves', () => {
  it('is looked at four times a second after two seconds, and each frame again when something moves', async () => {
    for (; nowMs < idleAfterMs; nowMs += 33) await engine.decode(still);
    looks = [];
    for (const end = nowMs + 1000; nowMs < end; nowMs += 33) await engine.decode(still);
    expect(looksOf('fast')).toBeGreaterThanOrEqual(3);
    expect(looksOf('fast')).toBeLessThanOrEqual(1000 / idleEveryMs);
    looks = [];
    await engine.decode(frame());
    expect(looks.slice(0, 2)).toEqual(['fast', 'thorough']);
  });
  it('is looked at each time while a card is half seen', async () => {
    seen = { symbols: [], hasEvidence: true };
    for (; nowMs < 10_000; nowMs += 33) {
      const before = looksOf('fast');
      await engine.decode(still);
      expect(looksOf('fast')).toBe(before + 1);
    }
  });
  it('is looked at each time for two seconds after a text has come', async () => {
    for (; nowMs < 5000; nowMs += 33) await engine.decode(still);
    fast = [card];
    nowMs += idleEveryMs;
    await engine.decode(still);
    looks = [];
    for (let n = 0; n < 10; n++, nowMs += 33) await engine.decode(still);
    expect(looksOf('fast')).toBe(10);
    for (const end = nowMs + idleAfterMs; nowMs < end; nowMs += 33) await engine.decode(still);
    looks = [];
    for (let n = 0; n < 10; n++, nowMs += 33) await engine.decode(still);
    expect(looksOf('fast')).toBeLessThan(3);
  });
});
