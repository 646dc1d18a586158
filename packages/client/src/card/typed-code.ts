/** Codes that a person types or is told on the phone. */
import { type CardCode, parseCardCode, withoutUnseen } from './card-code.ts';
import { cardShapes } from './grammar.ts';

/** What fingers and ears take for one another, both ways. */
const lookAlikes: readonly (readonly [string, string])[] = [
  ['O', '0'],
  ['I', '1'],
];

/** No code is longer, and each character that has a look-alike doubles the readings. */
const longestCode = Math.max(
  ...cardShapes.flatMap(({ prefix, digits }) => digits.map((count) => prefix.length + count)),
);

/**
 * The card code that was likely meant by a text that is none: with O for 0 and I for 1, or the other way round. Only where
 * exactly one reading is a card code; else `undefined`, also for a text that is one already. A proposal for a person to
 * take or leave: nothing is put right by itself. Pure, never throws.
 */
export function likelyCardCode(text: string): CardCode | undefined {
  const plain = withoutUnseen(text).toUpperCase();
  if (plain.length > longestCode || parseCardCode(plain).kind !== 'not-a-card') return undefined;
  const codes = readingsOf(plain).flatMap((reading) => {
    const parsed = parseCardCode(reading);
    return parsed.kind === 'card' ? parsed.code : [];
  });
  return codes.length === 1 ? codes[0] : undefined;
}

function readingsOf(text: string): readonly string[] {
  return [...text].reduce<readonly string[]>(
    (begun, character) => {
      const alike = lookAlikes.find((pair) => pair.includes(character)) ?? [character];
      return begun.flatMap((beginning) => alike.map((reading) => beginning + reading));
    },
    [''],
  );
}

/**
 * A code in groups as people say it: the letters, then the digits by threes (`A 045 198 723`). Takes also the beginning of
 * a code, in any case and with spaces, and one with O and I among its digits; any other text comes back as it is, also one
 * with a character that is no plain space, so that its repair is told when it is read.
 */
export function groupCardCode(text: string): string {
  const plain = text.replaceAll(' ', '');
  const [, letters, rest] = codeBegun.exec(plain) ?? [];
  if (letters === undefined || rest === undefined) return text;
  return [letters, ...(rest.match(/.{1,3}/g) ?? [])].join(' ');
}

const codeBegun = new RegExp(
  `^(${cardShapes
    .map(({ prefix }) => prefix)
    .sort((a, b) => b.length - a.length)
    .join('|')})([0-9OI]{0,9})$`,
  'i',
);
