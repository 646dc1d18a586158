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

/** Delivers to a registry that answers its calls in turn, or counts where nothing is said. */
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

describe('a batch for a registry that knows none', () => {
  it('is delivered each by the call that is meant for it', async () => {
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
    ['refused against its promise', soldOut, { outcome: 'rejected', code: 'registry/contract' }],
    ['never to be taken', error('idempotency/mismatch', false), { outcome: 'rejected', code: 'idempotency/mismatch' }],
  ] as const)('tells of one that is %s', async (_, answer, result) => {
    expect((await deliver([report(1)], [answer])).results).toMatchObject([{ seq: 1, ...result }]);
  });
  it('holds nothing up for one that is never taken', async () => {
    const { results } = await deliver([report(1), report(2)], [error('registry/not-found', false)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['rejected', 'counted']);
  });
  it('leaves the rest for later at a failure that may pass, and keeps what went through', async () => {
    const { calls, results } = await deliver([report(1), report(2), report(3)], [counted, error('registry/busy')]);
    expect(calls).toHaveLength(2);
    expect(results).toMatchObject([
      { seq: 1, outcome: 'counted' },
      { seq: 2, outcome: 'deferred', code: 'registry/busy' },
      { seq: 3, outcome: 'deferred', code: 'registry/busy' },
    ]);
  });
  it('fails as a whole where already the first cannot be taken now', async () => {
    const busy = error('registry/busy', true, 30_000);
    await expect(deliver([report(1), report(2)], [busy])).rejects.toBe(busy);
  });
});
