import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nothingElse } from '../../../../test/client/scripted-delivery.ts';
import { createWorld, error, single } from '../../../../test/client/world.ts';
import { isKaikuError, type KaikuError } from '../errors.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { Batch, DeliveredEntry } from '../usage/delivery.ts';
import { createJournal } from './journal.ts';
import { type EntryFailures, type Stop, sendPass } from './send-pass.ts';

/** Runs passes over reports, numbered from 1, with a registry that answers with `at`. */
async function passes(
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
  let failures: EntryFailures = new Map();
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
    wake: () => {},
    keepsAcknowledged: true,
    clockSuspect: () => false,
    closing: new AbortController().signal,
  };
  const stops: (Stop | undefined)[] = [];
  for (let time = 0; time < times; time += 1) {
    const result = await sendPass(options, failures);
    stops.push(result.stop);
    failures = result.failures;
  }
  const left = (await storage.entries()).map(({ seq, stage }) => [seq, stage] as const);
  return { sent, failures, left, stop: stops.at(-1), unconfirmed: (await storage.capacity(single.showId)).unconfirmed };
}

const counted = (seq: number): DeliveredEntry => ({ outcome: 'counted', seq, recordedAt: '', flags: [], from: 'free' });
const has =
  (bad: readonly number[]) =>
  ({ entries }: Batch) =>
    entries.some(({ seq }) => bad.includes(seq));

describe('a send pass', () => {
  it('sends all pending entries, in order, in as few deliveries as possible', async () => {
    const { sent, left, stop, unconfirmed } = await passes(120, () => counted);
    expect(sent.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(sent.flat()).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
    expect([left, stop, unconfirmed]).toEqual([[], undefined, 0]);
  });
  it.each([
    ['registry/unreachable', true, 0],
    ['registry/busy', true, 0],
    ['registry/unauthorised', true, 30_000],
    ['registry/forbidden', true, 3_600_000],
    ['registry/missing-role', true, 3_600_000],
    ['registry/foreign-journal', true, 30_000],
    ['registry/slowed', true, 0],
    ['registry/not-found', false, 300_000],
  ] as const)(
    'ends at once after %s, because any delivery would fail the same way',
    async (code, retryable, minWaitMs) => {
      const { sent, left, stop } = await passes(70, () => error(code, retryable, 7_000));
      expect(sent).toHaveLength(1);
      expect(left).toHaveLength(70);
      expect(stop).toEqual({ code, minWaitMs, retryAfterMs: 7_000 });
    },
  );
  it('delivers all entries except the poison ones, wherever they are, and moves those to the review list (property)', async () => {
    const poison = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(poison, async (bad) => {
        const { left, stop, unconfirmed } = await passes(60, (batch) =>
          has(bad)(batch) ? error('registry/invalid-request', false) : counted,
        );
        expect(left).toEqual([...bad].sort((a, b) => a - b).map((seq) => [seq, 'review']));
        expect([stop, unconfirmed]).toEqual([undefined, 0]);
      }),
      { numRuns: 30 },
    );
  });
  it('delivers all entries except two that make the registry fail, and retries those last', async () => {
    const { sent, left, failures } = await passes(
      20,
      (batch) => (has([3, 11])(batch) ? error('registry/failed') : counted),
      2,
    );
    expect(left).toEqual([
      [3, 'report'],
      [11, 'report'],
    ]);
    expect([...failures]).toEqual([
      [3, 'registry/failed'],
      [11, 'registry/failed'],
    ]);
    // The second pass has only these, and sends each alone.
    expect(sent.slice(-2)).toEqual([[3], [11]]);
  });
  it('ends after three consecutive entries that fail alone', async () => {
    const { sent, stop } = await passes(8, () => error('registry/failed'));
    expect(sent.map(({ length }) => length)).toEqual([8, 4, 2, 1, 2, 1, 2, 1]);
    expect(stop?.code).toBe('registry/failed');
  });
  it('delivers all others in the next pass if three consecutive entries make the registry fail', async () => {
    const { left } = await passes(20, (batch) => (has([3, 4, 5])(batch) ? error('registry/failed') : counted), 2);
    expect(left.map(([seq]) => seq)).toEqual([3, 4, 5]);
  });
  it('keeps an entry without a result, and continues with the next', async () => {
    const { left, failures, stop } = await passes(2, () => (seq) => counted(seq === 1 ? 99 : seq));
    expect(left).toEqual([[1, 'report']]);
    expect([...failures]).toEqual([[1, 'registry/contract']]);
    expect(stop).toBeUndefined();
  });
  it('keeps an entry that the registry defers', async () => {
    const { left, failures } = await passes(
      3,
      () => (seq) => (seq === 2 ? { outcome: 'deferred', seq, code: 'registry/busy' } : counted(seq)),
    );
    expect(left).toEqual([[2, 'report']]);
    expect([...failures]).toEqual([[2, 'registry/busy']]);
  });
});
