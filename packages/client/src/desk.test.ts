import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskStand, partOf, reserved, valid } from '../../../test/client/desk-stand.ts';
import { error, hamlet, settled } from '../../../test/client/world.ts';
import { createDesk } from './desk.ts';
import type { DeskState } from './desk-state.ts';
import { isKaikuError } from './errors.ts';
import type { LookUp } from './registry/registry.ts';
import type { Decision } from './verdict.ts';

let stand: DeskStand;
beforeEach(async () => {
  stand = new DeskStand();
  await settled();
});
afterEach(() => stand.desk.close());

describe('`check`', () => {
  it('admits a valid card, with the children allowed and the tickets left', async () => {
    expect(await stand.desk.check(' a045198723 ')).toEqual({
      showId: hamlet.id,
      recordsAs: 'sold',
      outcome: 'admissible',
      code: { text: card, prefix: 'A', holder: 'customer', medium: 'cardboard' },
      repairs: ['spaces-removed', 'upper-cased'],
      show: hamlet,
      card: valid.card,
      earlier: null,
      minors: { min: 0, max: 2, who: 'children', under: 18 },
      remaining: 10,
      redeems: null,
    });
  });
  it('warns if the show is over or not today, even without the registry', async () => {
    const warnings = [{ kind: 'show-over', on: '2026-05-13' }];
    const over = { ...hamlet, startsAt: '2026-05-13T19:00:00+03:00' };
    stand.lookUpAnswer = { ...valid, show: over };
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'admissible', warnings });
    stand.lookUpAnswer = error('registry/unreachable');
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'provisional', warnings });

    stand.lookUpAnswer = { ...valid, show: { ...hamlet, startsAt: '2026-05-16T19:00:00+03:00' } };
    await stand.reopen({ recordsAs: 'door' });
    const tomorrow = [{ kind: 'show-not-today', on: '2026-05-16' }];
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'admissible', warnings: tomorrow });
  });
  it.each([
    ['nonsense', 'not-a-card'],
    ['', 'not-a-card'],
    ['E1234', 'old-card'],
  ])('refuses %j as %s without a request', async (text, reason) => {
    stand.lookUpAnswer = 'never';
    expect(await stand.desk.check(text)).toMatchObject({ outcome: 'refused', code: undefined, refusal: { reason } });
  });
  it('refuses by the rules and what the registry knows', async () => {
    stand.lookUpAnswer = { ...valid, earlier: { ...reserved, how: 'sold' } };
    expect(await stand.desk.check(card)).toMatchObject({
      outcome: 'refused',
      code: { text: card },
      refusal: { reason: 'already-recorded', recordedAt: '2026-05-15T15:00:00Z' },
    });
  });
  it('returns provisional if the registry times out, up to the unconfirmed limit', async () => {
    stand.lookUpAnswer = 'never';
    const decision = stand.desk.check(card);
    await stand.world.pass(2500);
    expect(await decision).toMatchObject({
      outcome: 'provisional',
      cause: 'registry/unreachable',
      minors: { min: 0, max: 12, who: 'children' },
    });
  });
  it('times out even if the registry ignores its signal', async () => {
    const registry = { ...stand.registry(), lookUp: () => new Promise<LookUp>(() => {}) };
    await stand.reopen({ registry });
    const decision = stand.desk.check(card);
    await stand.world.pass(2500);
    expect(await decision).toMatchObject({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(stand.desk.state).toMatchObject({ reachable: false, failure: 'registry/unreachable' });
  });
  it('returns undecided at the unconfirmed limit', async () => {
    await stand.reopen({ maxUnconfirmed: 0 });
    stand.lookUpAnswer = error('registry/busy');
    expect(await stand.desk.check(card)).toMatchObject({
      outcome: 'undecided',
      cause: 'registry/busy',
    });
  });
  it('returns undecided for an error that is not retryable', async () => {
    stand.lookUpAnswer = error('registry/not-found', false);
    expect(await stand.desk.check(card)).toMatchObject({ cause: 'registry/not-found', outcome: 'undecided' });
  });
  it('returns provisional if an adapter throws a foreign error', async () => {
    stand.lookUpAnswer = new TypeError('not ours');
    expect(await stand.desk.check(card)).toMatchObject({
      outcome: 'provisional',
      cause: 'registry/failed',
    });
    await stand.desk.close();
    const sudden = (): never => {
      throw new TypeError('at once');
    };
    stand.begin({ registry: { ...stand.registry(), lookUp: sudden, show: sudden } });
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'provisional', cause: 'registry/failed' });
  });
  it('refuses a community card on a known course, even without the registry', async () => {
    stand.showAnswer = { ...hamlet, kind: 'course' };
    await stand.desk.refresh();
    stand.lookUpAnswer = error('registry/unreachable');
    expect(await stand.desk.check('Y110029399')).toMatchObject({ refusal: { reason: 'community-card-course' } });
  });
});

describe('the state of a desk', () => {
  it('has the show, and that the registry is reachable', () => {
    expect(stand.desk.state).toEqual({
      show: hamlet,
      reachable: true,
      failure: undefined,
      outSinceMs: undefined,
      pending: 0,
      voiding: 0,
      leased: 0,
      unconfirmed: 0,
      review: [],
      warnings: [],
    });
  });
  it('has neither before the first response', () => {
    stand.showAnswer = 'never';
    stand.begin();
    expect(stand.desk.state).toEqual({
      show: undefined,
      reachable: undefined,
      failure: undefined,
      outSinceMs: undefined,
      pending: 0,
      voiding: 0,
      leased: 0,
      unconfirmed: 0,
      review: [],
      warnings: [],
    });
  });
  it('is the same object while nothing changes, and calls no listener', async () => {
    const { state } = stand.desk;
    let calls = 0;
    stand.desk.subscribe(() => {
      calls += 1;
    });
    stand.showAnswer = { ...hamlet };
    await stand.desk.refresh();
    await stand.desk.check(card);
    expect(stand.desk.state).toBe(state);
    expect(calls).toBe(0);
  });
  it('is a new object after each change, and the old one is unchanged', async () => {
    const states: DeskState[] = [stand.desk.state];
    const stop = stand.desk.subscribe(() => states.push(stand.desk.state));
    stand.showAnswer = { ...hamlet, taken: 4 };
    await stand.desk.refresh();
    stand.showAnswer = error('registry/busy');
    await stand.desk.refresh();
    stop();
    stand.showAnswer = { ...hamlet, taken: 5 };
    await stand.desk.refresh();
    expect(states.map(({ show, failure }) => [show?.taken, failure])).toEqual([
      [0, undefined],
      [4, undefined],
      [4, 'registry/busy'],
    ]);
    expect(new Set(states).size).toBe(3);
  });
  it('counts a registry that refuses as reachable', async () => {
    stand.showAnswer = error('registry/not-found', false);
    await stand.desk.refresh();
    expect(stand.desk.state.reachable).toBe(true);
  });
  it('is updated although a listener throws', async () => {
    const before = globalThis.reportError;
    const reported: unknown[] = [];
    globalThis.reportError = (thrown) => reported.push(thrown);
    try {
      stand.desk.subscribe(() => {
        throw new Error('a page that fails');
      });
      stand.showAnswer = { ...hamlet, taken: 4 };
      await stand.desk.refresh();
      stand.lookUpAnswer = { ...valid, show: { ...hamlet, taken: 6 } };
      expect((await stand.desk.check(card)).outcome).toBe('admissible');
      expect(reported).toHaveLength(2);
    } finally {
      globalThis.reportError = before;
    }
  });
  it('is refreshed at intervals, and at once when the device comes online', async () => {
    const before = stand.shown;
    await stand.world.pass(15_000);
    expect(stand.shown).toBe(before + 1);
    await stand.world.pass(15_000);
    expect(stand.shown).toBe(before + 2);
    stand.world.comeOnline();
    await settled();
    expect(stand.shown).toBe(before + 3);
  });
  it('reflects within seconds that the network is back', async () => {
    stand.showAnswer = error('registry/unreachable');
    stand.lookUpAnswer = error('registry/unreachable');
    await stand.desk.check(card);
    await stand.desk.check(card);
    const before = stand.shown;
    await stand.world.pass(60_000);
    expect(stand.shown).toBe(before + 15);
    stand.showAnswer = hamlet;
    await stand.world.pass(6000);
    expect(stand.desk.state.reachable).toBe(true);
  });
  it('is not refreshed more often while the registry is busy', async () => {
    stand.showAnswer = error('registry/busy');
    await stand.desk.refresh();
    const before = stand.shown;
    await stand.world.pass(60_000);
    expect(stand.shown - before).toBeLessThanOrEqual(4);
  });
});

describe('a closed desk', () => {
  it('throws `desk/closed`, sends nothing and leaves no timer', async () => {
    const decision = await stand.desk.check(card);
    await stand.desk.close();
    const before = stand.shown;
    const calls = [
      stand.desk.check(card),
      stand.desk.admit([partOf(decision, 0)]),
      stand.desk.void('x'),
      stand.desk.void('x'),
      stand.desk.dismiss('x'),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'desk/closed', retryable: false });
    await stand.desk.refresh();
    stand.world.comeOnline();
    await stand.world.pass(60_000);
    expect(stand.shown).toBe(before);
    expect(stand.world.timers).toBe(0);
    await stand.desk.close();
  });
  it('ends all calls in flight', async () => {
    stand.showAnswer = 'never';
    stand.lookUpAnswer = 'never';
    const refresh = stand.desk.refresh();
    const check = stand.desk.check(card);
    const decision: Decision = {
      showId: hamlet.id,
      recordsAs: 'sold',
      outcome: 'provisional',
      code: { text: card, prefix: 'A', holder: 'customer', medium: 'cardboard' },
      repairs: [],
      cause: 'registry/unreachable',
      minors: { min: 0, max: 1, who: 'children', under: 18 },
    };
    const admission = stand.desk.admit([partOf(decision, 0)]);
    const undo = stand.desk.void('019a0000-0000-7000-8000-00000000cccc');
    await settled();
    const before = stand.desk.state;
    await stand.desk.close();
    await refresh;
    expect((await check).outcome).toBe('provisional');
    expect((await admission).outcome).toBe('provisional');
    expect((await undo).outcome).toBe('provisional');
    expect((await stand.storage.entries()).map(({ stage }) => stage).sort()).toEqual(['report', 'void']);
    expect(stand.world.timers).toBe(0);
    expect(stand.desk.state).toBe(before);
  });
});

describe('the errors of a desk', () => {
  it('contain no card code, nor do their causes', async () => {
    const texts: string[] = [];
    const walk = (cause: unknown): void => {
      if (!(cause instanceof Error)) return;
      texts.push(cause.message);
      walk(cause.cause);
    };
    const decision = await stand.desk.check(card);
    const caught = async (work: Promise<unknown>) =>
      walk(
        await work.then(
          () => undefined,
          (thrown: unknown) => (isKaikuError(thrown) ? thrown : expect.unreachable()),
        ),
      );
    await caught(stand.desk.admit([partOf(decision, -1)]));
    await caught(stand.desk.admit([partOf(await stand.desk.check('nonsense'), 0)]));
    await stand.desk.close();
    await caught(stand.desk.check(card));
    stand.begin({ storage: { ...stand.storage, append: () => Promise.reject(error('outbox/storage')) } });
    await caught(stand.desk.admit([partOf(decision, 0)]));
    expect(texts).toHaveLength(4);
    for (const text of texts) expect(text).not.toContain(card);
  });
  it('name a missing or invalid option at creation', () => {
    const { storage } = stand;
    expect(() => createDesk({ registry: 'https://registry.example', show: 'x', storage })).toThrow(
      '`token` is missing',
    );
    expect(() => createDesk({ registry: 'registry', token: 't', show: 'x', storage })).toThrow(
      'must be an http(s) URL',
    );
    expect(() => createDesk({ registry: stand.registry(), show: 'x' })).toThrow('IndexedDB is not available');
    const recordsAs = 'given' as 'sold';
    expect(() => createDesk({ registry: stand.registry(), show: 'x', storage, recordsAs })).toThrow('records as');
  });
});
