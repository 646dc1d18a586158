import { beforeEach, describe, expect, it } from 'vitest';
import { error } from '../../../../test/client/world.ts';
import type { OfflineRegistry } from '../registry/registry.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { Loss, OutboxStorage } from '../storage/storage.ts';
import { createWatch, type WaitingElsewhere, type Watch } from './watch.ts';

const journal = '019a0000-0000-7000-8000-0000000000aa';
const { signal } = new AbortController();
let lost: Loss | null;
let makeshift: number;
let forgotten: number;
let reported: Loss[];
let elsewhere: readonly WaitingElsewhere[];
let watch: Watch;
beforeEach(() => {
  [lost, makeshift, forgotten, reported, elsewhere] = [null, 0, 0, [], []];
  const memory = memoryStorage();
  const storage: OutboxStorage = {
    ...memory,
    identity: async () => ({ ...(await memory.identity()), lost }),
    emergency: () => makeshift,
    async forgetLoss() {
      forgotten += 1;
      lost = null;
    },
  };
  watch = createWatch({ storage, isInJournal: (seq) => seq === 9, waitingElsewhere: () => elsewhere });
});
const registry = {
  reportLost: async (loss: Loss) => void reported.push(loss),
} as unknown as OfflineRegistry;

describe('the watch', () => {
  it('has no warnings while nothing is wrong', async () => {
    await watch.look();
    await watch.report(registry, signal);
    expect([watch.warnings, reported]).toEqual([[], []]);
  });
  it('lists the most urgent warning first, and notifies once for each change', async () => {
    let calls = 0;
    watch.subscribe(() => {
      calls += 1;
    });
    lost = { journal, seqHigh: 12, pending: 4 };
    makeshift = 2;
    elsewhere = [{ venueId: 'teatteri', venue: 'Teatteri', entries: 1 }];
    await watch.look();
    watch.hear({ missing: [3], cloned: true });
    watch.hear({ missing: [3, 4], cloned: true });
    const { warnings } = watch;
    await watch.look();
    watch.hear({ missing: [4], cloned: true });
    expect(watch.warnings).toBe(warnings);
    expect(warnings.map(({ kind }) => kind)).toEqual(['lost', 'cloned', 'missing', 'makeshift-storage', 'other-venue']);
    expect(calls).toBe(3);
  });
  it('does not warn of entries that are still in the journal', () => {
    watch.hear({ missing: [9], cloned: false });
    watch.hear({ missing: [9], cloned: false });
    expect(watch.warnings).toEqual([]);
  });
  it('warns of entries that are missing twice in a row, not of those that have arrived since', () => {
    watch.hear({ missing: [3, 4], cloned: false });
    expect(watch.warnings).toEqual([]);
    watch.hear({ missing: [4, 5], cloned: false });
    expect(watch.warnings).toEqual([{ kind: 'missing', entries: 1 }]);
  });
  it.each([['the registry first'], ['the person first']])(
    'deletes a loss once the registry and a person know about it: %s',
    async (first) => {
      lost = { journal, seqHigh: 12, pending: 4 };
      await watch.look();
      const both = [() => watch.report(registry, signal), () => watch.acknowledgeLoss()];
      const [one, other] = first === 'the registry first' ? both : both.reverse();
      await one?.();
      expect(forgotten).toBe(0);
      await other?.();
      expect([forgotten, watch.warnings, reported.length]).toEqual([1, [], 1]);
    },
  );
  it('reports the loss of a journal without pending entries to the registry, without a warning', async () => {
    lost = { journal, seqHigh: 12, pending: 0 };
    await watch.look();
    expect(watch.warnings).toEqual([]);
    await watch.report(registry, signal);
    expect([reported.length, forgotten]).toEqual([1, 1]);
  });
  it('reports a loss again until the report succeeds', async () => {
    lost = { journal, seqHigh: 12, pending: 4 };
    await watch.look();
    const deaf = { reportLost: () => Promise.reject(error('registry/busy')) } as unknown as OfflineRegistry;
    await watch.report(deaf, signal);
    await watch.report(registry, signal);
    await watch.report(registry, signal);
    expect(reported).toHaveLength(1);
  });
});
