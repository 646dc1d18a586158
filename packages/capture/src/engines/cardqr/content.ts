import type { SymbolGrammar, SymbolShape } from '../../reading.ts';

/** Some bits of the content that stand for characters, with the values they may have. */
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

/** What may stand at each place of a text. */
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
      const width = mode.widths[some.length] as number;
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

/** Contents of one mode and any characters, by number of characters: what a symbol that is no card's may hold. */
export function anyContents(maxBits: number): readonly Content[] {
  const contents: Content[] = [];
  for (const { indicator, countWidth, widths } of [numeric, alphanumeric, byte])
    for (let count = 1; ; count++) {
      const bits: (0 | 1)[] = [];
      push(bits, indicator, 4);
      push(bits, count, countWidth);
      const from = bits.length;
      const together = widths.length - 1;
      const width = Math.floor(count / together) * (widths[together] as number) + (widths[count % together] as number);
      if (from + width > maxBits) break;
      push(bits, 0, width);
      contents.push({ bits, groups: [{ at: from, width, texts: undefined }] });
    }
  return contents;
}

function push(bits: (0 | 1)[], value: number, width: number): void {
  for (let bit = width - 1; bit >= 0; bit--) bits.push(((value >> bit) & 1) as 0 | 1);
}
