import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCardText } from '../../../../test/cases/arbitraries.ts';
import { parseCardCode } from './card-code.ts';
import { groupCardCode, likelyCardCode } from './typed-code.ts';

describe('`likelyCardCode`', () => {
  it.each([
    ['A0451987I3', 'A045198713'],
    ['AO45I98723', 'A045198723'],
    ['a o45 198 723', 'A045198723'],
    ['YM1100293OO', 'YM110029300'],
    ['\u200eA\u00a0O45\u00ad198723', 'A045198723'],
  ])('for %s returns %s', (text, meant) => expect(likelyCardCode(text)?.text).toBe(meant));

  it.each(['A045198723', 'A04519872', 'B045198723', 'A04519872S', 'IOI4I', 'kissa', '', 'O'.repeat(64)])(
    'returns undefined for %s',
    (text) => expect(likelyCardCode(text)).toBeUndefined(),
  );

  it('finds a code in which any zeros and ones are typed as letters (property)', () => {
    fc.assert(
      fc.property(anyCardText, fc.infiniteStream(fc.boolean()), (code, flips) => {
        const typed = [...code].map((character) => {
          const mistaken = character === '0' ? 'O' : character === '1' ? 'I' : undefined;
          return mistaken !== undefined && flips.next().value === true ? mistaken : character;
        });
        const text = typed.join('');
        expect(likelyCardCode(text)?.text).toBe(text === code ? undefined : code);
      }),
    );
  });
  it('returns only card codes that differ from the text in O, 0, I and 1 alone (property)', () => {
    const alike = (text: string) => text.toUpperCase().replace(/O/g, '0').replace(/I/g, '1').replace(/\s/g, '');
    const text = fc.string({ unit: fc.constantFrom(...'AMYXZO0I1234 '), maxLength: 13 });
    fc.assert(
      fc.property(text, (typed) => {
        const meant = likelyCardCode(typed);
        if (meant === undefined) return;
        expect(parseCardCode(meant.text).kind).toBe('card');
        expect(alike(meant.text)).toBe(alike(typed));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('`groupCardCode`', () => {
  it.each([
    ['A045198723', 'A 045 198 723'],
    ['AM04519872', 'AM 045 198 72'],
    ['a 04', 'a 04'],
    ['a0451', 'a 045 1'],
    ['ao45i98', 'a o45 i98'],
    ['XA0032', 'XA0032'],
    ['kissa kissa', 'kissa kissa'],
    // Unchanged, so that `parseCardCode` reports the repair.
    ['A\u00a0045', 'A\u00a0045'],
    ['\u200eA045198723', '\u200eA045198723'],
    ['A0451987234', 'A0451987234'],
    ['', ''],
  ])('for %s returns %s', (text, said) => expect(groupCardCode(text)).toBe(said));

  it('keeps the code, and is idempotent (property)', () => {
    fc.assert(
      fc.property(anyCardText, (code) => {
        const grouped = groupCardCode(code);
        expect(grouped.replaceAll(' ', '')).toBe(code);
        expect(groupCardCode(grouped)).toBe(grouped);
      }),
    );
  });
});
