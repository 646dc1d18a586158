import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, valid } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../test/client/world.ts';
import type { OutboxStorage } from './storage/storage.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('a desk without a network', () => {
  it('decides without a wait', async () => {
    await fixture.loseNetwork();
    fixture.lookUpAnswer = 'never';
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(await fixture.admit()).toMatchObject({ outcome: 'provisional', by: 'unconfirmed' });
  });
  it('sends nothing until the registry responds again, and then soon', async () => {
    await fixture.loseNetwork();
    await fixture.admit();
    expect(fixture.open).toEqual([]);
    fixture.showAnswer = hamlet;
    await fixture.desk.refresh();
    await fixture.world.pass(5000);
    expect(fixture.onlyRequest().what).toBe('report');
  });
  it('has the start of the outage in its state', async () => {
    const since = fixture.world.environment.now();
    await fixture.loseNetwork();
    await fixture.world.pass(60_000);
    expect(fixture.desk.state).toMatchObject({ reachable: false, outSinceMs: since });
  });
  it('makes requests again after two responses in a row, which one refresh provides', async () => {
    await fixture.loseNetwork();
    fixture.showAnswer = hamlet;
    fixture.lookUpAnswer = valid;
    await fixture.desk.refresh();
    expect(fixture.desk.state.outSinceMs).toBeUndefined();
    expect((await fixture.desk.check(card)).outcome).toBe('admissible');
  });
});

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
    expect(await fixture.admit()).toMatchObject({ outcome: 'provisional', by: 'lease' });
    expect(fixture.desk.state).toMatchObject({ leased: 0, unconfirmed: 0, pending: 2 });
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'undecided', cause: 'registry/unreachable' });
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

describe('a desk without leased tickets', () => {
  it.each([
    ['accept', hamlet, 'provisional'],
    ['last-known', hamlet, 'provisional'],
    ['deny', hamlet, 'undecided'],
    ['accept', { ...hamlet, capIsHard: true }, 'undecided'],
    ['last-known', { ...hamlet, taken: 9 }, 'undecided'],
    ['last-known', { ...hamlet, cap: null }, 'provisional'],
  ] as const)('with the policy %s decides by the last known state of the show (%#)', async (offline, show, outcome) => {
    fixture.showAnswer = show;
    fixture.lookUpAnswer = { ...valid, show };
    await fixture.reopen({ offline });
    const decision = await fixture.desk.check('X000011986');
    await fixture.loseNetwork();
    expect(await fixture.desk.check(card)).toMatchObject({ outcome });
    expect(await fixture.desk.admit([partOf(decision, 0)])).toMatchObject({ outcome });
  });
});

describe('the warnings of a desk', () => {
  it('include what the registry reports about the journal', async () => {
    fixture.journalAnswer = { missing: [3, 4], cloned: true };
    await fixture.desk.refresh();
    await fixture.desk.refresh();
    expect(fixture.desk.state.warnings).toEqual([{ kind: 'cloned' }, { kind: 'missing', entries: 2 }]);
    fixture.journalAnswer = {};
    await fixture.desk.refresh();
    expect(fixture.desk.state.warnings).toEqual([]);
  });
  it('include a loss until a person acknowledges it, and the loss is reported to the registry', async () => {
    const lost = { journal: '019a0000-0000-7000-8000-0000000000aa', seqHigh: 7, pending: 3 };
    let forgotten = 0;
    const storage: OutboxStorage = {
      ...fixture.storage,
      identity: async () => ({ ...(await fixture.storage.identity()), lost }),
      async forgetLoss() {
        forgotten += 1;
      },
    };
    await fixture.reopen({ storage });
    expect(fixture.desk.state.warnings).toEqual([{ kind: 'lost', entries: 3 }]);
    expect(fixture.lost).toEqual([lost]);
    expect(forgotten).toBe(0);
    await fixture.desk.acknowledgeLoss();
    expect(fixture.desk.state.warnings).toEqual([]);
    expect(forgotten).toBe(1);
  });
  it('include a clock that is wrong by minutes', async () => {
    const date = new Date(fixture.world.environment.now() + 600_000).toUTCString();
    const fetch = async () => new Response('', { status: 503, headers: { date } });
    await fixture.desk.close();
    fixture.start({
      registry: 'https://registry.example',
      token: 't',
      environment: { ...fixture.world.environment, fetch },
    });
    await settled();
    // The header has whole seconds: half a second is added, then rounded to a whole one.
    expect(fixture.desk.state.warnings).toEqual([{ kind: 'clock-wrong', byMs: 601_000 }]);
  });
});

describe('the health of a desk', () => {
  it('counts pending entries with their age, and contains no card data', async () => {
    await fixture.admitProvisionally();
    const health = await fixture.desk.health();
    const { journal } = await fixture.storage.identity();
    expect(health).toMatchObject({
      pending: 1,
      oldestTakenAt: '2026-05-15T16:00:00.000Z',
      journal,
      clockSuspect: true,
    });
    expect(JSON.stringify(health)).not.toContain(card);
  });
});

describe('an exported outbox', () => {
  it('is imported by another device once, and sent from there', async () => {
    await fixture.admitProvisionally();
    const file = await fixture.desk.exportOutbox();
    const { journal } = await fixture.storage.identity();
    const other = new DeskFixture();
    await settled();
    expect(await other.desk.importOutbox(file)).toBe(1);
    expect(await other.desk.importOutbox(file)).toBe(0);
    await settled();
    expect(other.onlyRequest().batch).toMatchObject({
      adopted: [{ journal, seq: 1 }],
      entries: [{ what: 'report', visit: { usages: [{ card }] }, leaseId: null }],
    });
    other.onlyRequest().answer(counted);
    await settled();
    expect(other.desk.state.pending).toBe(0);
    await other.desk.close();
  });
  it('throws `config/invalid` on import of another file', async () => {
    await expect(fixture.desk.importOutbox('{"kind":"shopping-list"}')).rejects.toMatchObject({
      code: 'config/invalid',
    });
  });
});

describe('`sendNow`', () => {
  it('sends pending entries now', async () => {
    await fixture.admitProvisionally();
    fixture.onlyRequest().fail(error('registry/forbidden'));
    await settled();
    expect(fixture.open).toEqual([]);
    fixture.desk.sendNow();
    await settled();
    expect(fixture.onlyRequest().what).toBe('report');
  });
});

describe('a desk that listens for news', () => {
  beforeEach(() => fixture.reopen({ leaseTickets: 2 }));
  /** The registry's last answer, and the next request. */
  const next = () => {
    const asked = fixture.news.at(-1);
    if (asked === undefined) throw new Error('There is no request for news.');
    return asked;
  };

  it('sends the stamp of the last answer with each request', async () => {
    expect(next().since).toBeUndefined();
    next().answer({ stamp: '1.0' });
    await settled();
    expect(next().since).toBe('1.0');
  });
  it('returns its tickets at once on a recall', async () => {
    const { lease } = await fixture.storage.capacity(hamlet.id);
    if (lease === undefined) throw new Error('There should be a lease.');
    const { id, showId } = lease;
    next().answer({ stamp: '1.0', leases: [{ id, showId, state: 'open', granted: 2, recall: true }] });
    await settled();
    expect(fixture.returned).toEqual([id]);
    expect(fixture.desk.state.leased).toBe(0);
  });
  it('ignores news older than another answer, and starts again without a stamp', async () => {
    next().answer({ stamp: '1.0' });
    await settled();
    // A card is looked up during the request for news, so that answer is newer.
    const newer = { ...hamlet, taken: 7 };
    fixture.lookUpAnswer = { ...valid, show: newer };
    await fixture.desk.check(card);
    next().answer({ stamp: '1.1' });
    await settled();
    expect(fixture.desk.state.show?.taken).toBe(7);
    expect(next().since).toBeUndefined();
  });
  it('does not poll a registry that does not wait for news', async () => {
    next().answer({ stamp: '1.0' });
    await settled();
    next().answer({ stamp: '1.0' });
    await settled();
    const asked = fixture.news.length;
    await fixture.world.pass(4_000);
    expect(fixture.news).toHaveLength(asked);
    await fixture.desk.refresh();
    await settled();
    expect(fixture.news).toHaveLength(asked + 1);
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
