import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, reserved, valid } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled } from '../../../test/client/world.ts';
import type { VisitPart } from './verdict.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('a visit', () => {
  const other = 'A999005458';
  const agreed = { agreed: false };

  /** A worker's card with clients, and two customers' cards. */
  async function group(clients = 1): Promise<VisitPart[]> {
    const decisions = await Promise.all(['Y110029399', card, other].map((text) => fixture.desk.check(text)));
    return decisions.map((decision, at) => partOf(decision, at === 0 ? clients : 0));
  }

  it('is planned synchronously, with its people and the tickets available', async () => {
    const parts = await group();
    expect(fixture.desk.plan(parts, agreed)).toEqual({
      ...{ outcome: 'ready', people: 4, tickets: 4, remaining: 10, withTicket: [] },
    });
    expect(fixture.desk.plan(parts.slice(1), agreed)).toMatchObject({ outcome: 'ready', people: 2 });
  });
  it('counts a worker and a client with a reservation when one ticket is left (regression: the worker’s card was refused)', async () => {
    const oneLeft = { ...hamlet, cap: 10, taken: 9 };
    fixture.showAnswer = oneLeft;
    await fixture.desk.refresh();
    fixture.lookUpAnswer = { ...valid, show: oneLeft };
    const worker = await fixture.desk.check('Y110029399');
    fixture.lookUpAnswer = { ...valid, show: oneLeft, earlier: { ...reserved, minors: 0 } };
    const client = await fixture.desk.check(card);
    expect([worker.outcome, client.outcome]).toEqual(['admissible', 'admissible']);
    const parts = [partOf(worker), partOf(client)];
    expect(fixture.desk.plan(parts, agreed)).toEqual({
      ...{ outcome: 'ready', people: 2, tickets: 2, remaining: 2, withTicket: [] },
    });
    const verdict = fixture.desk.admit(parts, agreed);
    await settled();
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{}, {}], people: 2 });
  });
  it('is planned with the last known state of the show', async () => {
    const parts = await group();
    fixture.showAnswer = { ...hamlet, taken: 7 };
    await fixture.desk.refresh();
    expect(fixture.desk.plan(parts, agreed)).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'cap-reached', remaining: 3 },
      at: null,
    });
  });
  it('is refused if a worker comes alone, a card occurs twice, or a large group has no agreement', async () => {
    const parts = await group(0);
    const [worker, first] = parts;
    if (worker === undefined || first === undefined) throw new Error('There should be three parts.');
    const reason = (some: readonly VisitPart[], options = agreed) => {
      const plan = fixture.desk.plan(some, options);
      return plan.outcome === 'refused' ? [plan.refusal.reason, plan.at] : plan.outcome;
    };
    expect(reason([worker])).toEqual(['community-card-alone', 0]);
    expect(reason([worker, first])).toBe('ready');
    expect(reason([first, first])).toEqual(['card-twice-in-visit', 1]);
    expect(reason([{ ...worker, minors: 5 }])).toEqual(['group-not-agreed', null]);
    expect(reason([{ ...worker, minors: 5 }], { agreed: true })).toBe('ready');
  });
  it('is requested and confirmed as a whole', async () => {
    const verdict = fixture.desk.admit(await group(), agreed);
    await settled();
    const { what, visitId, visit } = fixture.onlyRequest();
    expect(what).toBe('request');
    expect(visit).toMatchObject({
      showId: hamlet.id,
      how: 'sold',
      takenAt: '2026-05-15T16:00:00.000Z',
      usages: [
        { card: 'Y110029399', minors: 1 },
        { card, minors: 0 },
        { card: other, minors: 0 },
      ],
    });
    expect(visit).not.toHaveProperty('agreed');
    fixture.onlyRequest().answer({ ...counted, flags: ['cap-reached'] } as typeof counted);
    expect(await verdict).toMatchObject({
      outcome: 'confirmed',
      visitId,
      usages: visit?.usages.map(({ id, minors }) => ({ usageId: id, minors })),
      people: 4,
      flags: ['cap-reached'],
    });
  });
  it('is refused without a request if its plan refuses', async () => {
    const [worker] = await group(0);
    const verdict = await fixture.desk.admit(worker === undefined ? [] : [worker], agreed);
    expect(verdict).toMatchObject({ outcome: 'refused', refusal: { reason: 'community-card-alone' } });
    expect(fixture.open).toEqual([]);
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('is provisional, pending and voided as a whole if the registry does not respond', async () => {
    const verdict = fixture.desk.admit(await group(), agreed);
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    const recorded = await verdict;
    expect(recorded).toMatchObject({
      outcome: 'provisional',
      usages: [{}, {}, {}],
      people: 4,
      cause: 'registry/unreachable',
    });
    expect(fixture.desk.state.pending).toBe(1);
    await settled();
    expect(fixture.onlyRequest()).toMatchObject({ what: 'report', visit: { usages: [{}, {}, {}] } });
    const visitId = recorded.outcome === 'provisional' ? recorded.visitId : '';
    const undone = fixture.desk.void(visitId);
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    expect(fixture.onlyRequest()).toMatchObject({ what: 'void', visitId: visitId });
    fixture.onlyRequest().answer(counted);
    await undone;
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('is provisional if one card could not be looked up', async () => {
    const parts = await group();
    fixture.lookUpAnswer = error('registry/unreachable');
    const unseen = await fixture.desk.check('X000011986');
    if (unseen.outcome !== 'provisional') throw new Error('The decision should be provisional.');
    fixture.showAnswer = { ...hamlet, taken: 10 };
    await fixture.desk.refresh();
    const plan = fixture.desk.plan([...parts, { decision: unseen, minors: 1 }], { agreed: true });
    expect(plan).toEqual({
      ...{ outcome: 'provisional', people: 6, tickets: 6, withTicket: [] },
      cause: 'registry/unreachable',
    });
    // Rules that need no registry still apply.
    expect(fixture.desk.plan([...parts, { decision: unseen, minors: 1 }], agreed)).toMatchObject({
      refusal: { reason: 'group-not-agreed' },
    });
    await fixture.reopen({ maxUnconfirmed: 0 });
    expect(fixture.desk.plan([{ decision: unseen, minors: 0 }], agreed)).toMatchObject({ outcome: 'undecided' });
  });
  it('throws `config/invalid` for wrongly combined parts', async () => {
    const parts = await group();
    const [worker] = parts;
    if (worker === undefined) throw new Error('There should be three parts.');
    const mistakes = [[], [{ ...worker, minors: -1 }], [{ ...worker, minors: 100 }], Array(51).fill(worker)];
    for (const mistake of mistakes) {
      expect(() => fixture.desk.plan(mistake, agreed)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
      await expect(fixture.desk.admit(mistake, agreed)).rejects.toMatchObject({ code: 'config/invalid' });
    }
  });
  it('has people and masked cards, but no code, on the review list after a restart', async () => {
    void fixture.desk.admit(await group(), agreed).catch(() => {});
    await settled();
    const { visit } = fixture.onlyRequest();
    await fixture.desk.close();
    for (const { seq, stage } of await fixture.storage.entries()) await fixture.storage.change(seq, stage, null);
    if (visit === undefined) throw new Error('The visit should be requested.');
    await fixture.storage.append({ stage: 'request', visit, owner: 'gone' });
    fixture.start();
    await settled();
    expect(fixture.desk.state.review).toMatchObject([
      { cards: 3, minors: 1, maskedCard: 'Y1…399', why: 'interrupted' },
    ]);
    for (const code of [card, other]) expect(JSON.stringify(fixture.desk.state)).not.toContain(code);
  });
});
