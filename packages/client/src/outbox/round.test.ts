import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nothingElse } from '../../../../test/client/scripted-delivery.ts';
import { createWorld, error, single } from '../../../../test/client/world.ts';
import { isKaikuError, type KaikuError, type KaikuErrorCode } from '../errors.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { Batch, DeliveredEntry } from '../usage/delivery.ts';
import { createJournal } from './journal.ts';
import { type Stop, sendRound } from './round.ts';

/** Rounds over so many reports, numbered from 1, to a registry that does what `at` says. */
async function rounds(
  reports: number,
  at: (batch: Batch) => KaikuError | ((seq: number) => DeliveredEntry),
  times = 1,
) {
  const { environment } = createWorld();
  const storage = memoryStorage();
  const journal = createJournal(storage);
  for (let nth = 1; nth <= reports; nth += 1) {
    const visit = { ...single, id: environment.newId() };
    await journal.append({ stage: 'report', visit, consumedFrom: { from: 'unconfirmed' }, clockSuspect: false });
  }
  await storage.recount();
  const sent: number[][] = [];
  const troubles = new Map<number, KaikuErrorCode>();
  const options = {
    delivery: {
      async deliver(batch: Batch) {
        sent.push(batch.entries.map(({ seq }) => seq));
        const answer = at(batch);
        if (isKaikuError(answer)) throw answer;
        return { ...nothingElse, results: batch.entries.map(({ seq }) => answer(seq)) };
      },
    },
    environment,
    journal,
    identity: () => storage.identity(),
    onAcknowledged: () => {},
    onDelivered: () => {},
    closing: new AbortController().signal,
    troubles,
  };
  const stops: (Stop | undefined)[] = [];
  for (let time = 0; time < times; time += 1) stops.push(await sendRound(options));
  const left = (await storage.entries()).map(({ seq, stage }) => [seq, stage] as const);
  return { sent, troubles, left, stop: stops.at(-1), unconfirmed: (await storage.capacity(single.showId)).unconfirmed };
}

const took = (seq: number): DeliveredEntry => ({ outcome: 'counted', seq, recordedAt: '', flags: [], from: 'free' });
const has =
  (bad: readonly number[]) =>
  ({ entries }: Batch) =>
    entries.some(({ seq }) => bad.includes(seq));

describe('a round', () => {
  it('sends all that waits, in order, in as few deliveries as there may be', async () => {
    const { sent, left, stop, unconfirmed } = await rounds(120, () => took);
    expect(sent.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(sent.flat()).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
    expect([left, stop, unconfirmed]).toEqual([[], undefined, 0]);
  });
  it.each([
    ['registry/unreachable', true, 0],
    ['registry/busy', true, 0],
    ['registry/unauthorised', true, 30_000],
    ['registry/forbidden', true, 3_600_000],
    ['registry/stopped', true, 3_600_000],
    ['registry/not-found', false, 300_000],
  ] as const)('ends at once at %s: anything else would meet it too', async (code, retryable, minWaitMs) => {
    const { sent, left, stop } = await rounds(70, () => error(code, retryable, 7_000));
    expect(sent).toHaveLength(1);
    expect(left).toHaveLength(70);
    expect(stop).toEqual({ code, minWaitMs, retryAfterMs: 7_000 });
  });
  it('delivers everybody but the poison, wherever it stands, and puts that on the list', async () => {
    const poison = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(poison, async (bad) => {
        const { left, stop, unconfirmed } = await rounds(60, (batch) =>
          has(bad)(batch) ? error('registry/invalid-request', false) : took,
        );
        expect(left).toEqual([...bad].sort((a, b) => a - b).map((seq) => [seq, 'review']));
        expect([stop, unconfirmed]).toEqual([undefined, 0]);
      }),
      { numRuns: 30 },
    );
  });
  it('delivers everybody but two that make the registry fail, and tries those again after all others', async () => {
    const { sent, left, troubles } = await rounds(
      20,
      (batch) => (has([3, 11])(batch) ? error('registry/failed') : took),
      2,
    );
    expect(left).toEqual([
      [3, 'report'],
      [11, 'report'],
    ]);
    expect([...troubles]).toEqual([
      [3, 'registry/failed'],
      [11, 'registry/failed'],
    ]);
    // The second round has nothing else: each goes alone.
    expect(sent.slice(-2)).toEqual([[3], [11]]);
  });
  it('takes three that fail alone in a row for a registry that fails', async () => {
    const { sent, stop } = await rounds(8, () => error('registry/failed'));
    expect(sent.map(({ length }) => length)).toEqual([8, 4, 2, 1, 2, 1, 2, 1]);
    expect(stop?.code).toBe('registry/failed');
  });
  it('is held up by no more than one round where three that stand together make the registry fail', async () => {
    const { left } = await rounds(20, (batch) => (has([3, 4, 5])(batch) ? error('registry/failed') : took), 2);
    expect(left.map(([seq]) => seq)).toEqual([3, 4, 5]);
  });
  it('acknowledges nothing that no result names, and goes on with the next', async () => {
    const { left, troubles, stop } = await rounds(2, () => (seq) => took(seq === 1 ? 99 : seq));
    expect(left).toEqual([[1, 'report']]);
    expect([...troubles]).toEqual([[1, 'registry/contract']]);
    expect(stop).toBeUndefined();
  });
  it('keeps what the registry does not take now', async () => {
    const { left, troubles } = await rounds(
      3,
      () => (seq) => (seq === 2 ? { outcome: 'deferred', seq, code: 'registry/busy' } : took(seq)),
    );
    expect(left).toEqual([[2, 'report']]);
    expect([...troubles]).toEqual([[2, 'registry/busy']]);
  });
});
