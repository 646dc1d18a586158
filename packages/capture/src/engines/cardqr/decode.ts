import type { SymbolGrammar } from '../../reading.ts';
import { bitOf, type Code, codesOf, textIn, wordCount } from './code.ts';
import { createWordList, searchWords, type WordList } from './ordered-statistics.ts';
import { openModules } from './soften.ts';
import { codeBits, codePlaces, formatBits, formatPlaces, formats, levels, maskBits, maskCount } from './symbol.ts';

/** A whole symbol that a text of the grammar may have. */
export interface Content {
  readonly text: string;
  readonly code: Code;
  readonly mask: number;
  readonly words: Uint32Array;
}

/** Pairs of a code and a mask that are searched: the likeliest by their fixed bits. Guess, tuned on the bench. */
const maxSearched = 8;

const numberOf = new Map(Array.from(openModules, (module, number) => [module, number]));
const codeNumbers = Uint16Array.from(codePlaces, (place) => numberOf.get(place) as number);
const formatNumbers = Uint16Array.from(formatPlaces, (place) => numberOf.get(place) as number);

/** The whole symbol of a content, 1 for dark, by open module. */
export function laySymbol(
  { code, mask, words }: Pick<Content, 'mask' | 'words'> & { readonly code: Pick<Code, 'level'> },
  into: Float64Array,
): void {
  for (let bit = 0; bit < codeBits; bit++)
    into[codeNumbers[bit] as number] = bitOf(words, bit) ^ (maskBits[mask * codeBits + bit] as number);
  const format = formats[code.level * maskCount + mask] as number;
  for (let at = 0; at < 2 * formatBits; at++) into[formatNumbers[at] as number] = (format >> (at % formatBits)) & 1;
}

/** Log likelihood that a bit is as its soft value says, over a coin's. */
function nats(soft: number, bit: number): number {
  const towards = bit === 1 ? soft : -soft;
  return Math.LN2 - (towards > 30 ? 0 : towards < -30 ? -towards : Math.log1p(Math.exp(-towards)));
}

/** Takes a mask from the soft modules of the code: log likelihoods of 1 over 0 by bit. */
export function unmask(soft: Float64Array, mask: number, into: Float64Array): void {
  for (let bit = 0; bit < codeBits; bit++) {
    const value = soft[codeNumbers[bit] as number] as number;
    into[bit] = maskBits[mask * codeBits + bit] === 1 ? -value : value;
  }
}

const [ones, zeros] = [new Float64Array(codeBits), new Float64Array(codeBits)];

function layNats(unmasked: Float64Array): void {
  for (let bit = 0; bit < codeBits; bit++) {
    ones[bit] = nats(unmasked[bit] as number, 1);
    zeros[bit] = nats(unmasked[bit] as number, 0);
  }
}

/** Log likelihood of the bits that a code has fixed, over coins'. */
export function fixedNats(code: Code, unmasked: Float64Array): number {
  layNats(unmasked);
  return sumFixed(code);
}

function sumFixed({ shared, offset }: Code): number {
  let sum = 0;
  for (let bit = 0; bit < codeBits; bit++)
    if (shared[bit] === 1) sum += (bitOf(offset, bit) === 1 ? ones[bit] : zeros[bit]) as number;
  return sum;
}

export interface Decoder {
  /** The best content of each of the likeliest ways to write a text, by soft modules; likeliest first. */
  decode(soft: Float64Array): readonly Content[];
  /** Logarithm of the number of symbols that it chooses from. */
  readonly choices: number;
}

interface Way {
  readonly code: Code;
  readonly mask: number;
  readonly nats: number;
}

export function createDecoder(grammar: SymbolGrammar): Decoder {
  const codes = codesOf(grammar);
  const list: WordList = createWordList();
  const unmasked = new Float64Array(codeBits);

  function likeliest(soft: Float64Array): readonly Way[] {
    const ways: Way[] = [];
    for (let mask = 0; mask < maskCount; mask++) {
      unmask(soft, mask, unmasked);
      layNats(unmasked);
      const byLevel = levels.map((_, level) => formatNats(soft, formats[level * maskCount + mask] as number));
      for (const code of codes) ways.push({ code, mask, nats: (byLevel[code.level] as number) + sumFixed(code) });
    }
    return ways.sort((a, b) => b.nats - a.nats).slice(0, maxSearched);
  }

  return {
    choices: Math.log(maskCount * codes.reduce((sum, { rowCount }) => sum + 2 ** rowCount, 0)),
    decode(soft) {
      const found: { readonly content: Content; readonly nats: number }[] = [];
      for (const { code, mask } of likeliest(soft)) {
        unmask(soft, mask, unmasked);
        searchWords(code, unmasked, list);
        for (let at = 0; at < list.count; at++) {
          const words = list.words.slice(at * wordCount, (at + 1) * wordCount);
          const text = textIn(words, code);
          if (text === undefined) continue;
          let sum = formatNats(soft, formats[code.level * maskCount + mask] as number);
          for (let bit = 0; bit < codeBits; bit++) sum += nats(unmasked[bit] as number, bitOf(words, bit));
          found.push({ content: { text, code, mask, words }, nats: sum });
        }
      }
      return found.sort((a, b) => b.nats - a.nats).map(({ content }) => content);
    },
  };
}

function formatNats(soft: Float64Array, format: number): number {
  let sum = 0;
  for (let at = 0; at < 2 * formatBits; at++)
    sum += nats(soft[formatNumbers[at] as number] as number, (format >> (at % formatBits)) & 1);
  return sum;
}
