import type { SymbolGrammar } from '../../reading.ts';
import { characters, startStopCharacter, textCharacters } from './symbols.ts';
import { maxCharacters, type Places } from './trellis.ts';

/** The shapes of one length. */
export interface ShapesOfLength {
  /** Characters, `*` at both ends included. */
  readonly count: number;
  readonly shapes: readonly Places[];
  /** By place, all that any of the shapes has there. */
  readonly union: Places;
  /** By place, any character at all, at the ends too: a supposed `*` may be part of a longer text. */
  readonly free: Places;
}

const startStop = Uint8Array.of(startStopCharacter);
const digits = Uint8Array.from({ length: 10 }, (_, digit) => digit);
const anyCharacter = Uint8Array.from({ length: textCharacters }, (_, character) => character);
const anyEnd = Uint8Array.of(...anyCharacter, startStopCharacter);

/** The grammar by length of text. Shapes that Code 39 cannot hold, or that are too long or empty, are left out. */
export function shapesOf(grammar: SymbolGrammar): readonly ShapesOfLength[] {
  const byCount = new Map<number, Places[]>();
  for (const shape of grammar) {
    const prefix = [...shape.prefix.toUpperCase()].map((letter) => characters.indexOf(letter));
    if (prefix.some((character) => character < 0 || character >= textCharacters)) continue;
    for (const digitCount of shape.digits) {
      const count = prefix.length + digitCount + 2;
      if (count > maxCharacters || count < 4) continue;
      const letters = prefix.map((character) => Uint8Array.of(character));
      const places = [startStop, ...letters, ...Array<Uint8Array>(digitCount).fill(digits), startStop];
      byCount.set(count, [...(byCount.get(count) ?? []), places]);
    }
  }
  return [...byCount].sort(([a], [b]) => a - b).map(([count, shapes]) => shapesOfLength(count, shapes));
}

function shapesOfLength(count: number, shapes: readonly Places[]): ShapesOfLength {
  const union = Array.from({ length: count }, (_, place) =>
    Uint8Array.from(new Set(shapes.flatMap((places) => [...(places[place] ?? [])]))),
  );
  return { count, shapes, union, free: placesOf(count, anyEnd) };
}

/** Returns the shape of any text with this number of characters: for measuring how far reading goes without a grammar. */
export function anyTextOf(characterCount: number): ShapesOfLength {
  const places = placesOf(characterCount + 2, startStop);
  return shapesOfLength(places.length, [places]);
}

/** Any text of a length between two of the same ends. */
function placesOf(count: number, end: Uint8Array): Places {
  return [end, ...Array<Uint8Array>(count - 2).fill(anyCharacter), end];
}

/** The text between the two `*`. */
export function textOf(numbers: Uint8Array): string {
  return Array.from(numbers.subarray(1, -1), (character) => characters[character] ?? '').join('');
}
