import { describe, expect, it } from 'vitest';
import { counted, error, hamlet, single, soldOut } from '../../../../test/client/world.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { Batch, OutgoingEntry } from '../usage/delivery.ts';
import { deliverOneByOne } from './deliver-one-by-one.ts';
import type { Registry } from './registry.ts';

const report = (seq: number): OutgoingEntry => ({
  what: 'report',
  seq,
  visit: { ...single, id: `visit ${seq}` },
  leaseId: null,
  clockSuspect: false,
});
const voidRequest = (seq: number): OutgoingEntry => ({
  ...{ what: 'void', seq, showId: single.showId, reason: 'undone-by-clerk' },
  visitId: `visit ${seq}`,
});

/** Delivers to a registry with prepared answers, in order. Without one it counts. */
async function deliver(entries: readonly OutgoingEntry[], answers: readonly (RecordAnswer | Error)[] = []) {
  const calls: string[] = [];
  const left = [...answers];
  const call = (name: string) => async (about: { id: string } | { visitId: string; showId: string }) => {
    calls.push(`${name} ${'visitId' in about ? `${about.visitId} ${about.showId}` : about.id}`);
    const answer = left.shift() ?? counted;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const registry = { record: call('record'), void: call('void') };
  const batch: Batch = { journal: '', seqHigh: 9, adopted: [], entries };
  const delivered = await deliverOneByOne(registry as unknown as Registry, batch, new AbortController().signal);
  return { calls, ...delivered };
}

describe('`deliverOneByOne`', () => {
  it('sends each entry by its own call', async () => {
    const { calls, results } = await deliver([report(1), voidRequest(2)]);
    expect(calls).toEqual(['record visit 1', 'void visit 2 hamlet']);
    expect(results.map(({ seq, outcome }) => [seq, outcome])).toEqual([
      [1, 'counted'],
      [2, 'voided'],
    ]);
  });
  it.each([
    ['counted', counted, { outcome: 'counted', from: 'free', flags: [] }],
    ['beyond the cap', { ...counted, flags: ['cap-reached'] } as typeof counted, { outcome: 'counted', from: 'over' }],
    ['voided before', { outcome: 'voided', show: hamlet } as const, { outcome: 'voided' }],
    ['refused against the contract', soldOut, { outcome: 'rejected', code: 'registry/contract' }],
    ['rejected', error('idempotency/mismatch', false), { outcome: 'rejected', code: 'idempotency/mismatch' }],
  ] as const)('returns the result of a report that is %s', async (_, answer, result) => {
    expect((await deliver([report(1)], [answer])).results).toMatchObject([{ seq: 1, ...result }]);
  });
  it('continues after a rejected entry', async () => {
    const { results } = await deliver([report(1), report(2)], [error('registry/not-found', false)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['rejected', 'counted']);
  });
  it('defers the rest after a retryable error, and keeps the results so far', async () => {
    const { calls, results } = await deliver([report(1), report(2), report(3)], [counted, error('registry/busy')]);
    expect(calls).toHaveLength(2);
    expect(results).toMatchObject([
      { seq: 1, outcome: 'counted' },
      { seq: 2, outcome: 'deferred', code: 'registry/busy' },
      { seq: 3, outcome: 'deferred', code: 'registry/busy' },
    ]);
  });
  it('throws if the first entry fails with a retryable error', async () => {
    const busy = error('registry/busy', true, 30_000);
    await expect(deliver([report(1), report(2)], [busy])).rejects.toBe(busy);
  });
});
