import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskStand, partOf, valid } from '../../../test/client/desk-stand.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../test/client/world.ts';
import type { OutboxStorage } from './storage/storage.ts';

let stand: DeskStand;
beforeEach(async () => {
  stand = new DeskStand();
  await settled();
});
afterEach(() => stand.desk.close());

describe('a desk without a network', () => {
  it('decides without a wait', async () => {
    await stand.goOut();
    stand.lookUpAnswer = 'never';
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(await stand.admitted()).toMatchObject({ outcome: 'provisional', by: 'unconfirmed' });
  });
  it('sends nothing until the registry responds again, and then soon', async () => {
    await stand.goOut();
    await stand.admitted();
    expect(stand.open).toEqual([]);
    stand.showAnswer = hamlet;
    await stand.desk.refresh();
    await stand.world.pass(5000);
    expect(stand.only().what).toBe('report');
  });
  it('has the start of the outage in its state', async () => {
    const since = stand.world.environment.now();
    await stand.goOut();
    await stand.world.pass(60_000);
    expect(stand.desk.state).toMatchObject({ reachable: false, outSinceMs: since });
  });
  it('makes requests again after two responses in a row, which one refresh provides', async () => {
    await stand.goOut();
    stand.showAnswer = hamlet;
    stand.lookUpAnswer = valid;
    await stand.desk.refresh();
    expect(stand.desk.state.outSinceMs).toBeUndefined();
    expect((await stand.desk.check(card)).outcome).toBe('admissible');
  });
});

describe('a desk with leased tickets', () => {
  beforeEach(() => stand.reopen({ leaseTickets: 2, maxUnconfirmed: 0 }));

  it('requested them while there was a network', () => {
    expect(stand.desk.state).toMatchObject({ leased: 2, unconfirmed: 0 });
  });
  it('counts its own tickets as free', async () => {
    stand.lookUpAnswer = { ...valid, show: { ...hamlet, taken: 8, leased: 2 } };
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'admissible', remaining: 2 });
  });
  it('gives them out in an outage, and nothing beyond', async () => {
    await stand.goOut();
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'provisional' });
    expect(await stand.admitted()).toMatchObject({ outcome: 'provisional', by: 'lease' });
    expect(await stand.admitted()).toMatchObject({ outcome: 'provisional', by: 'lease' });
    expect(stand.desk.state).toMatchObject({ leased: 0, unconfirmed: 0, pending: 2 });
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'undecided', cause: 'registry/unreachable' });
  });
  it('returns them if the registry recalls them', async () => {
    const { lease } = await stand.storage.capacity(hamlet.id);
    const id = lease?.id ?? '';
    stand.journalAnswer = { leases: [{ id, showId: hamlet.id, state: 'open', granted: 2, recall: true }] };
    await stand.desk.refresh();
    await settled();
    expect(stand.returned).toEqual([id]);
    expect(stand.desk.state.leased).toBe(0);
  });
});

describe('a desk whose lease request is in flight', () => {
  it('counts its tickets as free even before the lease arrives, but not those of other devices', async () => {
    stand.leaseAnswer = 'never';
    stand.showAnswer = { ...hamlet, capIsHard: true, taken: 5, leased: 3 };
    await stand.reopen({ leaseTickets: 2 });
    const leased = { ...hamlet, capIsHard: true, taken: 5, leased: 5 };
    stand.lookUpAnswer = { ...valid, show: leased };
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'admissible', remaining: 2 });
    expect(stand.desk.state).toMatchObject({ leased: 0, show: { taken: 5, leased: 3 } });
  });
  it('repeats a refused request with the lease once that was granted', async () => {
    let come = () => {};
    stand.leaseAnswer = new Promise<void>((resolve) => (come = resolve));
    await stand.reopen({ leaseTickets: 2 });
    const verdict = stand.admitted();
    await settled();
    stand.only().answer(soldOut);
    await settled();
    expect(stand.open).toEqual([]);
    come();
    await settled();
    const { lease } = await stand.storage.capacity(hamlet.id);
    expect(stand.only().sent?.leaseId).toBe(lease?.id);
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed' });
  });
  it('refuses the visit if the lease is never granted', async () => {
    stand.leaseAnswer = error('registry/unreachable');
    await stand.reopen({ leaseTickets: 2 });
    const verdict = stand.admitted();
    await settled();
    stand.only().answer(soldOut);
    expect(await verdict).toMatchObject({ outcome: 'refused' });
    expect(stand.open).toEqual([]);
  });
});

describe('a party that needs both free and leased tickets', () => {
  const oneFree = { ...soldOut, refusal: { ...soldOut.refusal, remaining: 1 } };
  beforeEach(() => stand.reopen({ leaseTickets: 1 }));

  it('is requested again after the lease was returned', async () => {
    const verdict = stand.admitted(1);
    await settled();
    stand.only().answer(oneFree);
    await settled();
    expect(stand.returned).toHaveLength(1);
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed' });
    expect(stand.desk.state.leased).toBe(0);
  });
  it('is refused without a third request if other devices took the tickets', async () => {
    const verdict = stand.admitted(1);
    await settled();
    stand.only().answer(oneFree);
    await settled();
    stand.only().answer(soldOut);
    expect(await verdict).toMatchObject({ outcome: 'refused' });
    expect(stand.open).toEqual([]);
  });
  it('is refused at once if both together do not suffice', async () => {
    const verdict = stand.admitted(2);
    await settled();
    stand.only().answer(oneFree);
    expect(await verdict).toMatchObject({ outcome: 'refused' });
    expect(stand.returned).toEqual([]);
    expect(stand.desk.state.leased).toBe(1);
  });
});

describe('a party too large for the leased tickets', () => {
  it('is undecided with the number of people that would fit', async () => {
    await stand.reopen({ leaseTickets: 2, offline: 'deny' });
    await stand.goOut();
    const decision = await stand.desk.check(card);
    const tooMany = await stand.desk.admit([partOf(decision, 2)]);
    expect(tooMany).toEqual({ outcome: 'undecided', cause: 'registry/unreachable', room: 2 });
    expect(await stand.desk.admit([partOf(decision, 1)])).toMatchObject({ outcome: 'provisional', by: 'lease' });
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
    stand.showAnswer = show;
    stand.lookUpAnswer = { ...valid, show };
    await stand.reopen({ offline });
    const decision = await stand.desk.check('X000011986');
    await stand.goOut();
    expect(await stand.desk.check(card)).toMatchObject({ outcome });
    expect(await stand.desk.admit([partOf(decision, 0)])).toMatchObject({ outcome });
  });
});

describe('the warnings of a desk', () => {
  it('include what the registry reports about the journal', async () => {
    stand.journalAnswer = { missing: [3, 4], cloned: true };
    await stand.desk.refresh();
    await stand.desk.refresh();
    expect(stand.desk.state.warnings).toEqual([{ kind: 'cloned' }, { kind: 'missing', entries: 2 }]);
    stand.journalAnswer = {};
    await stand.desk.refresh();
    expect(stand.desk.state.warnings).toEqual([]);
  });
  it('include a loss until a person acknowledges it, and the loss is reported to the registry', async () => {
    const lost = { journal: '019a0000-0000-7000-8000-0000000000aa', seqHigh: 7, pending: 3 };
    let forgotten = 0;
    const storage: OutboxStorage = {
      ...stand.storage,
      identity: async () => ({ ...(await stand.storage.identity()), lost }),
      async forgetLoss() {
        forgotten += 1;
      },
    };
    await stand.reopen({ storage });
    expect(stand.desk.state.warnings).toEqual([{ kind: 'lost', entries: 3 }]);
    expect(stand.lost).toEqual([lost]);
    expect(forgotten).toBe(0);
    await stand.desk.acknowledgeLoss();
    expect(stand.desk.state.warnings).toEqual([]);
    expect(forgotten).toBe(1);
  });
  it('include a clock that is wrong by minutes', async () => {
    const date = new Date(stand.world.environment.now() + 600_000).toUTCString();
    const fetch = async () => new Response('', { status: 503, headers: { date } });
    await stand.desk.close();
    stand.begin({
      registry: 'https://registry.example',
      token: 't',
      environment: { ...stand.world.environment, fetch },
    });
    await settled();
    // The header has whole seconds: half a second is added, then rounded to a whole one.
    expect(stand.desk.state.warnings).toEqual([{ kind: 'clock-wrong', byMs: 601_000 }]);
  });
});

describe('the health of a desk', () => {
  it('counts pending entries with their age, and contains no card data', async () => {
    await stand.provisional();
    const health = await stand.desk.health();
    const { journal } = await stand.storage.identity();
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
    await stand.provisional();
    const file = await stand.desk.exportOutbox();
    const { journal } = await stand.storage.identity();
    const other = new DeskStand();
    await settled();
    expect(await other.desk.importOutbox(file)).toBe(1);
    expect(await other.desk.importOutbox(file)).toBe(0);
    await settled();
    expect(other.only().batch).toMatchObject({
      adopted: [{ journal, seq: 1 }],
      entries: [{ what: 'report', visit: { usages: [{ card }] }, leaseId: null }],
    });
    other.only().answer(counted);
    await settled();
    expect(other.desk.state.pending).toBe(0);
    await other.desk.close();
  });
  it('throws `config/invalid` on import of another file', async () => {
    await expect(stand.desk.importOutbox('{"kind":"shopping-list"}')).rejects.toMatchObject({ code: 'config/invalid' });
  });
});

describe('`sendNow`', () => {
  it('sends pending entries now', async () => {
    await stand.provisional();
    stand.only().fail(error('registry/forbidden'));
    await settled();
    expect(stand.open).toEqual([]);
    stand.desk.sendNow();
    await settled();
    expect(stand.only().what).toBe('report');
  });
});

describe('a desk that listens for news', () => {
  beforeEach(() => stand.reopen({ leaseTickets: 2 }));
  /** The registry's last answer, and the next request. */
  const next = () => {
    const asked = stand.news.at(-1);
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
    const { lease } = await stand.storage.capacity(hamlet.id);
    if (lease === undefined) throw new Error('There is no lease.');
    const { id, showId } = lease;
    next().answer({ stamp: '1.0', leases: [{ id, showId, state: 'open', granted: 2, recall: true }] });
    await settled();
    expect(stand.returned).toEqual([id]);
    expect(stand.desk.state.leased).toBe(0);
  });
  it('ignores news older than another answer, and starts again without a stamp', async () => {
    next().answer({ stamp: '1.0' });
    await settled();
    // A card is looked up during the request for news, so that answer is newer.
    const newer = { ...hamlet, taken: 7 };
    stand.lookUpAnswer = { ...valid, show: newer };
    await stand.desk.check(card);
    next().answer({ stamp: '1.1' });
    await settled();
    expect(stand.desk.state.show?.taken).toBe(7);
    expect(next().since).toBeUndefined();
  });
  it('does not poll a registry that does not wait for news', async () => {
    next().answer({ stamp: '1.0' });
    await settled();
    next().answer({ stamp: '1.0' });
    await settled();
    const asked = stand.news.length;
    await stand.world.pass(4_000);
    expect(stand.news).toHaveLength(asked);
    await stand.desk.refresh();
    await settled();
    expect(stand.news).toHaveLength(asked + 1);
  });
});

describe('`leaseTickets: auto`', () => {
  it('requests a lease with the first card if the storage outlives the process', async () => {
    const tomorrow = { ...hamlet, startsAt: '2026-05-16T19:00:00+03:00' };
    stand.showAnswer = tomorrow;
    stand.lookUpAnswer = { ...valid, show: tomorrow };
    await stand.reopen({ leaseTickets: 'auto', storage: { ...stand.storage, isDurable: true } });
    expect(stand.desk.state.leased).toBe(0);
    await stand.desk.check(card);
    await settled();
    expect(stand.desk.state.leased).toBe(5);
  });
  it('requests none for a storage in memory', async () => {
    await stand.reopen({ leaseTickets: 'auto' });
    await stand.desk.check(card);
    await stand.desk.refresh();
    await settled();
    expect(stand.desk.state.leased).toBe(0);
  });
});

describe('a lease', () => {
  beforeEach(() => stand.reopen({ leaseTickets: 2 }));
  const leaseId = async () => (await stand.storage.capacity(hamlet.id)).lease?.id;

  it('is returned when the desk closes', async () => {
    const id = await leaseId();
    await stand.desk.close();
    await settled();
    expect(stand.returned).toEqual([id]);
    expect(await leaseId()).toBeUndefined();
  });
  it('is returned when the page closes, unless an entry is pending', async () => {
    const id = await leaseId();
    stand.world.leavePage();
    await settled();
    expect(stand.returned).toEqual([id]);
  });
  it('is kept by a device that goes offline on purpose', async () => {
    const id = await leaseId();
    expect(await stand.desk.goOffline()).toBe(2);
    expect(stand.keptLeases).toEqual([id]);
    stand.world.leavePage();
    await stand.desk.close();
    await settled();
    expect(stand.returned).toEqual([]);
    expect(await leaseId()).toBe(id);
  });
});
