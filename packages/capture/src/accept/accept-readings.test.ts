import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodedSymbol } from '../decode/engine.ts';
import { type Accepted, acceptReadings, maxConfirmMs, nothingSeen } from './accept-readings.ts';

const rules = { grammar: [{ prefix: 'A', digits: [9] }], repeatAfterMs: 2000 };
const qr = (text: string): DecodedSymbol => ({ symbology: 'qr', text });
const other = (text: string): DecodedSymbol => ({ symbology: 'other', text });
const bars = (text: string): DecodedSymbol => ({ symbology: 'code-39', text });
const hidden: DecodedSymbol = { symbology: 'hidden', text: '' };

type Frames = readonly (readonly [atMs: number, ...symbols: DecodedSymbol[]])[];

/** Returns the results of all frames, each with its time. */
function acceptAll(frames: Frames): (Accepted & { readonly atMs: number })[] {
  let state = nothingSeen;
  return frames.flatMap(([atMs, ...symbols]) => {
    const step = acceptReadings(state, symbols, atMs, rules);
    state = step.state;
    return step.found.map((found) => ({ ...found, atMs }));
  });
}

const card = 'A045198723';
const second = 'A999005458';

describe('`acceptReadings`', () => {
  const cases: readonly [name: string, frames: Frames, told: readonly string[]][] = [
    ['believes a QR code of one frame', [[0, qr(card)]], ['0 A045198723']],
    ['does not believe a Code 39 of one frame', [[0, bars(card)]], []],
    [
      'believes a Code 39 of two frames',
      [
        [0, bars(card)],
        [33, bars(card)],
      ],
      ['33 A045198723'],
    ],
    [
      'accepts a Code 39 of one frame if its engine is confident',
      [[0, { ...bars(card), confident: true }]],
      ['0 A045198723'],
    ],
    ['does not count one code twice in a frame', [[0, bars(card), bars(card)]], []],
    ['lets frames without it lie between', [[0, bars(card)], [33], [66], [99, bars(card)]], ['99 A045198723']],
    [
      'forgets a first sight',
      [
        [0, bars(card)],
        [maxConfirmMs, bars(card)],
      ],
      [],
    ],
    [
      'keeps two misreadings apart',
      [
        [0, bars(card)],
        [33, bars(second)],
      ],
      [],
    ],
    [
      'accepts no Code 39 that is half the same as another of that second: an engine takes two codes that touch for one',
      [
        [0, bars('A357407830'), bars('A357402793')],
        [33, bars('A357407830')],
        [66, bars('A357402793')],
        [99, bars('A357402793'), bars('A357407793')],
      ],
      [],
    ],
    [
      'reports a code of which a part is hidden once, if two frames agree, and not beside a card',
      [
        [0, hidden],
        [33, hidden],
        [66, hidden],
        [5000, qr(card)],
        [5033, hidden],
        [5066, hidden],
      ],
      ['33 unrecognised', '5000 A045198723'],
    ],
    [
      'accepts it after a second without the other',
      [
        [0, bars('A357407830')],
        [33, bars('A357402793')],
        [1200, bars('A357402793')],
        [1233, bars('A357402793')],
      ],
      ['1233 A357402793'],
    ],
    ['accepts two cards in one frame', [[0, qr(card), qr(second)]], ['0 A045198723', '0 A999005458']],
    [
      'accepts a card once, whichever of its codes is seen',
      [
        [0, qr(card)],
        [33, bars(card)],
        [66, bars(card)],
      ],
      ['0 A045198723'],
    ],
    [
      'suppresses a card for as long as it is in view',
      [
        [0, qr(card)],
        [1900, qr(card)],
        [3800, qr(card)],
        [5700, qr(card)],
      ],
      ['0 A045198723'],
    ],
    [
      'accepts it again after it was out of view',
      [
        [0, qr(card)],
        [2000, qr(card)],
      ],
      ['0 A045198723', '2000 A045198723'],
    ],
    [
      'takes the case of a text for no difference',
      [
        [0, qr(card)],
        [33, qr(card.toLowerCase())],
      ],
      ['0 A045198723'],
    ],
    ['hands the text over as it was read', [[0, qr(' a045198723 ')]], ['0  a045198723 ']],
    [
      'reports an unrecognised QR code once, without its content',
      [
        [0, qr('https://example.org')],
        [33, qr('https://example.org')],
      ],
      ['0 unrecognised'],
    ],
    [
      'reports an unrecognised Code 39 if two frames agree',
      [
        [0, bars('HELLO')],
        [33, bars('HELLO')],
        [66, bars('HELLO')],
      ],
      ['33 unrecognised'],
    ],
    [
      'reports a code of another kind if two frames agree, whatever its text',
      [
        [0, other(card)],
        [400, other(card)],
        [800, other(card)],
      ],
      ['400 unrecognised'],
    ],
    [
      'does not let a code of another kind confirm or suppress a card',
      [
        [0, other(card)],
        [33, bars(card)],
        [400, other(card)],
        [433, bars(card)],
      ],
      ['400 unrecognised', '433 A045198723'],
    ],
    [
      'still accepts a card after the clock was set back',
      [
        [9_000_000, qr(card)],
        [0, qr(card)],
      ],
      ['9000000 A045198723', '0 A045198723'],
    ],
  ];

  it.each(cases)('%s', (_name, frames, expected) => {
    const told = acceptAll(frames).map((one) => `${one.atMs} ${one.type === 'reading' ? one.text : one.type}`);
    expect(told).toEqual(expected);
  });

  const anyFrames = fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 2500 }),
        fc.array(
          fc.constantFrom(card, second, 'HELLO').chain((text) => fc.constantFrom(qr(text), bars(text), other(text))),
          {
            maxLength: 3,
          },
        ),
      ),
      { maxLength: 60 },
    )
    .map((gaps) => {
      let atMs = 0;
      return gaps.map(([gapMs, symbols]) => {
        atMs += gapMs;
        return [atMs, ...symbols] as const;
      });
    });

  it('never accepts a text twice unless it was out of view for the time between (property)', () => {
    fc.assert(
      fc.property(anyFrames, (frames) => {
        const readings = acceptAll(frames).filter((one) => one.type === 'reading');
        for (const [index, reading] of readings.entries()) {
          const again = readings.slice(index + 1).find((one) => one.text === reading.text);
          if (again === undefined) continue;
          const seen = frames.filter(([, ...symbols]) =>
            symbols.some(({ text, symbology }) => text === reading.text && symbology !== 'other'),
          );
          const times = seen.map(([atMs]) => atMs).filter((atMs) => atMs >= reading.atMs && atMs <= again.atMs);
          const longestAway = Math.max(...times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0)));
          // A Code 39 may need a second frame after it came back, so the way back is part of the time.
          expect(longestAway).toBeGreaterThanOrEqual(rules.repeatAfterMs);
        }
      }),
    );
  });

  it('remembers only what is in view (property)', () => {
    fc.assert(
      fc.property(anyFrames, (frames) => {
        let state = nothingSeen;
        for (const [atMs, ...symbols] of frames) state = acceptReadings(state, symbols, atMs, rules).state;
        const later = acceptReadings(state, [], (frames.at(-1)?.[0] ?? 0) + rules.repeatAfterMs, rules).state;
        expect([later.accepted.size, later.unconfirmed.size]).toEqual([0, 0]);
      }),
    );
  });
});

it('reads other texts of a QR code if they are wanted, and never of a Code 39', () => {
  const accepts = (text: string) => text.endsWith('#enrol=ACDEFGHJ');
  const wanted = 'https://registry.example/scan#enrol=ACDEFGHJ';
  const read = (symbol: DecodedSymbol, its = { ...rules, accepts }) =>
    acceptReadings(nothingSeen, [symbol], 0, its).found.map(({ type }) => type);
  expect(read(qr(wanted))).toEqual(['reading']);
  expect(read(qr('https://registry.example/'))).toEqual(['unrecognised']);
  expect(read({ ...bars(wanted), confident: true })).toEqual(['unrecognised']);
  expect(read(qr(wanted), { ...rules, accepts: undefined as never })).toEqual(['unrecognised']);
});
