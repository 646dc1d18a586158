import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBurst, endAfterMs, maxGapMs, maxStallMs } from './burst.ts';
import { createClassify } from './classify.ts';
import type { Key } from './key.ts';

const grammar = [
  { prefix: 'A', digits: [9] },
  { prefix: 'AM', digits: [8, 9] },
];
const card = 'A045198723';

const key = (type: Key['type'], atMs: number, char = ''): Key => ({
  type,
  atMs,
  typed: char,
  code: char,
  shift: false,
  byAlt: false,
  upAtMs: Infinity,
});

/** The keys of a text, one every `gapMs`, the first at `atMs`; `⏎` and `⇥` are suffixes, `⇧` a modifier. */
function keysOf(text: string, gapMs: number, atMs = 1000): Key[] {
  return [...text].map((char, index) => {
    const at = atMs + index * gapMs;
    if (char === '⏎') return key('suffix', at, 'Enter');
    if (char === '⇥') return key('suffix', at, 'Tab');
    return char === '⇧' ? key('modifier', at) : key('keystroke', at, char);
  });
}

/** The same, with each key released after `heldMs`. */
function heldKeysOf(text: string, gapMs: number, heldMs: number, atMs = 1000): Key[] {
  return inOrder(
    keysOf(text, gapMs, atMs).flatMap((one) =>
      one.type === 'keystroke' ? [one, key('up', one.atMs + heldMs, one.typed)] : [one],
    ),
  );
}

const inOrder = (keys: readonly Key[]): Key[] => keys.toSorted((one, other) => one.atMs - other.atMs);

interface Done {
  readonly readings: string[];
  readonly unrecognised: (string | undefined)[];
  readonly retyped: string;
  /** Suffixes and commands that the page did not get. */
  readonly swallowed: number;
  /** Strokes that the page did not get at once. */
  readonly kept: number;
  readonly waits: (number | undefined)[];
}

/** A time without a key. */
const silence = { type: 'silence', atMs: 2000 } as const;
type Step = Key | { readonly type: 'silence'; readonly atMs: number };

function run(steps: readonly Step[]): Done {
  const readings: string[] = [];
  const unrecognised: (string | undefined)[] = [];
  const waits: (number | undefined)[] = [];
  let retyped = '';
  let waitMs: number | undefined;
  const burst = createBurst(createClassify(grammar), {
    begin: () => {},
    restore: () => {},
    retype(strokes) {
      for (const stroke of strokes) stroke.kept = false;
      retyped += strokes.map(({ typed }) => typed).join('');
    },
    read: ({ codes }) => readings.push(...codes),
    unrecognised: (reason) => unrecognised.push(reason),
    wait: (ms) => {
      waitMs = ms;
    },
  });
  const counts = { swallowed: 0, kept: 0 };
  for (const one of steps) {
    waitMs = undefined;
    if (one.type === 'silence') burst.endWait(one.atMs);
    // A key of its own each time: a burst writes on it.
    else if (burst.take({ ...one })) counts[one.type === 'keystroke' ? 'kept' : 'swallowed'] += 1;
    waits.push(waitMs);
  }
  return { readings, unrecognised, retyped, ...counts, waits };
}

describe('a burst', () => {
  const cases: readonly [name: string, keys: Step[], readings: string[], swallowed: number, unrecognised: number][] = [
    ['reads a code that ends in Enter, and swallows the Enter', keysOf(`${card}⏎`, 3), [card], 1, 0],
    ['reads a code that ends in Tab', keysOf(`${card}⇥`, 3), [card], 1, 0],
    ['swallows both of Tab and Enter', keysOf(`${card}⇥⏎`, 3), [card], 2, 0],
    ['reads at the pace of the slowest reader', keysOf(`${card}⏎`, maxGapMs), [card], 1, 0],
    ['reads lower case, as with caps lock on', keysOf(`${card.toLowerCase()}⏎`, 3), [card], 1, 0],
    ['passes over the shift of the letters', keysOf('⇧A⇧M12345678⏎', 30), ['AM12345678'], 1, 0],
    ['reads a code without suffix after silence', [...keysOf(card, 3), silence], [card], 0, 0],
    ['waits for the longer of two lengths', [...keysOf('AM123456789', 3), silence], ['AM123456789'], 0, 0],
    ['reads a code whose suffix is a key of another kind', [...keysOf(card, 3), key('other', 1040)], [card], 0, 0],
    ['does not read at the pace of a person', [...keysOf(`${card}⏎`, maxGapMs + 1), silence], [], 0, 0],
    ['does not read a code that continues', keysOf(`${card}4⏎`, 3), [], 0, 1],
    ['does not read a code inside another', keysOf(`01${card}⏎`, 3), [], 0, 1],
    ['reports an EAN as unrecognised and leaves its keys', keysOf('6414893400016⏎', 3), [], 0, 1],
    ['reports no unrecognised code of three keys', keysOf('123⏎', 3), [], 0, 0],
    ['reports an unrecognised code that ends in Tab', keysOf('6414893400016⇥', 3), [], 0, 1],
    ['reports an unrecognised code without suffix', [...keysOf('6414893400016', 3), silence], [], 0, 1],
    ['reports a code that lost a digit', [...keysOf('A04519872', 3), silence], [], 0, 1],
    ['reports nothing for a few quick keys of a person', [...keysOf('tyk', 30), silence], [], 0, 0],
    [
      'leaves a person the Enter',
      [...keysOf(card, 3), { type: 'silence', atMs: 1080 }, key('suffix', 3000, 'Enter')],
      [card],
      0,
      0,
    ],
    [
      'swallows an Enter that the reader sends late',
      [...keysOf(card, 3), { type: 'silence', atMs: 1080 }, key('suffix', 1300, 'Enter')],
      [card],
      1,
      0,
    ],
    ['reads two codes in a row', [...keysOf(`${card}⏎`, 3), ...keysOf(`${card}⏎`, 3, 1033)], [card, card], 2, 0],
    [
      'reads two codes without a suffix between',
      [...keysOf(`${card}AM12345678`, 3), silence],
      [card, 'AM12345678'],
      0,
      0,
    ],
    ['takes the code before a key right behind it', [...keysOf(card, 3), ...keysOf('m', 0, 1027 + 50)], [card], 0, 0],
    ['is not begun by a held key', [key('other', 990), ...keysOf(`${card}⏎`, 3)], [card], 1, 0],
    [
      'is broken by a key of another kind',
      [...keysOf('A0451', 3), key('other', 1015), ...keysOf('98723⏎', 3, 1018)],
      [],
      0,
      1,
    ],
    [
      'joins what a stall has parted',
      [...keysOf('A0451', 3), ...keysOf('98', 3, 1300), ...keysOf('723⏎', 3, 1500)],
      [card],
      1,
      0,
    ],
    [
      'does not join what is too far apart',
      [...keysOf('A0451', 3), ...keysOf('98723⏎', 3, 1020 + maxStallMs)],
      [],
      0,
      1,
    ],
  ];

  it.each(cases)('%s', (_name, keys, expectedReadings, expectedSwallowed, expectedUnrecognised) => {
    const { readings, swallowed, unrecognised } = run(keys);
    expect([readings, swallowed, unrecognised.length]).toEqual([
      expectedReadings,
      expectedSwallowed,
      expectedUnrecognised,
    ]);
  });

  it('waits for what may come: briefly behind a whole code, longer where a longer one is possible', () => {
    const { waits } = run(keysOf('AM123456789', 3));
    expect(waits.slice(-3)).toEqual([maxStallMs, maxStallMs, endAfterMs]);
  });

  it('keeps all of a code from the page but its first key', () => {
    expect(run(keysOf(`${card}⏎`, 3))).toMatchObject({ kept: card.length - 1, retyped: '' });
  });

  it('types every key of an unrecognised code in the end', () => {
    const { kept, retyped } = run(keysOf('6414893400016⏎', 3));
    expect(retyped).toHaveLength(kept);
  });

  it('swallows commands within a code, refuses it, and says so once', () => {
    const keys = [...keysOf('A045', 3), key('command', 1012), key('command', 1015), ...keysOf('198723⏎', 3, 1018)];
    const { readings, unrecognised, swallowed } = run(keys);
    expect([readings, unrecognised, swallowed]).toEqual([[], ['commands'], 3]);
  });

  it('leaves a person the commands', () => {
    const keys: Key[] = [...heldKeysOf('a', 1, 70), key('command', 1120)];
    expect(run(keys)).toMatchObject({ unrecognised: [], swallowed: 0 });
  });

  it('refuses thousands of characters, and says so once', () => {
    const { readings, unrecognised, retyped, kept } = run([...keysOf(card.repeat(500), 2), silence]);
    expect([readings, unrecognised, retyped.length]).toEqual([[], ['too-long'], kept]);
  });

  it('says that keys have no names', () => {
    const unnamed = keysOf('1234567890', 3).map((one): Key => ({ ...one, typed: '', code: '' }));
    expect(run([...unnamed, silence]).unrecognised).toEqual(['unnamed-keys']);
  });

  it('gives a person the keys that are pressed while the reader sends', () => {
    const keys = inOrder([...heldKeysOf(`${card}⏎`, 8, 4), ...heldKeysOf('ku', 35, 80, 1021)]);
    expect(run(keys)).toMatchObject({ readings: [card], retyped: 'ku' });
  });

  it('makes no code of a person’s letter and another code’s digits', () => {
    const keys = [...heldKeysOf('A', 1, 80), ...heldKeysOf('045198723⏎', 3, 1, 1150)];
    expect(run(inOrder(keys)).readings).toEqual([]);
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
        expect(run(person(strokes, 0)[0])).toMatchObject({ readings: [], swallowed: 0, kept: 0, unrecognised: [] });
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
        const end: Step[] = suffix === '' ? [{ type: 'silence', atMs: burstAtMs + endAfterMs }] : [];
        // A person does not press Enter within half a second of a scan; a reader's Enter may be that late.
        const [keysAfter] = person(after, burstAtMs + endAfterMs + maxStallMs);
        const { readings, swallowed, unrecognised } = run([...keysBefore, ...burst, ...end, ...keysAfter]);
        expect([readings, swallowed, unrecognised]).toEqual([[code.toUpperCase()], suffix.length, []]);
      }),
    );
  });
});
