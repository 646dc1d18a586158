/** Card codes that a person types, for example while on the phone. */
import { type CardCode, parseCardCode, withoutInvisible } from './card-code.ts';
import { cardShapes } from './grammar.ts';

/** Characters that people confuse, in both directions. */
const lookAlikes: readonly (readonly [string, string])[] = [
  ['O', '0'],
  ['I', '1'],
];

/** Longer texts are not tried, because each look-alike doubles the number of candidates. */
const maxCodeLength = Math.max(
  ...cardShapes.flatMap(({ prefix, digits }) => digits.map((count) => prefix.length + count)),
);

/**
 * Returns the card code that a text probably means, with O and 0 or I and 1 exchanged. `undefined` unless exactly one
 * candidate is a card code, and for a text that is a card code already. A proposal that a person must confirm. Pure; never
 * throws.
 */
export function likelyCardCode(text: string): CardCode | undefined {
  const plain = withoutInvisible(text).toUpperCase();
  if (plain.length > maxCodeLength || parseCardCode(plain).kind !== 'not-a-card') return undefined;
  const codes = candidatesFor(plain).flatMap((candidate) => {
    const parsed = parseCardCode(candidate);
    return parsed.kind === 'card' ? parsed.code : [];
  });
  return codes.length === 1 ? codes[0] : undefined;
}

function candidatesFor(text: string): readonly string[] {
  return [...text].reduce<readonly string[]>(
    (prefixes, character) => {
      const alternatives = lookAlikes.find((pair) => pair.includes(character)) ?? [character];
      return prefixes.flatMap((prefix) => alternatives.map((alternative) => prefix + alternative));
    },
    [''],
  );
}

/**
 * Returns a code in groups as people say it: the letters, then the digits by threes (`A 045 198 723`). Works for the start of
 * a code, in upper or lower case, with spaces, and with O and I among the digits. Returns any other text unchanged,
 * including one with other invisible characters, so that `parseCardCode` reports their removal.
 */
export function groupCardCode(text: string): string {
  const plain = text.replaceAll(' ', '');
  const [, letters, rest] = codeStart.exec(plain) ?? [];
  if (letters === undefined || rest === undefined) return text;
  return [letters, ...(rest.match(/.{1,3}/g) ?? [])].join(' ');
}

const codeStart = new RegExp(
  `^(${cardShapes
    .map(({ prefix }) => prefix)
    .sort((a, b) => b.length - a.length)
    .join('|')})([0-9OI]{0,9})$`,
  'i',
);
