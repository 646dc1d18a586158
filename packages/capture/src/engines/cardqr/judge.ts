import { anyCode, type Code, codeOf, wordCount } from './code.ts';
import { anyContents } from './content.ts';
import { type Content, fixedNats, laySymbol, unmask } from './decode.ts';
import { createWordList, searchWords } from './ordered-statistics.ts';
import { type Evidence, openCount } from './soften.ts';
import { codeBits, levels } from './symbol.ts';

/** What a content is worth. */
export interface Judgement {
  readonly text: string;
  /** Log likelihood of the content over that of greys of any kind, less what it could choose from; natural units. */
  readonly overGreyNats: number;
  /** Log likelihood over the best other content of any kind that was found, a card's or not. */
  readonly marginNats: number;
}

/** Other contents of any text that are searched: the likeliest by their fixed bits. */
const maxRivals = 3;

const symbol = new Float64Array(openCount);
const rival = new Float64Array(openCount);
const unmasked = new Float64Array(codeBits);
const list = createWordList();
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
    const own = (dark[row] as number) - 0.5;
    const start = row * openCount;
    let sum = 0;
    for (let at = first[row] as number; at < row; at++)
      sum += (gram[start + at] as number) * ((dark[at] as number) - 0.5);
    cost += own * (2 * sum + (gram[start + row] as number) * own - 2 * (pull[row] as number));
  }
  return cost;
}

/** Log likelihood of a symbol of that cost over that of greys of any kind, less the choice there was; natural units. */
export function natsOverGrey({ variance, anyGreyNats }: Evidence, cost: number, choices: number): number {
  return -cost / (2 * variance) - anyGreyNats - choices;
}

/** Weighs a content against all others that come to mind. `others` are further texts of the grammar. */
export function judge(evidence: Evidence, content: Content, others: readonly Content[], choices: number): Judgement {
  const perNat = 2 * evidence.variance;
  laySymbol(content, symbol);
  const own = costOf(evidence, symbol);
  let least = Infinity;
  const weigh = (of: Parameters<typeof laySymbol>[0]) => {
    laySymbol(of, rival);
    const cost = costOf(evidence, rival);
    if (rival.some((dark, at) => dark !== symbol[at])) least = Math.min(least, cost);
  };
  for (const other of others) if (other.text !== content.text) weigh(other);
  const { level } = content.code;
  const { mask } = content;
  unmask(evidence.soft, mask, unmasked);
  const likely = otherCodes(level)
    .map((code) => ({ code, nats: fixedNats(code, unmasked) }))
    .sort((a, b) => b.nats - a.nats)
    .slice(0, maxRivals)
    .map(({ code }) => code);
  for (const code of [...likely, anyCode(level)]) {
    searchWords(code, unmasked, list);
    for (let at = 0; at < list.count; at++)
      weigh({ code, mask, words: list.words.subarray(at * wordCount, (at + 1) * wordCount) });
  }
  return {
    text: content.text,
    overGreyNats: natsOverGrey(evidence, own, choices),
    marginNats: (least - own) / perNat,
  };
}
