import { describe, expect, it } from 'vitest';
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';
import { corpus, droppingCorpus, type Stream } from './corpus.ts';
import { type Outcome, play } from './page.ts';

/** Returns the fault of an outcome, mostly none. */
function faultsOf({ code, isAmbiguous, how, caps, layout }: Stream, outcome: Outcome): string[] {
  const { readings, repairs, refusals, isAsBefore, pressed, heard, value } = outcome;
  const faults: string[] = [];
  if (readings.some((text) => text !== code)) faults.push(`wrong: ${readings}`);
  if (isAmbiguous ? readings.length > 0 || !refusals.includes('ambiguous') : readings.length === 0)
    faults.push(`lost: ${refusals}`);
  if (readings.length > 1) faults.push(`told ${readings.length} times`);
  const isSmall = /^[A-Z]/.test(code) && how.mode === 'plain' && (how.shift === false) !== caps;
  if (isSmall && how.keyboard === layout && readings.length > 0 && !repairs.includes('letter-case'))
    faults.push('nothing said of the small letters');
  if (!isAsBefore) faults.push(`leaked: ${value}`);
  if (pressed > 0 || heard.some((key) => key.length > 1)) faults.push(`pressed ${heard}`);
  return faults;
}

/**
 * Returns the fault of the outcome of a stream that lost a character: a different code, or no event at all. The four or
 * five keys that are left of an old number may be a person's.
 */
function faultsOfDropping({ code, dropped }: Stream, { readings, refusals }: Outcome): string[] {
  const faults: string[] = [];
  if (readings.some((text) => text !== code)) faults.push(`wrong: ${readings}`);
  if (dropped === 'of the code' && readings.length > 0) faults.push('guessed');
  if (readings.length === 0 && refusals.length === 0 && code.length > 6) faults.push('said nothing');
  if (readings.length > 1) faults.push(`told ${readings.length} times`);
  return faults;
}

async function judge(
  streams: Iterable<Stream>,
  faultsIn: (stream: Stream, outcome: Outcome) => readonly string[],
): Promise<{ streams: number; recovered: number; faults: number; first: readonly string[] }> {
  const count = { streams: 0, recovered: 0 };
  const faults: string[] = [];
  for (const stream of streams) {
    const outcome = await play({ ...stream, grammar: cardGrammar });
    count.streams += 1;
    if (outcome.readings.length > 0) count.recovered += 1;
    const found = faultsIn(stream, outcome);
    if (found.length > 0) faults.push(`${stream.name}: ${found.join('; ')}`);
  }
  return { ...count, faults: faults.length, first: faults.slice(0, Number(process.env.KAIKU_WEDGE_FAULTS ?? 10)) };
}

describe('the corpus of readers', () => {
  it('is read without a wrong code, a leaked character or a lost code', async () => {
    const { streams, recovered, ...found } = await judge(corpus(8), faultsOf);
    expect(found).toEqual({ faults: 0, first: [] });
    expect(streams).toBeGreaterThanOrEqual(20_000);
    // All but Y and Z on German computers.
    expect(recovered).toBeGreaterThan(streams * 0.99);
  });

  it('gives no code if a character of it is lost, and reports it', async () => {
    const { streams, ...found } = await judge(droppingCorpus(1), faultsOfDropping);
    expect(found).toMatchObject({ faults: 0, first: [] });
    expect(streams).toBeGreaterThanOrEqual(2_000);
  });
});
