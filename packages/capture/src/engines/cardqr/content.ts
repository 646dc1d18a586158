import type { SymbolGrammar, SymbolShape } from '../../reading.ts';

/** Bits of the content that encode characters, with their possible values. */
export interface Group {
  /** First bit in the content. */
  readonly at: number;
  readonly width: number;
  /** Text by value; a value that is not there may not be. `undefined`: any value, and no text is wanted. */
  readonly texts: ReadonlyMap<number, string> | undefined;
}

/** The content of a symbol as far as a way to write texts of one shape leaves it open. */
export interface Content {
  /** All its bits; those of groups 0. */
  readonly bits: readonly (0 | 1)[];
  readonly groups: readonly Group[];
}

/** The characters allowed at each position of a text. */
type Places = readonly (readonly string[])[];

const alphanumerics = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'];
const figures = [...'0123456789'];

/** A mode of ISO/IEC 18004:2015, 7.4: its indicator, the width of its count in version 1, how it writes characters. */
interface Mode {
  readonly indicator: number;
  readonly countWidth: number;
  /** Characters that are written together, and the bits they take by their number. */
  readonly widths: readonly number[];
  readonly value: (characters: readonly string[]) => number;
  readonly holds: (character: string) => boolean;
}

const numeric: Mode = {
  indicator: 1,
  countWidth: 10,
  widths: [0, 4, 7, 10],
  value: (characters) => Number(characters.join('')),
  holds: (character) => figures.includes(character),
};
const alphanumeric: Mode = {
  indicator: 2,
  countWidth: 9,
  widths: [0, 6, 11],
  value: (characters) => characters.reduce((sum, character) => 45 * sum + alphanumerics.indexOf(character), 0),
  holds: (character) => alphanumerics.includes(character),
};
const byte: Mode = {
  indicator: 4,
  countWidth: 8,
  widths: [0, 8],
  value: ([character = '']) => character.charCodeAt(0),
  holds: (character) => character >= ' ' && character <= '~',
};

/**
 * All ways in which encoders write the texts of a grammar: in one mode, or the prefix in one and its digits in numeric
 * mode, which is shortest. What no mode can write is left out.
 */
export function contentsOf(grammar: SymbolGrammar): readonly Content[] {
  return grammar.flatMap(({ prefix, digits }) =>
    digits.flatMap((count) => contentsOfShape(prefix.toUpperCase(), count)),
  );
}

function contentsOfShape(prefix: SymbolShape['prefix'], digits: number): readonly Content[] {
  const letters: Places = [...prefix].map((letter) => [letter]);
  const numbers: Places = Array<readonly string[]>(digits).fill(figures);
  const whole = [...letters, ...numbers];
  const ways: (readonly (readonly [Mode, Places])[])[] = [[[alphanumeric, whole]], [[byte, whole]]];
  if (letters.length === 0) ways.push([[numeric, whole]]);
  else if (digits > 0)
    ways.push(
      [
        [alphanumeric, letters],
        [numeric, numbers],
      ],
      [
        [byte, letters],
        [numeric, numbers],
      ],
    );
  return ways.filter((way) => way.every(([mode, places]) => places.flat().every(mode.holds))).map((way) => write(way));
}

function write(segments: readonly (readonly [Mode, Places])[]): Content {
  const bits: (0 | 1)[] = [];
  const groups: Group[] = [];
  for (const [mode, places] of segments) {
    push(bits, mode.indicator, 4);
    push(bits, places.length, mode.countWidth);
    const together = mode.widths.length - 1;
    for (let from = 0; from < places.length; from += together) {
      const some = places.slice(from, from + together);
      const width = mode.widths[some.length];
      const texts = new Map(textsOf(some).map((characters) => [mode.value(characters), characters.join('')]));
      groups.push({ at: bits.length, width, texts });
      push(bits, 0, width);
    }
  }
  return { bits, groups };
}

/** Every text of the places, as its characters. */
function textsOf(places: Places): readonly (readonly string[])[] {
  return places.reduce<readonly (readonly string[])[]>(
    (texts, characters) => texts.flatMap((text) => characters.map((character) => [...text, character])),
    [[]],
  );
}

/**
 * Returns contents of a symbol of something else, by its number of characters: any characters in one mode; or digits, with one or
 * two characters before or after them, as a card's text that has another prefix or a digit too many.
 */
export function anyContents(maxBits: number): readonly Content[] {
  const single = [numeric, alphanumeric, byte].flatMap((mode) => upTo(maxBits, (count) => [[mode, count]]));
  const letters = [alphanumeric, byte].flatMap((mode) => [[mode, 1] as const, [mode, 2] as const]);
  const withDigits = letters.flatMap((few) => [
    ...upTo(maxBits, (count) => [few, [numeric, count]]),
    ...upTo(maxBits, (count) => [[numeric, count], few]),
  ]);
  return [...single, ...withDigits];
}

type Segments = readonly (readonly [mode: Mode, count: number])[];

/** Contents of any characters, by a number of them from one upwards, as long as they fit. */
function upTo(maxBits: number, segments: (count: number) => Segments): readonly Content[] {
  const contents: Content[] = [];
  for (let count = 1; ; count++) {
    const content = anyContent(segments(count));
    if (content.bits.length > maxBits) return contents;
    contents.push(content);
  }
}

function anyContent(segments: Segments): Content {
  const bits: (0 | 1)[] = [];
  const groups: Group[] = [];
  for (const [{ indicator, countWidth, widths }, count] of segments) {
    push(bits, indicator, 4);
    push(bits, count, countWidth);
    const together = widths.length - 1;
    const width = Math.floor(count / together) * widths[together] + widths[count % together];
    groups.push({ at: bits.length, width, texts: undefined });
    push(bits, 0, width);
  }
  return { bits, groups };
}

function push(bits: (0 | 1)[], value: number, width: number): void {
  for (let bit = width - 1; bit >= 0; bit--) bits.push(((value >> bit) & 1) as 0 | 1);
}
