import { beforeEach, describe, expect, it } from 'vitest';
import { createWorld, error, hamlet, type World } from '../../../../test/client/world.ts';
import type { ShowFacts } from '../admission/facts.ts';
import type { OfflineRegistry } from '../registry/registry.ts';
import type { Lease } from '../storage/lease.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import { createLeaseKeeper, type LeaseKeeper } from './lease-keeper.ts';

type Request = Parameters<OfflineRegistry['lease']>[0];

const useForMs = 600_000;
let world: World;
let storage: OutboxStorage;
let show: ShowFacts | undefined;
let granted: number;
let fails: boolean;
let isUnknown: boolean;
let isConsumedFrom: boolean;
let asked: Request[];
let returned: string[];
let keeper: LeaseKeeper;

function begin(want = 5, closing = new AbortController().signal): LeaseKeeper {
  const registry: Pick<OfflineRegistry, 'lease' | 'returnLease'> = {
    async lease(request) {
      asked.push(request);
      if (fails) throw error('registry/unreachable');
      if (isUnknown) throw error('registry/not-found', false);
      const state = granted > 0 ? 'open' : 'closed';
      return { lease: { id: request.id, showId: hamlet.id, state, granted, recall: false }, useForMs, show: hamlet };
    },
    async returnLease(id) {
      if (fails) throw error('registry/unreachable');
      if (isUnknown) throw error('registry/not-found', false);
      returned.push(id);
      return { show: hamlet };
    },
  };
  keeper = createLeaseKeeper({
    registry: registry as OfflineRegistry,
    storage,
    environment: world.environment,
    showId: hamlet.id,
    want: () => want,
    show: () => show,
    isConsumedFrom: async () => isConsumedFrom,
    onChange: async () => {},
    closing,
  });
  return keeper;
}
beforeEach(() => {
  world = createWorld();
  storage = memoryStorage();
  show = hamlet;
  [granted, fails, isUnknown, isConsumedFrom, asked, returned] = [5, false, false, false, [], []];
  begin();
});

const lease = async () => (await storage.capacity(hamlet.id)).lease;
async function set(change: Partial<Lease>): Promise<void> {
  const now = await lease();
  if (now === undefined) throw new Error('There is no lease.');
  await storage.changeLease(hamlet.id, now, { ...now, ...change });
}

describe('a lease keeper without a lease', () => {
  it.each<[string, ShowFacts | undefined, number, number]>([
    ['requests one if tickets are free', hamlet, 5, 1],
    ['requests none if the show has no cap', { ...hamlet, cap: null }, 5, 0],
    ['requests none if no ticket is free', { ...hamlet, taken: 4, leased: 6 }, 5, 0],
    ['requests none if the show is unknown', undefined, 5, 0],
    ['requests none if none are wanted', hamlet, 0, 0],
  ])('%s', async (_, known, want, requests) => {
    show = known;
    await begin(want).step();
    expect(asked).toHaveLength(requests);
  });
  it('stores what it was granted, with the term counted from the request', async () => {
    granted = 3;
    await keeper.step();
    const { journal } = await storage.identity();
    const [request] = asked;
    expect(request).toMatchObject({ showId: hamlet.id, journal, want: 5 });
    const requestedAt = world.environment.clocks();
    expect(await lease()).toMatchObject({ id: request?.id, state: 'open', granted: 3, left: 3, useForMs, requestedAt });
  });
  it('requests one again a minute after it was granted none', async () => {
    granted = 0;
    await keeper.step();
    expect(await lease()).toBeUndefined();
    await world.pass(59_999);
    await keeper.step();
    expect(asked).toHaveLength(1);
    await world.pass(1);
    await keeper.step();
    expect(asked).toHaveLength(2);
  });
  it('does nothing once it is closed', async () => {
    await begin(5, AbortSignal.abort()).step();
    expect(asked).toEqual([]);
  });
});

describe('a lease keeper without an answer', () => {
  it('requests the lease again under the same id, with the term counted from the first request', async () => {
    fails = true;
    await keeper.step();
    const first = await lease();
    expect(first).toMatchObject({ state: 'requested', left: 0 });
    fails = false;
    await world.pass(30_000);
    await keeper.step();
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(await lease()).toMatchObject({ state: 'open', requestedAt: first?.requestedAt });
  });
  it('requests it again after a restart', async () => {
    fails = true;
    await keeper.step();
    fails = false;
    await begin().step();
    expect(asked[1]?.id).toBe(asked[0]?.id);
  });
  it('requests it again even if none is wanted any longer, and returns it', async () => {
    fails = true;
    await keeper.step();
    fails = false;
    begin(0);
    for (let steps = 0; steps < 2; steps += 1) await keeper.step();
    expect(asked.map(({ id, want }) => [id, want])).toEqual([
      [asked[0]?.id, 5],
      [asked[0]?.id, 1],
    ]);
    expect([await lease(), returned]).toEqual([undefined, [asked[0]?.id]]);
  });
  it('takes one step at a time among all tabs', async () => {
    await Promise.all([keeper.step(), begin().step()]);
    expect(asked).toHaveLength(1);
  });
});

describe('a lease keeper with an open lease', () => {
  beforeEach(() => keeper.step());

  it('keeps it while enough is left', async () => {
    await set({ left: 2 });
    await keeper.step();
    expect((await lease())?.state).toBe('open');
  });
  it.each<[string, () => unknown]>([
    ['for a fuller one', () => set({ left: 1 })],
    ['when it has expired', () => world.sleep(useForMs)],
    ['when the clock was set back', () => world.putClock(-1)],
    ['when none are wanted any longer', () => begin(0)],
  ])('returns it %s', async (_, happens) => {
    await happens();
    await keeper.step();
    expect([await lease(), returned.length]).toEqual([undefined, 1]);
  });
  it('returns it once all entries that consumed it are acknowledged, and requests another', async () => {
    const { id } = (await lease()) ?? {};
    await set({ left: 0 });
    isConsumedFrom = true;
    for (let steps = 0; steps < 3; steps += 1) await keeper.step();
    expect([(await lease())?.state, returned]).toEqual(['closing', []]);
    isConsumedFrom = false;
    await keeper.step();
    expect([await lease(), returned]).toEqual([undefined, [id]]);
    await keeper.step();
    expect(await lease()).toMatchObject({ state: 'open', left: 5 });
  });
  it('keeps it closing if the return gets no answer', async () => {
    await set({ left: 0 });
    fails = true;
    await keeper.step();
    await keeper.step();
    expect((await lease())?.state).toBe('closing');
  });
  it('removes it if the registry does not know it', async () => {
    await set({ left: 0 });
    isUnknown = true;
    await keeper.step();
    expect(await lease()).toBeUndefined();
  });
  it.each([
    ['recalled', { state: 'open', recall: true }],
    ['closed', { state: 'closed', recall: false }],
    ['revoked', { state: 'revoked', recall: false }],
  ] as const)('returns it if it is %s, and requests none for a minute', async (_, news) => {
    const { id = '' } = (await lease()) ?? {};
    await keeper.hear([{ id, showId: hamlet.id, granted: 5, ...news }]);
    expect(returned).toEqual([id]);
    await keeper.step();
    expect(asked).toHaveLength(1);
    await world.pass(60_000);
    await keeper.step();
    expect(asked).toHaveLength(2);
  });
  it('keeps it if the news are older than the grant, and do not list it', async () => {
    await keeper.hear([]);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect([(await lease())?.state, returned]).toEqual(['open', []]);
  });
  it.each<[string, () => unknown]>([
    ['has closed it', () => (granted = 0)],
    ['has lost its data, and grants fewer tickets', () => (granted = 3)],
  ])('returns it if the registry does not list it and %s', async (_, happens) => {
    happens();
    await keeper.hear([]);
    expect([await lease(), returned.length]).toEqual([undefined, 1]);
  });
  it('removes it if the registry does not list it and does not know the show', async () => {
    isUnknown = true;
    await keeper.hear([]);
    expect([await lease(), returned]).toEqual([undefined, []]);
  });
  it('keeps it if the registry does not list it and does not answer', async () => {
    fails = true;
    await keeper.hear([]);
    expect((await lease())?.state).toBe('open');
  });
  it('keeps it if the registry lists it as open', async () => {
    const { id = '' } = (await lease()) ?? {};
    await keeper.hear([{ id, showId: hamlet.id, granted: 5, state: 'open', recall: false }]);
    expect((await lease())?.state).toBe('open');
  });
});
