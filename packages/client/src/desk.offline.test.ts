import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, valid } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled } from '../../../test/client/world.ts';
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
    await fixture.world.pass(750);
    expect(next().since).toBe('1.0');
  });
  it('pauses between two requests, even if each answer brings news', async () => {
    const before = fixture.news.length;
    for (const stamp of ['1.0', '1.1', '1.2', '1.3']) {
      next().answer({ stamp });
      await settled();
    }
    expect(fixture.news).toHaveLength(before);
    await fixture.world.pass(750);
    expect(fixture.news).toHaveLength(before + 1);
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
  it('keeps its tickets if the news are from before their grant', async () => {
    next().answer({ stamp: '1.0', leases: [] });
    await settled();
    expect(fixture.returned).toEqual([]);
    expect(fixture.desk.state.leased).toBe(2);
  });
  it('ignores news older than another answer, and starts again without a stamp', async () => {
    next().answer({ stamp: '1.0' });
    await fixture.world.pass(750);
    // A card is looked up during the request for news, so that answer is newer.
    const newer = { ...hamlet, taken: 7 };
    fixture.lookUpAnswer = { ...valid, show: newer };
    await fixture.desk.check(card);
    next().answer({ stamp: '1.1' });
    await settled();
    expect(fixture.desk.state.show?.taken).toBe(7);
    await fixture.world.pass(750);
    expect(next().since).toBeUndefined();
  });
  it('does not poll a registry that does not wait for news', async () => {
    next().answer({ stamp: '1.0' });
    await fixture.world.pass(750);
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
