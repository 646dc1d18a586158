import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, valid } from '../../../test/client/desk-fixture.ts';
import { error, hamlet, settled } from '../../../test/client/world.ts';
import type { DeskState } from './desk-state.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('the state of a desk', () => {
  it('has the show, and that the registry is reachable', () => {
    expect(fixture.desk.state).toEqual({
      show: hamlet,
      reachable: true,
      failure: undefined,
      mayUndo: true,
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
    fixture.showAnswer = 'never';
    fixture.start();
    expect(fixture.desk.state).toEqual({
      show: undefined,
      reachable: undefined,
      failure: undefined,
      mayUndo: true,
      outSinceMs: undefined,
      pending: undefined,
      voiding: undefined,
      leased: 0,
      unconfirmed: 0,
      review: [],
      warnings: [],
    });
  });
  it('says that nothing is pending only once the outbox has been read', async () => {
    fixture.showAnswer = 'never';
    fixture.start();
    const seen: (number | undefined)[] = [];
    fixture.desk.subscribe(({ pending }) => seen.push(pending));
    await settled();
    expect(seen).toEqual([0]);
  });
  it('is the same object while nothing changes, and calls no listener', async () => {
    const { state } = fixture.desk;
    let calls = 0;
    fixture.desk.subscribe(() => {
      calls += 1;
    });
    fixture.showAnswer = { ...hamlet };
    await fixture.desk.refresh();
    await fixture.desk.check(card);
    expect(fixture.desk.state).toBe(state);
    expect(calls).toBe(0);
  });
  it('is a new object after each change, and the old one is unchanged', async () => {
    const states: DeskState[] = [fixture.desk.state];
    const stop = fixture.desk.subscribe(() => states.push(fixture.desk.state));
    fixture.showAnswer = { ...hamlet, taken: 4 };
    await fixture.desk.refresh();
    fixture.showAnswer = error('registry/busy');
    await fixture.desk.refresh();
    stop();
    fixture.showAnswer = { ...hamlet, taken: 5 };
    await fixture.desk.refresh();
    expect(states.map(({ show, failure }) => [show?.taken, failure])).toEqual([
      [0, undefined],
      [4, undefined],
      [4, 'registry/busy'],
    ]);
    expect(new Set(states).size).toBe(3);
  });
  it('counts a registry that refuses as reachable, and says that the venue has no such show', async () => {
    fixture.showAnswer = error('registry/not-found', false);
    await fixture.desk.refresh();
    expect(fixture.desk.state).toMatchObject({ reachable: true, failure: 'registry/not-found' });
    fixture.showAnswer = hamlet;
    await fixture.desk.refresh();
    expect(fixture.desk.state).toMatchObject({ reachable: true, failure: undefined });
  });
  it('is updated although a listener throws', async () => {
    const before = globalThis.reportError;
    const reported: unknown[] = [];
    globalThis.reportError = (thrown) => reported.push(thrown);
    try {
      fixture.desk.subscribe(() => {
        throw new Error('a page that fails');
      });
      fixture.showAnswer = { ...hamlet, taken: 4 };
      await fixture.desk.refresh();
      fixture.lookUpAnswer = { ...valid, show: { ...hamlet, taken: 6 } };
      expect((await fixture.desk.check(card)).outcome).toBe('admissible');
      expect(reported).toHaveLength(2);
    } finally {
      globalThis.reportError = before;
    }
  });
  it('is refreshed at intervals, and at once when the device comes online', async () => {
    const before = fixture.shown;
    await fixture.world.pass(15_000);
    expect(fixture.shown).toBe(before + 1);
    await fixture.world.pass(15_000);
    expect(fixture.shown).toBe(before + 2);
    fixture.world.comeOnline();
    await settled();
    expect(fixture.shown).toBe(before + 3);
  });
  it('reflects within seconds that the network is back', async () => {
    fixture.showAnswer = error('registry/unreachable');
    fixture.lookUpAnswer = error('registry/unreachable');
    await fixture.desk.check(card);
    await fixture.desk.check(card);
    const before = fixture.shown;
    await fixture.world.pass(60_000);
    expect(fixture.shown).toBe(before + 15);
    fixture.showAnswer = hamlet;
    await fixture.world.pass(6000);
    expect(fixture.desk.state.reachable).toBe(true);
  });
  it('is not refreshed more often while the registry is busy', async () => {
    fixture.showAnswer = error('registry/busy');
    await fixture.desk.refresh();
    const before = fixture.shown;
    await fixture.world.pass(60_000);
    expect(fixture.shown - before).toBeLessThanOrEqual(4);
  });
});
