// Our own QR reader, stage by stage and on whole frames. How far it reads is measured by npm run bench:decode.
import bwipjs from 'bwip-js/generic';
import fc from 'fast-check';
import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../packages/capture/src/decode/frame.ts';
import { cardQrEngine } from '../../packages/capture/src/engines/cardqr/cardqr.ts';
import { bitOf, codesOf, textIn, wordCount } from '../../packages/capture/src/engines/cardqr/code.ts';
import { createDecoder, laySymbol } from '../../packages/capture/src/engines/cardqr/decode.ts';
import { createCardQrReader } from '../../packages/capture/src/engines/cardqr/read.ts';
import { openCount, openModules } from '../../packages/capture/src/engines/cardqr/soften.ts';
import { fixedModules, side } from '../../packages/capture/src/engines/cardqr/symbol.ts';
import { thoroughCardQr } from '../../packages/capture/src/engines/cardqr/thorough.ts';
import { matchesGrammar } from '../../packages/capture/src/grammar.ts';
import { cardGrammar } from '../../packages/client/src/card/grammar.ts';
import { anyCard } from '../bench/frames/conditions39.ts';
import { qrSheet } from '../bench/frames/qr-scene.ts';
import { createRandom } from '../bench/frames/random.ts';
import { render, type Shot } from '../bench/frames/render.ts';

const card = 'A045198723';
const levels = ['L', 'M', 'Q', 'H'] as const;
const reader = createCardQrReader(cardGrammar);
const decoder = createDecoder(cardGrammar);
const codes = codesOf(cardGrammar);

interface Trouble extends Partial<Shot> {
  readonly blurModules?: number;
  readonly level?: (typeof levels)[number];
}

function frameOf(text: string, { blurModules = 0.4, ppm = 2.5, level = 'M', ...shot }: Trouble, seed = 1): Frame {
  const sheet = qrSheet(text, createRandom(seed), level);
  return render(sheet, { widthPx: 240, heightPx: 200, ppm, gaussianPx: blurModules * ppm, ...shot }, seed).frame;
}

const acceptedIn = (frame: Frame) => reader.read(frame).flatMap(({ accepted, text }) => (accepted ? [text] : []));

const plain = (widthPx: number, heightPx: number, level: number): Frame => ({
  luma: new Uint8Array(widthPx * heightPx).fill(level),
  widthPx,
  heightPx,
  takenAtMs: 0,
});

describe('a symbol of cardqr', () => {
  const seeds = fc.tuple(fc.nat(codes.length - 1), fc.nat(7), fc.nat());

  it('is read by another library with the same text, in any mode, level and mask', () => {
    const property = fc.property(seeds, ([at, mask, seed]) => {
      const code = codes[at] as (typeof codes)[number];
      const words = code.offset.slice();
      const random = createRandom(seed);
      let text: string | undefined;
      // Some sums of rows are not texts: a pair of digits above 99.
      for (let tries = 0; text === undefined && tries < 20_000; tries++) {
        words.set(code.offset);
        for (let row = 0; row < code.rowCount; row++)
          if (random.next() < 0.3)
            for (let word = 0; word < wordCount; word++)
              words[word] = (words[word] as number) ^ (code.rows[row * wordCount + word] as number);
        text = textIn(words, code);
      }
      const dark = new Float64Array(openCount);
      laySymbol({ code, mask, words }, dark);
      const modules = Float64Array.from(fixedModules);
      openModules.forEach((module, number) => {
        modules[module] = dark[number] as number;
      });
      expect(text).toBeDefined();
      expect(readByAnother(modules)).toBe(text);
    });
    fc.assert(property, { numRuns: 40, seed: 18004 });
  });

  it('returns any card’s text that another library drew, from soft modules with some wrong ones', () => {
    const property = fc.property(fc.nat(), fc.constantFrom(...levels), (seed, level) => {
      const random = createRandom(seed);
      const text = anyCard(random);
      const drawn = drawnBy(text, level);
      const soft = Float64Array.from(openModules, (module) => (drawn[module] === 1 ? 2 : -2) + 2 * random.normal());
      expect(decoder.decode(soft)[0]?.text).toBe(text);
    });
    fc.assert(property, { numRuns: 40, seed: 5 });
  });

  it('has the standard’s check words: two texts differ in at least eight bits', () => {
    for (const code of codes.slice(0, 12))
      for (let row = 0; row < code.rowCount; row++) {
        let weight = 0;
        for (let bit = 0; bit < 208; bit++) weight += bitOf(code.rows, bit, row * wordCount);
        expect(weight).toBeGreaterThanOrEqual(8);
      }
  });
});

function drawnBy(text: string, eclevel: string): readonly number[] {
  const options = { bcid: 'qrcode', text, eclevel, fixedeclevel: true };
  const [drawn] = bwipjs.raw(options);
  const { pixs, pixx } = drawn as unknown as { pixs: readonly number[]; pixx: number };
  expect(pixx).toBe(side);
  return pixs;
}

function readByAnother(modules: Float64Array): string | undefined {
  const [scale, quiet] = [4, 4];
  const width = (side + 2 * quiet) * scale;
  const rgba = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++) {
      const [row, column] = [Math.floor(y / scale) - quiet, Math.floor(x / scale) - quiet];
      const inside = row >= 0 && row < side && column >= 0 && column < side;
      if (inside && modules[row * side + column] === 1) rgba.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
    }
  const decode = (jsqr as unknown as { default?: typeof jsqr }).default ?? jsqr;
  return decode(rgba, width, width)?.data;
}

describe('cardqr finds and reads a card', () => {
  it.each([0, 45, 100, 170, 225, 290])('turned by %i°', (rotationDeg) => {
    expect(acceptedIn(frameOf(card, { rotationDeg }))).toEqual([card]);
  });

  it.each<[string, string, Trouble]>([
    ['of two letters', 'AM12345678', {}],
    ['of two letters and nine figures', 'YM123456789', {}],
    ['of a phone', 'X555000111', {}],
    ['of the old kind', 'E1234', {}],
    ['of little error correction', card, { level: 'L' }],
    ['of much error correction', card, { level: 'H' }],
    ['of 1.4 pixels a module', card, { ppm: 1.4, blurModules: 0.3 }],
    ['blurred by one module', card, { blurModules: 1 }],
    ['blurred by one module and a quarter', card, { blurModules: 1.25 }],
    ['in much noise', card, { noise: 40 }],
    ['in little contrast', card, { black: 118, white: 138 }],
    ['tilted by 40°', card, { tiltYDeg: 40 }],
    ['tilted both ways', card, { tiltXDeg: 25, tiltYDeg: -25, rotationDeg: 200 }],
    ['moved by two modules', card, { motionPx: 5, motionRad: 0.6 }],
    ['out of focus as a disc', card, { blurModules: 0, discPx: 2.5 }],
    ['through a dirty lens', card, { blurModules: 0.2, skirtPx: 1.5 }],
    ['sharpened and compressed', card, { blurModules: 0.7, sharpen: 1.4, jpeg: 40 }],
    ['overexposed', card, { black: 60, white: 300 }],
    ['by a camera of another tone', card, { gamma: 1 }],
  ])('%s', (_name, text, trouble) => {
    expect(acceptedIn(frameOf(text, trouble))).toEqual([text]);
  });
});

describe('cardqr refuses', () => {
  it.each([
    'B045198723',
    'A04519872',
    'A0451987234',
    'AM1234567',
    'AB12345678',
    'a045198723',
    'A04519872B',
    '0451987234',
    'HELLO WORLD',
    'https://k.fi/',
  ])('the QR code of %s, sharp or blurred', (text) => {
    for (const trouble of [{ ppm: 1.6 }, { ppm: 2, blurModules: 1.1 }])
      expect(acceptedIn(frameOf(text, trouble))).toEqual([]);
  });

  it('rooms, print and bars', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const { frame } = render(undefined, { widthPx: 400, heightPx: 320, gaussianPx: seed % 3 }, seed, true);
      expect(acceptedIn(frame)).toEqual([]);
    }
  });

  it.each<[string, Frame]>([
    ['nothing', plain(0, 0, 0)],
    ['one pixel', plain(1, 1, 0)],
    ['one row', plain(640, 1, 0)],
    ['one column', plain(1, 480, 0)],
    ['black', plain(321, 243, 0)],
    ['white', plain(640, 480, 255)],
    ['a frame that is shorter than it says', { ...plain(64, 64, 9), widthPx: 640, heightPx: 480 }],
  ])('%s', (_name, frame) => {
    expect(reader.read(frame)).toEqual([]);
  });

  it('a grammar that no symbol of version 1 can hold', () => {
    const frame = frameOf(card, {});
    expect(createCardQrReader([]).read(frame)).toEqual([]);
    const others = createCardQrReader([
      { prefix: 'ä', digits: [9] },
      { prefix: 'A', digits: [99] },
    ]);
    expect(others.read(frame)).toEqual([]);
  });
});

it('never returns a text outside the grammar', () => {
  const shape = fc.record({
    prefix: fc.constantFrom('', 'A', 'Y', 'AM', 'E'),
    digits: fc.constantFrom([5], [8, 9], [9]),
  });
  const property = fc.property(
    fc.array(shape, { minLength: 1, maxLength: 3 }),
    fc.nat(),
    fc.boolean(),
    (grammar, seed, own) => {
      const random = createRandom(seed);
      const first = grammar[0] ?? { prefix: '', digits: [5] };
      const figures = Array.from({ length: first.digits[0] ?? 0 }, () => random.whole(0, 9)).join('');
      const text = own ? first.prefix + figures : anyCard(random);
      const frame = frameOf(text, { blurModules: random.between(0.2, 1.2), noise: random.between(0, 40) }, seed % 1000);
      for (const reading of createCardQrReader(grammar).read(frame)) {
        expect(matchesGrammar(reading.text, grammar)).toBe(true);
        if (reading.accepted) expect(reading.text).toBe(text);
      }
    },
  );
  fc.assert(property, { numRuns: 6, seed: 39 });
});

describe('the engine', () => {
  it('reads through its port, and only while it is loaded', async () => {
    const engine = cardQrEngine({ grammar: cardGrammar });
    const frame = frameOf(card, {});
    await expect(engine.decode(frame)).rejects.toMatchObject({ code: 'engine/decode' });
    await engine.load();
    expect(await engine.decode(frame)).toEqual([{ symbology: 'qr', text: card }]);
    await engine.close();
    await expect(engine.decode(frame)).rejects.toMatchObject({ code: 'engine/decode' });
  });

  it('has a thorough engine that looks for small codes too, although it has to forget before each look', () => {
    const thorough = thoroughCardQr(cardGrammar);
    const small = frameOf(card, { ppm: 1.2, blurModules: 0.3 });
    const told = Array.from({ length: 4 }, () => {
      thorough.forget();
      return thorough.look(small).symbols.map(({ text }) => text);
    });
    expect(told).toContainEqual([card]);
  });

  it('reads a blurred code in every second look, whatever else in the room is a little like one', () => {
    const random = createRandom(19);
    const text = anyCard(random);
    const shot = { widthPx: 1280, heightPx: 720, ppm: 5, gaussianPx: 3.5, noise: 4 };
    const { frame } = render(qrSheet(text, random), shot, 240);
    const read = Array.from({ length: 8 }, (_, turn) => reader.readOne(frame, turn)?.accepted === true);
    expect(read).toEqual([true, false, true, false, true, false, true, false]);
  });

  it('has a thorough engine that returns the text as that of any QR code, and reports evidence of a card', () => {
    const thorough = thoroughCardQr(cardGrammar);
    expect(thorough.look(frameOf(card, { blurModules: 0.9 }))).toEqual({
      symbols: [{ symbology: 'qr', text: card }],
      hasEvidence: true,
    });
    expect(thorough.look(plain(320, 240, 200))).toEqual({ symbols: [], hasEvidence: false });
  });
});
