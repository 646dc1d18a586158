import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BurstActions, type BurstState, endAfterMs, type Key, maxGapMs, stepBurst } from './burst.ts';

const grammar = [
  { prefix: 'A', digits: [9] },
  { prefix: 'AM', digits: [8, 9] },
];
const card = 'A045198723';

/** The keys of a text, one every `gapMs`, the first at `atMs`; `⏎` and `⇥` are suffixes, `⇧` a modifier. */
function keysOf(text: string, gapMs: number, atMs = 1000): Key[] {
  return [...text].map((char, index): Key => {
    const at = { atMs: atMs + index * gapMs };
    if (char === '⏎') return { type: 'suffix', suffix: 'Enter', ...at };
    if (char === '⇥') return { type: 'suffix', suffix: 'Tab', ...at };
    return char === '⇧' ? { type: 'modifier', ...at } : { type: 'char', char, ...at };
  });
}

function run(keys: readonly Key[]): BurstActions[] {
  let state: BurstState = { type: 'idle' };
  return keys.map((key) => {
    const step = stepBurst(state, key, grammar);
    state = step.state;
    return step.actions;
  });
}

const readings = (all: readonly BurstActions[]): string[] =>
  all.flatMap(({ reading }) => (reading ? [reading.text] : []));
const swallowed = (all: readonly BurstActions[]): number => all.filter(({ swallow }) => swallow).length;
const foreign = (all: readonly BurstActions[]): number => all.filter((one) => one.foreign).length;
const silence: Key = { type: 'silence' };

describe('stepBurst', () => {
  const cases: readonly [name: string, keys: Key[], readings: string[], swallowed: number, foreign: number][] = [
    ['reads a code that ends in Enter, and swallows the Enter', keysOf(`${card}⏎`, 3), [card], 1, 0],
    ['reads a code that ends in Tab', keysOf(`${card}⇥`, 3), [card], 1, 0],
    ['swallows both of Tab and Enter', keysOf(`${card}⇥⏎`, 3), [card], 2, 0],
    ['reads at the pace of the slowest reader', keysOf(`${card}⏎`, maxGapMs), [card], 1, 0],
    ['reads lower case, as with caps lock on', keysOf(`${card.toLowerCase()}⏎`, 3), ['a045198723'], 1, 0],
    ['passes over the shift of the letters', keysOf('⇧A⇧M12345678⏎', 30), ['AM12345678'], 1, 0],
    ['reads a code without suffix after silence', [...keysOf(card, 3), silence], [card], 0, 0],
    ['waits for the longer of two lengths', [...keysOf('AM123456789', 3), silence], ['AM123456789'], 0, 0],
    [
      'reads a code whose suffix is a key of another kind',
      [...keysOf(card, 3), { type: 'other', atMs: 1040 }],
      [card],
      0,
      0,
    ],
    ['does not read at the pace of a person', [...keysOf(`${card}⏎`, maxGapMs + 1), silence], [], 0, 0],
    ['does not read what goes on after the code', keysOf(`${card}4⏎`, 3), [], 0, 1],
    ['does not read a code inside another', keysOf(`01${card}⏎`, 3), [], 0, 1],
    ['tells an EAN as foreign and leaves its keys', keysOf('6414893400016⏎', 3), [], 0, 1],
    ['tells no foreign code of three keys', keysOf('123⏎', 3), [], 0, 0],
    ['tells no foreign code that ends in Tab', keysOf('6414893400016⇥', 3), [], 0, 0],
    [
      'leaves a person the Enter',
      [...keysOf(card, 3), silence, { type: 'suffix', suffix: 'Enter', atMs: 3000 }],
      [card],
      0,
      0,
    ],
    ['reads two codes in a row', [...keysOf(`${card}⏎`, 3), ...keysOf(`${card}⏎`, 3, 1033)], [card, card], 2, 0],
    ['takes the code before a key right behind it', [...keysOf(card, 3), ...keysOf('m', 0, 1027 + 50)], [card], 0, 0],
    ['is not begun by a held key', [{ type: 'other', atMs: 990 }, ...keysOf(`${card}⏎`, 3)], [card], 1, 0],
    [
      'is broken by a key of another kind',
      [...keysOf('A0451', 3), { type: 'other', atMs: 1015 }, ...keysOf('98723⏎', 3, 1018)],
      [],
      0,
      1,
    ],
  ];

  it.each(cases)('%s', (_name, keys, expectedReadings, expectedSwallowed, expectedForeign) => {
    const all = run(keys);
    expect([readings(all), swallowed(all), foreign(all)]).toEqual([
      expectedReadings,
      expectedSwallowed,
      expectedForeign,
    ]);
  });

  it('asks for a wait only while the text is complete', () => {
    const waits = run(keysOf('AM1234567890', 3)).map(({ wait }) => wait === true);
    expect(waits).toEqual([...Array(9).fill(false), true, true, false]);
  });

  const pauses = fc.integer({ min: maxGapMs + 1, max: 400 });
  const typed = fc.array(fc.tuple(fc.constantFrom(...'aäA0123456789 .⏎⇥⇧'), pauses), { maxLength: 40 });

  /** Strokes of a person, each after its own pause, from `atMs` on; with the time of the last one. */
  function person(strokes: readonly (readonly [char: string, pauseMs: number])[], atMs: number): [Key[], number] {
    let now = atMs;
    const keys = strokes.flatMap(([char, pauseMs]) => {
      now += pauseMs;
      return keysOf(char, 0, now);
    });
    return [keys, now];
  }

  it('never touches a key of a person, whatever is typed (law)', () => {
    fc.assert(
      fc.property(typed, (strokes) => {
        const all = run(person(strokes, 0)[0]);
        expect([readings(all), swallowed(all), foreign(all)]).toEqual([[], 0, 0]);
      }),
    );
  });

  const codes = fc
    .tuple(fc.constantFrom('A', 'a', 'AM', 'am'), fc.integer({ min: 100_000_000, max: 999_999_999 }))
    .map(([prefix, digits]) => `${prefix}${digits}`);
  const gaps = fc.array(fc.integer({ min: 0, max: maxGapMs }), { minLength: 12, maxLength: 12 });
  const suffixes = fc.constantFrom('⏎', '⇥', '');

  it('reads any burst of a code exactly once, between the keys of a person who types (law)', () => {
    fc.assert(
      fc.property(codes, gaps, suffixes, typed, typed, pauses, (code, gapsMs, suffix, before, after, pauseMs) => {
        const [keysBefore, beforeAtMs] = person(before, 0);
        const strokes = [...`${code}${suffix}`].map((char, i) => [char, i === 0 ? pauseMs : (gapsMs[i] ?? 0)] as const);
        const [burst, burstAtMs] = person(strokes, beforeAtMs);
        const end = suffix === '' ? [silence] : [];
        const [keysAfter] = person(after, burstAtMs + endAfterMs);
        const all = run([...keysBefore, ...burst, ...end, ...keysAfter]);
        expect([readings(all), swallowed(all), foreign(all)]).toEqual([[code], suffix.length, 0]);
      }),
    );
  });
});
