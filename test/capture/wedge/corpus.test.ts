import { describe, expect, it } from 'vitest';
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';
import { corpus, type Stream } from './corpus.ts';
import { type Outcome, play } from './page.ts';

/** What is wrong with an outcome; nothing, mostly. */
function faultsOf({ code, isAmbiguous }: Stream, outcome: Outcome): string[] {
  const { readings, refusals, isAsBefore, pressed, heard, value } = outcome;
  const faults: string[] = [];
  if (readings.some((text) => text !== code)) faults.push(`wrong: ${readings}`);
  if (isAmbiguous ? readings.length > 0 || !refusals.includes('ambiguous') : readings.length === 0)
    faults.push(`lost: ${refusals}`);
  if (readings.length > 1) faults.push(`told ${readings.length} times`);
  if (!isAsBefore) faults.push(`leaked: ${value}`);
  if (pressed > 0 || heard.some((key) => key.length > 1)) faults.push(`pressed ${heard}`);
  return faults;
}

describe('the corpus of readers', () => {
  it('is read without a wrong code, a leaked character or a lost code', async () => {
    const count = { streams: 0, recovered: 0, refused: 0 };
    const faults: string[] = [];
    for (const stream of corpus(8)) {
      const outcome = await play({ ...stream, grammar: cardGrammar });
      count.streams += 1;
      if (outcome.readings.length > 0) count.recovered += 1;
      else count.refused += 1;
      const found = faultsOf(stream, outcome);
      if (found.length > 0) faults.push(`${stream.name}: ${found.join('; ')}`);
    }
    if (process.env.KAIKU_WEDGE_FAULTS) for (const fault of faults.slice(0, 400)) console.log(fault);
    expect({ faults: faults.length, first: faults.slice(0, 10) }).toEqual({ faults: 0, first: [] });
    expect(count.streams).toBeGreaterThanOrEqual(20_000);
    expect(count.recovered + count.refused).toBe(count.streams);
  }, 120_000);
});
