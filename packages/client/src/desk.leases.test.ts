import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, valid } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../test/client/world.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('a desk with leased tickets', () => {
  beforeEach(() => fixture.reopen({ leaseTickets: 2, maxUnconfirmed: 0 }));

  it('requested them while there was a network', () => {
    expect(fixture.desk.state).toMatchObject({ leased: 2, unconfirmed: 0 });
  });
  it('counts its own tickets as free', async () => {
    fixture.lookUpAnswer = { ...valid, show: { ...hamlet, taken: 8, leased: 2 } };
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'admissible', remaining: 2 });
  });
  it('gives them out in an outage, and nothing beyond', async () => {
    await fixture.loseNetwork();
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'provisional' });
    expect(await fixture.admit()).toMatchObject({ outcome: 'provisional', by: 'lease' });
    expect(await fixture.admit(0, 'X000010669')).toMatchObject({ outcome: 'provisional', by: 'lease' });
    expect(fixture.desk.state).toMatchObject({ leased: 0, unconfirmed: 0, pending: 2 });
    expect(await fixture.desk.check('X000011986')).toMatchObject({
      outcome: 'undecided',
      cause: 'registry/unreachable',
    });
  });
  it('returns them if the registry recalls them', async () => {
    const { lease } = await fixture.storage.capacity(hamlet.id);
    const id = lease?.id ?? '';
    fixture.journalAnswer = { leases: [{ id, showId: hamlet.id, state: 'open', granted: 2, recall: true }] };
    await fixture.desk.refresh();
    await settled();
    expect(fixture.returned).toEqual([id]);
    expect(fixture.desk.state.leased).toBe(0);
  });
});

describe('a desk whose lease request is in flight', () => {
  it('counts its tickets as free even before the lease arrives, but not those of other devices', async () => {
    fixture.leaseAnswer = 'never';
    fixture.showAnswer = { ...hamlet, capIsHard: true, taken: 5, leased: 3 };
    await fixture.reopen({ leaseTickets: 2 });
    const leased = { ...hamlet, capIsHard: true, taken: 5, leased: 5 };
    fixture.lookUpAnswer = { ...valid, show: leased };
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'admissible', remaining: 2 });
    expect(fixture.desk.state).toMatchObject({ leased: 0, show: { taken: 5, leased: 3 } });
  });
  it('repeats a refused request with the lease once that was granted', async () => {
    let come = () => {};
    fixture.leaseAnswer = new Promise<void>((resolve) => (come = resolve));
    await fixture.reopen({ leaseTickets: 2 });
    const verdict = fixture.admit();
    await settled();
    fixture.onlyRequest().answer(soldOut);
    await settled();
    expect(fixture.open).toEqual([]);
    come();
    await settled();
    const { lease } = await fixture.storage.capacity(hamlet.id);
    expect(fixture.onlyRequest().sent?.leaseId).toBe(lease?.id);
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed' });
  });
  it('refuses the visit if the lease is never granted', async () => {
    fixture.leaseAnswer = error('registry/unreachable');
    await fixture.reopen({ leaseTickets: 2 });
    const verdict = fixture.admit();
    await settled();
    fixture.onlyRequest().answer(soldOut);
    expect(await verdict).toMatchObject({ outcome: 'refused' });
    expect(fixture.open).toEqual([]);
  });
});

describe('a party that needs both free and leased tickets', () => {
  const oneFree = { ...soldOut, refusal: { ...soldOut.refusal, remaining: 1 } };
  beforeEach(() => fixture.reopen({ leaseTickets: 1 }));

  it('is requested again after the lease was returned', async () => {
    const verdict = fixture.admit(1);
    await settled();
    fixture.onlyRequest().answer(oneFree);
    await settled();
    expect(fixture.returned).toHaveLength(1);
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed' });
    expect(fixture.desk.state.leased).toBe(0);
  });
  it('is refused without a third request if other devices took the tickets', async () => {
    const verdict = fixture.admit(1);
    await settled();
    fixture.onlyRequest().answer(oneFree);
    await settled();
    fixture.onlyRequest().answer(soldOut);
    expect(await verdict).toMatchObject({ outcome: 'refused' });
    expect(fixture.open).toEqual([]);
  });
  it('is refused at once if both together do not suffice', async () => {
    const verdict = fixture.admit(2);
    await settled();
    fixture.onlyRequest().answer(oneFree);
    expect(await verdict).toMatchObject({ outcome: 'refused' });
    expect(fixture.returned).toEqual([]);
    expect(fixture.desk.state.leased).toBe(1);
  });
});

describe('a party too large for the leased tickets', () => {
  it('is undecided with the number of people that would fit', async () => {
    await fixture.reopen({ leaseTickets: 2, offline: 'deny' });
    await fixture.loseNetwork();
    const decision = await fixture.desk.check(card);
    const tooMany = await fixture.desk.admit([partOf(decision, 2)]);
    expect(tooMany).toEqual({ outcome: 'undecided', cause: 'registry/unreachable', room: 2 });
    expect(await fixture.desk.admit([partOf(decision, 1)])).toMatchObject({ outcome: 'provisional', by: 'lease' });
  });
});

describe('`leaseTickets: auto`', () => {
  it('requests a lease with the first card if the storage outlives the process', async () => {
    const tomorrow = { ...hamlet, startsAt: '2026-05-16T19:00:00+03:00' };
    fixture.showAnswer = tomorrow;
    fixture.lookUpAnswer = { ...valid, show: tomorrow };
    await fixture.reopen({ leaseTickets: 'auto', storage: { ...fixture.storage, isDurable: true } });
    expect(fixture.desk.state.leased).toBe(0);
    await fixture.desk.check(card);
    await settled();
    expect(fixture.desk.state.leased).toBe(5);
  });
  it('requests none for a storage in memory', async () => {
    await fixture.reopen({ leaseTickets: 'auto' });
    await fixture.desk.check(card);
    await fixture.desk.refresh();
    await settled();
    expect(fixture.desk.state.leased).toBe(0);
  });
});

describe('a lease', () => {
  beforeEach(() => fixture.reopen({ leaseTickets: 2 }));
  const leaseId = async () => (await fixture.storage.capacity(hamlet.id)).lease?.id;

  it('is returned when the desk closes', async () => {
    const id = await leaseId();
    await fixture.desk.close();
    await settled();
    expect(fixture.returned).toEqual([id]);
    expect(await leaseId()).toBeUndefined();
  });
  it('is returned when the page closes, unless an entry is pending', async () => {
    const id = await leaseId();
    fixture.world.leavePage();
    await settled();
    expect(fixture.returned).toEqual([id]);
  });
  it('is kept by a device that goes offline on purpose', async () => {
    const id = await leaseId();
    expect(await fixture.desk.goOffline()).toBe(2);
    expect(fixture.keptLeases).toEqual([id]);
    fixture.world.leavePage();
    await fixture.desk.close();
    await settled();
    expect(fixture.returned).toEqual([]);
    expect(await leaseId()).toBe(id);
  });
});
