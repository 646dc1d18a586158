import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCardText } from '../../../../test/cases/arbitraries.ts';
import { parseCardCode, type Repair } from './card-code.ts';
import { cardGrammar, cardShapes } from './grammar.ts';

const code = (text: string) => {
  const parsed = parseCardCode(text);
  return parsed.kind === 'card' ? parsed.code : undefined;
};

describe('a card code', () => {
  it.each([
    ['A045198723', 'A', 'customer', 'cardboard'],
    ['A999005458', 'A', 'customer', 'cardboard'],
    ['AM04519872', 'AM', 'customer', 'cardboard'],
    ['AM045198723', 'AM', 'customer', 'cardboard'],
    ['Y110029399', 'Y', 'community', 'cardboard'],
    ['YM11002939', 'YM', 'community', 'cardboard'],
    ['YM110029399', 'YM', 'community', 'cardboard'],
    ['X000011986', 'X', 'customer', 'mobile'],
    ['X000011326', 'X', 'customer', 'mobile'],
    ['Z000010669', 'Z', 'community', 'mobile'],
  ])('%s has the prefix %s: %s, %s', (text, prefix, holder, medium) => {
    expect(parseCardCode(text)).toEqual({ kind: 'card', code: { text, prefix, holder, medium }, repairs: [] });
  });

  it.each<[string, string, Repair[]]>([
    ['lower case', 'a045198723', ['upper-cased']],
    ['one letter of two in lower case', 'Am04519872', ['upper-cased']],
    ['spaces inside', 'A 045 198 723', ['spaces-removed']],
    ['a no-break space', 'A045\u00a0198723', ['spaces-removed']],
    ['a narrow no-break space', 'A045\u202f198\u202f723', ['spaces-removed']],
    ['a byte order mark', '\ufeffA045198723', ['invisible-characters-removed']],
    ['a direction mark', '\u200eA045198723\u200f', ['invisible-characters-removed']],
    ['a soft hyphen', 'A045\u00ad198723', ['invisible-characters-removed']],
    [
      'a zero-width space, after an asterisk too',
      'A\u200b045198723*\u2060',
      ['invisible-characters-removed', 'asterisks-removed'],
    ],
    ['Enter of a reader', 'A045198723\r\n', ['control-characters-removed']],
    ['a tab of a reader', 'A045198723\t', ['control-characters-removed']],
    ['STX and ETX around it', '\u0002A045198723\u0003', ['control-characters-removed']],
    ['the AIM identifier of Code 39', ']A0A045198723', ['symbology-prefix-removed']],
    ['the AIM identifier of full ASCII Code 39', ']A4A045198723', ['symbology-prefix-removed']],
    ['the AIM identifier of QR', ']Q1A045198723', ['symbology-prefix-removed']],
    ['an AIM identifier with the caps lock on', ']q3a045198723', ['symbology-prefix-removed', 'upper-cased']],
    ['start and stop of Code 39', '*A045198723*', ['asterisks-removed']],
    ['only the stop of Code 39', 'A045198723*', ['asterisks-removed']],
    [
      'all at once',
      ' ]A0*a045 198723*\r',
      ['control-characters-removed', 'spaces-removed', 'symbology-prefix-removed', 'asterisks-removed', 'upper-cased'],
    ],
  ])('is found behind %s, with the repairs made', (_, text, repairs) => {
    const parsed = parseCardCode(text);
    expect(parsed.kind).toBe('card');
    expect(parsed.repairs).toEqual(repairs);
    expect(code(text)?.text).toMatch(/^AM?04519872/);
  });

  it.each(['E1234', 'E2251', '50142', '10141', 'XA0032', 'xa0032', 'e 1234', '*50142*'])(
    'of the 2019 material (%s) is an old card',
    (text) => {
      expect(parseCardCode(text).kind).toBe('old-card');
    },
  );

  it.each([
    ['nothing', ''],
    ['only spaces', '   '],
    ['a letter alone', 'A'],
    ['eight digits after one letter', 'A04519872'],
    ['ten digits after one letter', 'A0451987234'],
    ['seven digits after two letters', 'AM0451987'],
    ['ten digits after two letters', 'AM0451987234'],
    ['an unused prefix', 'B045198723'],
    ['a mobile prefix with M', 'XM04519872'],
    ['no prefix', '045198723'],
    ['the letter O for a zero', 'AO45198723'],
    ['a Cyrillic A', '\u0410045198723'],
    ['a Greek Alpha', '\u0391045198723'],
    ['a full-width A', '\uff21045198723'],
    ['full-width digits', 'A\uff10\uff14\uff15\uff11\uff19\uff18\uff17\uff12\uff13'],
    ['Arabic-Indic digits', 'A\u0660\u0664\u0665\u0661\u0669\u0668\u0667\u0662\u0663'],
    ['a minus among the digits', 'A04519872-'],
    ['an exponent', 'A1e8'],
    ['two codes', 'A045198723A045198723'],
    ['an address', 'https://kaikukortti.fi/A045198723'],
    ['an AIM identifier of another symbology', ']C0A045198723'],
    ['asterisks inside', 'A045*198723'],
    ['two asterisks before', '**A045198723'],
    ['a lone surrogate', 'A04519872\ud800'],
    ['an old number with too many digits', 'E12345'],
  ])('is not found in %s', (_, text) => {
    expect(parseCardCode(text).kind).toBe('not-a-card');
  });

  it('is not found in a megabyte of text', () => {
    expect(parseCardCode('A'.repeat(1_000_000))).toEqual({ kind: 'not-a-card', repairs: [] });
    expect(parseCardCode(' '.repeat(1_000_000)).kind).toBe('not-a-card');
  });
});

const mangled = fc
  .record({
    shape: fc.constantFrom(...cardShapes),
    digits: fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 8, maxLength: 9 }),
    before: fc.constantFrom('', ' ', '\r', '\u0002', ']A0', ']Q3', '*'),
    gap: fc.constantFrom('', ' ', '\u00a0', '\t'),
    after: fc.constantFrom('', '\n', '\r\n', '\t', ' ', '*'),
    lower: fc.boolean(),
  })
  .map(({ shape, digits, before, gap, after, lower }) => {
    const text = `${shape.prefix}${gap}${digits}`;
    return { digits, text: `${before}${lower ? text.toLowerCase() : text}${after}` };
  });

/** Invisible characters of pasted text, by the repair that removes them, in the order of repairs. */
const unseen: readonly (readonly [Repair, readonly number[]])[] = [
  ['control-characters-removed', [0x09]],
  [
    'invisible-characters-removed',
    [
      0xad, 0x61c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066,
      0x2067,
    ].concat([0x2068, 0x2069, 0xfeff]),
  ],
  ['spaces-removed', [0xa0, 0x202f]],
];
const unseenArb = fc.constantFrom(
  ...unseen.flatMap(([repair, points]) => points.map((point) => ({ repair, character: String.fromCodePoint(point) }))),
);
const insertions = fc.array(fc.record({ what: unseenArb, at: fc.nat(11) }), { minLength: 1, maxLength: 40 });

/** A text with each character inserted at its position, and the repairs expected. */
function withUnseen(text: string, inserted: readonly { what: { repair: Repair; character: string }; at: number }[]) {
  const pasted = inserted.reduce((so, { what, at }) => so.slice(0, at) + what.character + so.slice(at), text);
  const repairs = unseen
    .map(([repair]) => repair)
    .filter((repair) => inserted.some(({ what }) => what.repair === repair));
  return { pasted, repairs };
}

describe('a pasted code', () => {
  it('is the same code with any invisible characters in it, and reports each kind (property)', () => {
    fc.assert(
      fc.property(anyCardText, insertions, (text, inserted) => {
        const { pasted, repairs } = withUnseen(text, inserted);
        expect(parseCardCode(pasted)).toEqual({ ...parseCardCode(text), repairs });
      }),
      { numRuns: 2000 },
    );
  });

  it('is not found in a text that is not a code without them (property)', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'AMYXZBO01238-*'), maxLength: 12 });
    fc.assert(
      fc.property(almost, insertions, (text, inserted) => {
        expect(parseCardCode(withUnseen(text, inserted).pasted).kind).toBe(parseCardCode(text).kind);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('`parseCardCode` for any text (property)', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 })), (text) => {
        expect(['card', 'old-card', 'not-a-card']).toContain(parseCardCode(text).kind);
      }),
    );
  });

  it('makes no repairs in its own result', () => {
    fc.assert(
      fc.property(mangled, ({ text }) => {
        const first = parseCardCode(text);
        if (first.kind !== 'card') return;
        expect(parseCardCode(first.code.text)).toEqual({ ...first, repairs: [] });
      }),
    );
  });

  it('never changes, drops or adds a digit', () => {
    fc.assert(
      fc.property(mangled, ({ text, digits }) => {
        const parsed = parseCardCode(text);
        if (parsed.kind !== 'card') return;
        expect(parsed.code.text.replace(/\D/g, '')).toBe(digits);
      }),
    );
  });

  it('accepts exactly the grammar given to readers', () => {
    const candidate = fc
      .record({ prefix: fc.constantFrom('A', 'AM', 'Y', 'YM', 'X', 'Z', 'E', 'XA', '', 'B'), count: fc.nat(12) })
      .map(({ prefix, count }) => ({ prefix, count, text: prefix + '7'.repeat(count) }));
    fc.assert(
      fc.property(candidate, ({ prefix, count, text }) => {
        const worthReading = cardGrammar.some((shape) => shape.prefix === prefix && shape.digits.includes(count));
        expect(parseCardCode(text).kind !== 'not-a-card').toBe(worthReading);
      }),
    );
  });
});
