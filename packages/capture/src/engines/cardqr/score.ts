import { anyCode, type Code, codeOf, wordCount } from './code.ts';
import { anyContents } from './content.ts';
import { type BitNats, type Content, createBitNats, fixedNats, layBitNats, laySymbol, unmask } from './decode.ts';
import { createWordSearch, searchWords, type WordSearch } from './ordered-statistics.ts';
import { type Evidence, openCount } from './soften.ts';
import { codeBits, levels } from './symbol.ts';

/**
 * Other contents of any text that are searched: the likeliest by their fixed bits. Where these are covered many are alike: of a code of
 * `A` and ten digits that the picture's edge cut in half, the right one was among the first 16, and 3 were searched.
 */
const maxRivals = 48;

/**
 * The most that a content of anything at all loses for its choice of covered bits: ten nats more than a reading's margin, which is
 * what noise explains. Of 247 right readings, one needed more; the wrong ones needed 34 and 68.
 */
const maxChoiceNats = 40;

/** A content with its cost, as in {@link Evidence}. */
export interface Weighed extends Content {
  readonly cost: number;
}

/** Buffers for scoring contents. */
export interface ScoreWork {
  /** The content's open modules, and another's. */
  readonly symbol: Float64Array;
  readonly rival: Float64Array;
  readonly unmasked: Float64Array;
  readonly bitNats: BitNats;
  readonly search: WordSearch;
}

export function createScoreWork(): ScoreWork {
  return {
    symbol: new Float64Array(openCount),
    rival: new Float64Array(openCount),
    unmasked: new Float64Array(codeBits),
    bitNats: createBitNats(),
    search: createWordSearch(),
  };
}

/** By level, made when first needed. */
const anyText = new Map<number, readonly Code[]>();

/** All codes of a level that need not be a card's: of one mode and any characters, and of anything at all. */
function otherCodes(level: number): readonly Code[] {
  const known = anyText.get(level);
  if (known !== undefined) return known;
  const codes = anyContents((levels[level]?.dataWords ?? 0) * 8).flatMap((content) => codeOf(content, level) ?? []);
  anyText.set(level, codes);
  return codes;
}

/** Twice the variance times the log likelihood that a symbol loses against all ½. */
export function costOf({ gram, first, pull }: Evidence, dark: Float64Array): number {
  let cost = 0;
  for (let row = 0; row < openCount; row++) {
    const own = dark[row] - 0.5;
    const start = row * openCount;
    let sum = 0;
    for (let at = first[row]; at < row; at++) sum += gram[start + at] * (dark[at] - 0.5);
    cost += own * (2 * sum + gram[start + row] * own - 2 * pull[row]);
  }
  return cost;
}

/** Log likelihood of a symbol of that cost over that of greys of any kind, less the choice there was; natural units. */
export function natsOverGrey({ variance, anyGreyNats }: Evidence, cost: number, choices: number): number {
  return -cost / (2 * variance) - anyGreyNats - choices;
}

/** Returns the number of open modules that no pixel shows. */
export function coveredBits({ gram }: Evidence): number {
  let count = 0;
  for (let row = 0; row < openCount; row++) if (gram[row * openCount + row] === 0) count++;
  return count;
}

/**
 * Returns the log likelihood of a content over the best other content of any kind that is found, a card's or not; natural units.
 * `others` are further texts of the grammar.
 */
export function marginNats(evidence: Evidence, content: Weighed, others: readonly Weighed[], work: ScoreWork): number {
  const { symbol, rival, unmasked, bitNats, search } = work;
  const perNat = 2 * evidence.variance;
  laySymbol(content, symbol);
  let least = Infinity;
  const weigh = (of: Parameters<typeof laySymbol>[0], choiceNats = 0) => {
    laySymbol(of, rival);
    const cost = costOf(evidence, rival) + choiceNats * perNat;
    if (rival.some((dark, at) => dark !== symbol[at])) least = Math.min(least, cost);
  };
  for (const other of others) if (other.text !== content.text) weigh(other);
  const { level } = content.code;
  const { mask } = content;
  unmask(evidence.soft, mask, unmasked);
  layBitNats(unmasked, bitNats);
  const likely = otherCodes(level)
    .map((code) => ({ code, nats: fixedNats(code, bitNats) }))
    .sort((a, b) => b.nats - a.nats)
    .slice(0, maxRivals)
    .map(({ code }) => code);
  const whatever = anyCode(level);
  for (const code of [...likely, whatever]) {
    searchWords(code, unmasked, search);
    // What may be anything agrees with whatever is seen, once enough is covered: it has chosen each covered bit.
    const choiceNats = code === whatever ? Math.min(maxChoiceNats, coveredBits(evidence) * Math.LN2) : 0;
    for (let at = 0; at < search.count; at++)
      weigh({ code, mask, words: search.words.subarray(at * wordCount, (at + 1) * wordCount) }, choiceNats);
  }
  return (least - content.cost) / perNat;
}
