import type { SymbolGrammar } from '../../reading.ts';
import { bitOf, type Code, codesOf, textIn, wordCount } from './code.ts';
import { createWordSearch, searchWords } from './ordered-statistics.ts';
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
  for (let bit = 0; bit < codeBits; bit++) into[codeNumbers[bit]] = bitOf(words, bit) ^ maskBits[mask * codeBits + bit];
  const format = formats[code.level * maskCount + mask];
  for (let at = 0; at < 2 * formatBits; at++) into[formatNumbers[at]] = (format >> (at % formatBits)) & 1;
}

/** Log likelihood that a bit is as its soft value says, over a coin's. */
function nats(soft: number, bit: number): number {
  const towards = bit === 1 ? soft : -soft;
  return Math.LN2 - (towards > 30 ? 0 : towards < -30 ? -towards : Math.log1p(Math.exp(-towards)));
}

/** Takes a mask from the soft modules of the code: log likelihoods of 1 over 0 by bit. */
export function unmask(soft: Float64Array, mask: number, into: Float64Array): void {
  for (let bit = 0; bit < codeBits; bit++) {
    const value = soft[codeNumbers[bit]];
    into[bit] = maskBits[mask * codeBits + bit] === 1 ? -value : value;
  }
}

/** By bit of the code: its log likelihood, over a coin's, if it is 1 and if it is 0. */
export interface BitNats {
  readonly ones: Float64Array;
  readonly zeros: Float64Array;
}

export function createBitNats(): BitNats {
  return { ones: new Float64Array(codeBits), zeros: new Float64Array(codeBits) };
}

export function layBitNats(unmasked: Float64Array, { ones, zeros }: BitNats): void {
  for (let bit = 0; bit < codeBits; bit++) {
    ones[bit] = nats(unmasked[bit], 1);
    zeros[bit] = nats(unmasked[bit], 0);
  }
}

/** Log likelihood of the bits that a code has fixed, over coins'. */
export function fixedNats({ shared, offset }: Code, { ones, zeros }: BitNats): number {
  let sum = 0;
  for (let bit = 0; bit < codeBits; bit++)
    if (shared[bit] === 1) sum += bitOf(offset, bit) === 1 ? ones[bit] : zeros[bit];
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
  const search = createWordSearch();
  const bitNats = createBitNats();
  const unmasked = new Float64Array(codeBits);

  function likeliest(soft: Float64Array): readonly Way[] {
    const ways: Way[] = [];
    for (let mask = 0; mask < maskCount; mask++) {
      unmask(soft, mask, unmasked);
      layBitNats(unmasked, bitNats);
      const byLevel = levels.map((_, level) => formatNats(soft, formats[level * maskCount + mask]));
      for (const code of codes) ways.push({ code, mask, nats: byLevel[code.level] + fixedNats(code, bitNats) });
    }
    return ways.sort((a, b) => b.nats - a.nats).slice(0, maxSearched);
  }

  return {
    choices: Math.log(maskCount * codes.reduce((sum, { rowCount }) => sum + 2 ** rowCount, 0)),
    decode(soft) {
      const found: { readonly content: Content; readonly nats: number }[] = [];
      for (const { code, mask } of likeliest(soft)) {
        unmask(soft, mask, unmasked);
        searchWords(code, unmasked, search);
        for (let at = 0; at < search.count; at++) {
          const words = search.words.slice(at * wordCount, (at + 1) * wordCount);
          const text = textIn(words, code);
          if (text === undefined) continue;
          let sum = formatNats(soft, formats[code.level * maskCount + mask]);
          for (let bit = 0; bit < codeBits; bit++) sum += nats(unmasked[bit], bitOf(words, bit));
          found.push({ content: { text, code, mask, words }, nats: sum });
        }
      }
      return found.sort((a, b) => b.nats - a.nats).map(({ content }) => content);
    },
  };
}

function formatNats(soft: Float64Array, format: number): number {
  let sum = 0;
  for (let at = 0; at < 2 * formatBits; at++) sum += nats(soft[formatNumbers[at]], (format >> (at % formatBits)) & 1);
  return sum;
}
