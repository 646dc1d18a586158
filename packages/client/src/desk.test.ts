import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, reserved, valid } from '../../../test/client/desk-fixture.ts';
import { error, hamlet, settled } from '../../../test/client/world.ts';
import { createDesk } from './desk.ts';
import { isKaikuError } from './errors.ts';
import type { LookUp } from './registry/registry.ts';
import type { Decision } from './verdict.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('`check`', () => {
  it('admits a valid card, with the children allowed and the tickets left', async () => {
    expect(await fixture.desk.check(' a045198723 ')).toEqual({
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
    fixture.lookUpAnswer = { ...valid, show: over };
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'admissible', warnings });
    fixture.lookUpAnswer = error('registry/unreachable');
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'provisional', warnings });

    fixture.lookUpAnswer = { ...valid, show: { ...hamlet, startsAt: '2026-05-16T19:00:00+03:00' } };
    await fixture.reopen({ recordsAs: 'door' });
    const tomorrow = [{ kind: 'show-not-today', on: '2026-05-16' }];
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'admissible', warnings: tomorrow });
  });
  it.each([
    ['nonsense', 'not-a-card'],
    ['', 'not-a-card'],
    ['E1234', 'old-card'],
  ])('refuses %j as %s without a request', async (text, reason) => {
    fixture.lookUpAnswer = 'never';
    expect(await fixture.desk.check(text)).toMatchObject({ outcome: 'refused', code: undefined, refusal: { reason } });
  });
  it('refuses by the rules and what the registry knows', async () => {
    fixture.lookUpAnswer = { ...valid, earlier: { ...reserved, how: 'sold' } };
    expect(await fixture.desk.check(card)).toMatchObject({
      outcome: 'refused',
      code: { text: card },
      refusal: { reason: 'already-recorded', recordedAt: '2026-05-15T15:00:00Z' },
    });
  });
  it('returns provisional if the registry times out, up to the unconfirmed limit', async () => {
    fixture.lookUpAnswer = 'never';
    const decision = fixture.desk.check(card);
    await fixture.world.pass(2500);
    expect(await decision).toMatchObject({
      outcome: 'provisional',
      cause: 'registry/unreachable',
      minors: { min: 0, max: 12, who: 'children' },
    });
  });
  it('times out even if the registry ignores its signal', async () => {
    const registry = { ...fixture.registry(), lookUp: () => new Promise<LookUp>(() => {}) };
    await fixture.reopen({ registry });
    const decision = fixture.desk.check(card);
    await fixture.world.pass(2500);
    expect(await decision).toMatchObject({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(fixture.desk.state).toMatchObject({ reachable: false, failure: 'registry/unreachable' });
  });
  it('returns undecided at the unconfirmed limit', async () => {
    await fixture.reopen({ maxUnconfirmed: 0 });
    fixture.lookUpAnswer = error('registry/busy');
    expect(await fixture.desk.check(card)).toMatchObject({
      outcome: 'undecided',
      cause: 'registry/busy',
    });
  });
  it('returns undecided for an error that is not retryable', async () => {
    fixture.lookUpAnswer = error('registry/not-found', false);
    expect(await fixture.desk.check(card)).toMatchObject({ cause: 'registry/not-found', outcome: 'undecided' });
  });
  it('returns provisional if an adapter throws a foreign error', async () => {
    fixture.lookUpAnswer = new TypeError('not ours');
    expect(await fixture.desk.check(card)).toMatchObject({
      outcome: 'provisional',
      cause: 'registry/failed',
    });
    await fixture.desk.close();
    const sudden = (): never => {
      throw new TypeError('at once');
    };
    fixture.start({ registry: { ...fixture.registry(), lookUp: sudden, show: sudden } });
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'provisional', cause: 'registry/failed' });
  });
  it('refuses a community card on a known course, even without the registry', async () => {
    fixture.showAnswer = { ...hamlet, kind: 'course' };
    await fixture.desk.refresh();
    fixture.lookUpAnswer = error('registry/unreachable');
    expect(await fixture.desk.check('Y110029399')).toMatchObject({ refusal: { reason: 'community-card-course' } });
  });
});

describe('a closed desk', () => {
  it('throws `desk/closed`, sends nothing and leaves no timer', async () => {
    const decision = await fixture.desk.check(card);
    await fixture.desk.close();
    const before = fixture.shown;
    const calls = [
      fixture.desk.check(card),
      fixture.desk.admit([partOf(decision, 0)]),
      fixture.desk.void('x'),
      fixture.desk.void('x'),
      fixture.desk.dismiss('x'),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'desk/closed', retryable: false });
    await fixture.desk.refresh();
    fixture.world.comeOnline();
    await fixture.world.pass(60_000);
    expect(fixture.shown).toBe(before);
    expect(fixture.world.timers).toBe(0);
    await fixture.desk.close();
  });
  it('ends all calls in flight', async () => {
    fixture.showAnswer = 'never';
    fixture.lookUpAnswer = 'never';
    const refresh = fixture.desk.refresh();
    const check = fixture.desk.check(card);
    const decision: Decision = {
      showId: hamlet.id,
      recordsAs: 'sold',
      outcome: 'provisional',
      code: { text: card, prefix: 'A', holder: 'customer', medium: 'cardboard' },
      repairs: [],
      cause: 'registry/unreachable',
      minors: { min: 0, max: 1, who: 'children', under: 18 },
    };
    const admission = fixture.desk.admit([partOf(decision, 0)]);
    const undo = fixture.desk.void('019a0000-0000-7000-8000-00000000cccc');
    await settled();
    const before = fixture.desk.state;
    await fixture.desk.close();
    await refresh;
    expect((await check).outcome).toBe('provisional');
    expect((await admission).outcome).toBe('provisional');
    expect((await undo).outcome).toBe('provisional');
    expect((await fixture.storage.entries()).map(({ stage }) => stage).sort()).toEqual(['report', 'void']);
    expect(fixture.world.timers).toBe(0);
    expect(fixture.desk.state).toBe(before);
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
    const decision = await fixture.desk.check(card);
    const caught = async (work: Promise<unknown>) =>
      walk(
        await work.then(
          () => undefined,
          (thrown: unknown) => (isKaikuError(thrown) ? thrown : expect.unreachable()),
        ),
      );
    await caught(fixture.desk.admit([partOf(decision, -1)]));
    await caught(fixture.desk.admit([partOf(await fixture.desk.check('nonsense'), 0)]));
    await fixture.desk.close();
    await caught(fixture.desk.check(card));
    fixture.start({ storage: { ...fixture.storage, append: () => Promise.reject(error('outbox/storage')) } });
    await caught(fixture.desk.admit([partOf(decision, 0)]));
    expect(texts).toHaveLength(4);
    for (const text of texts) expect(text).not.toContain(card);
  });
  it('name a missing or invalid option at creation', () => {
    const { storage } = fixture;
    expect(() => createDesk({ registry: 'https://registry.example', show: 'x', storage })).toThrow(
      '`token` is missing',
    );
    expect(() => createDesk({ registry: 'registry', token: 't', show: 'x', storage })).toThrow(
      'must be an http(s) URL',
    );
    expect(() => createDesk({ registry: fixture.registry(), show: 'x' })).toThrow('IndexedDB is not available');
    const recordsAs = 'given' as 'sold';
    expect(() => createDesk({ registry: fixture.registry(), show: 'x', storage, recordsAs })).toThrow(
      '`recordsAs` must be',
    );
  });
});
