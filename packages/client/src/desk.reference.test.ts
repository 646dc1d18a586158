import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, valid } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../test/client/world.ts';
import type { Registry } from './registry/registry.ts';
import { visitIdOf } from './usage/reference.ts';
import type { Acknowledgement, VisitPart } from './verdict.ts';

const reference = 'netticket:4711-2';
let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

async function basket(...minors: number[]): Promise<VisitPart[]> {
  const texts = [card, 'A999005458', 'X000011986'];
  return Promise.all(minors.map(async (number, at) => partOf(await fixture.desk.check(texts[at] ?? ''), number)));
}

describe('a reference', () => {
  it('determines the ids of the visit and its usages, the same on every device', async () => {
    void fixture.desk.admit(await basket(0, 1), { reference, metadata: { line: '2' } });
    await settled();
    const { visit } = fixture.onlyRequest();
    expect(visit).toMatchObject({ id: visitIdOf(hamlet.id, reference), reference, metadata: { line: '2' } });
    const other = new DeskFixture();
    await settled();
    void other.desk.admit(await basket(0, 1), { reference });
    await settled();
    expect(other.onlyRequest().visit?.usages).toEqual(visit?.usages);
    await other.desk.close();
  });
  it('gives another id for another show', () => {
    expect(visitIdOf('macbeth', reference)).not.toBe(visitIdOf('hamlet', reference));
  });
  it('is the same for composed and decomposed letters', () => {
    expect(visitIdOf('hamlet', 'a\u0308')).toBe(visitIdOf('hamlet', 'ä'));
  });
  it('returns the first result, with one entry, if recorded twice while the first is pending', async () => {
    const parts = await basket(0, 1);
    const first = fixture.desk.admit(parts, { reference });
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    const recorded = await first;
    expect(recorded).toMatchObject({ outcome: 'provisional', visitId: visitIdOf(hamlet.id, reference) });
    await fixture.reopen();
    expect(await fixture.desk.admit(parts, { reference })).toEqual(recorded);
    expect(await fixture.storage.entries()).toHaveLength(1);
  });
  it('sends one request if recorded twice at the same moment', async () => {
    const parts = await basket(0);
    const both = [fixture.desk.admit(parts, { reference }), fixture.desk.admit(parts, { reference })];
    await settled();
    fixture.onlyRequest().answer(counted);
    const [first, second] = await Promise.all(both);
    expect(second).toEqual(first);
  });
  it('repeats the request after a crash, with the same answer', async () => {
    const parts = await basket(0);
    void fixture.desk.admit(parts, { reference }).catch(() => {});
    await settled();
    const lost = fixture.onlyRequest().visit;
    const other = new DeskFixture();
    await settled();
    const verdict = other.desk.admit(parts, { reference });
    await settled();
    expect(other.onlyRequest().visit).toMatchObject({ id: lost?.id, usages: lost?.usages });
    other.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', visitId: lost?.id });
    await other.desk.close();
  });
  describe.each(['online', 'offline'])('with other cards throws `idempotency/mismatch` %s', (link) => {
    const other = async () => {
      const parts = await basket(0, 1);
      if (link === 'offline') await fixture.loseNetwork();
      return expect(fixture.desk.admit(parts, { reference })).rejects.toMatchObject({
        ...{ code: 'idempotency/mismatch', retryable: false },
      });
    };
    it('during the request for the first visit', async () => {
      void fixture.desk.admit(await basket(0), { reference });
      await settled();
      await other();
      expect(fixture.onlyRequest().visit?.usages).toHaveLength(1);
    });
    it('while the first visit is pending', async () => {
      void fixture.desk.admit(await basket(0), { reference });
      await settled();
      fixture.onlyRequest().fail(error('registry/unreachable'));
      await settled();
      await other();
    });
    it('while the first visit is unanswered', async () => {
      await fixture.reopen({ maxUnconfirmed: 0 });
      void fixture.desk.admit(await basket(0), { reference });
      await settled();
      fixture.onlyRequest().fail(error('registry/unreachable'));
      await settled();
      await other();
      expect(fixture.desk.state.review).toMatchObject([{ why: 'unanswered' }]);
    });
    it('after the registry was found to have another visit', async () => {
      const parts = await basket(0, 1);
      void fixture.desk.admit(parts, { reference });
      await settled();
      fixture.onlyRequest().fail(error('registry/unreachable'));
      await settled();
      fixture.onlyRequest().fail(error('idempotency/mismatch', false));
      await settled();
      expect(fixture.desk.state.review).toMatchObject([{ why: 'idempotency/mismatch' }]);
      await other();
    });
  });
  it('stays voided after a void', async () => {
    const parts = await basket(0);
    void fixture.desk.admit(parts, { reference });
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    void fixture.desk.void(visitIdOf(hamlet.id, reference));
    await settled();
    const voided = { code: 'desk/voided-visit', retryable: false };
    await expect(fixture.desk.admit(parts, { reference })).rejects.toMatchObject(voided);
    // The report in flight, then the void.
    for (const what of ['report', 'void']) {
      expect(fixture.onlyRequest().what).toBe(what);
      fixture.onlyRequest().answer(counted);
      await settled();
    }
    const verdict = fixture.desk.admit(parts, { reference });
    const rejected = expect(verdict).rejects.toMatchObject(voided);
    await settled();
    fixture.onlyRequest().answer({ outcome: 'voided', show: hamlet });
    await rejected;
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('is requested once if refused, even if returning the lease would free tickets', async () => {
    await fixture.reopen({ leaseTickets: 3 });
    await fixture.desk.refresh();
    fixture.lookUpAnswer = { ...valid, show: { ...hamlet, leased: 3 } };
    const verdict = fixture.desk.admit(await basket(0), { reference });
    await settled();
    fixture.onlyRequest().answer(soldOut);
    expect((await verdict).outcome).toBe('refused');
    expect(fixture.open).toEqual([]);
  });
  it.each([
    [{ reference: '' }],
    [{ reference: 'a'.repeat(101) }],
    [{ reference: 'a\u0000b' }],
    [{ metadata: { Line: '2' } }],
    [{ metadata: { line: 'a'.repeat(101) } }],
    [{ metadata: Object.fromEntries(Array.from({ length: 11 }, (_, nth) => [`key${nth}`, ''])) }],
  ])('throws `config/invalid` for an invalid reference or metadata: %#', async (options) => {
    await expect(fixture.desk.admit(await basket(0), options)).rejects.toMatchObject({ code: 'config/invalid' });
    expect(fixture.open).toEqual([]);
  });
});

describe('a reference with an unanswered request', () => {
  const visitId = visitIdOf(hamlet.id, reference);

  it('is requested again and not voided after a restart, because a void could hit another device’s sale', async () => {
    const parts = await basket(0, 1);
    void fixture.desk.admit(parts, { reference }).catch(() => {});
    await settled();
    const { visit } = fixture.onlyRequest();
    await fixture.desk.close();
    for (const { seq, stage } of await fixture.storage.entries()) await fixture.storage.change(seq, stage, null);
    if (visit === undefined) throw new Error('The visit should be requested.');
    await fixture.storage.append({ stage: 'request', visit, owner: 'gone' });
    fixture.start();
    await settled();
    expect(fixture.open).toEqual([]);
    expect(fixture.desk.state).toMatchObject({ pending: 0, voiding: 0, review: [{ visitId, why: 'unanswered' }] });
    const verdict = fixture.desk.admit(parts, { reference });
    await settled();
    expect(fixture.onlyRequest()).toMatchObject({ what: 'request', visitId });
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', visitId });
    expect(await fixture.storage.entries()).toEqual([]);
    expect(fixture.desk.state.review).toEqual([]);
  });
  it.each([
    ['counted', 'report', 'counted'],
    ['voided', 'void', 'voided'],
    ['refused', 'request', 'refused'],
  ] as const)('leaves the review list if `find` gets %s from the registry', async (outcome, sent, shown) => {
    const look = { outcome, recordedAt: '2026-05-15T16:00:00Z', usages: [], show: hamlet };
    const registry: Registry = { ...fixture.registry(), find: async () => look };
    const { open } = fixture;
    await fixture.reopen({ registry, maxUnconfirmed: 0 });
    fixture.open = open;
    const events: Acknowledgement[] = [];
    fixture.desk.subscribe((_, settled) => events.push(...settled));
    void fixture.desk.admit(await basket(0), { reference });
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    expect(fixture.desk.state.review).toMatchObject([{ why: 'unanswered' }]);
    const found = fixture.desk.find({ reference });
    await settled();
    // Its number is delivered even if the request of another device was the refused one.
    expect(fixture.onlyRequest()).toMatchObject({ what: sent, visitId });
    if (sent === 'request') expect(fixture.onlyRequest().sent?.origin.seq).toBe(1);
    fixture.onlyRequest().answer(sent === 'request' ? soldOut : counted);
    await settled();
    expect(await found).toMatchObject({ standing: outcome });
    expect(fixture.desk.state.review).toEqual([]);
    expect(events).toMatchObject([{ visitId, outcome: shown, ...(outcome !== 'voided' && { reference }) }]);
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('keeps its number when it is requested again', async () => {
    await fixture.reopen({ maxUnconfirmed: 0 });
    const parts = await basket(0);
    const first = fixture.desk.admit(parts, { reference });
    await settled();
    const before = fixture.onlyRequest().sent;
    fixture.onlyRequest().fail(error('registry/unreachable'));
    expect(await first).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
    void fixture.desk.admit(parts, { reference });
    await settled();
    expect(fixture.onlyRequest().sent?.origin.seq).toBe(before?.origin.seq);
  });
  it('can be voided, permanently', async () => {
    await fixture.reopen({ maxUnconfirmed: 0 });
    const parts = await basket(0);
    void fixture.desk.admit(parts, { reference });
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    const undone = fixture.desk.void(visitId);
    await settled();
    expect(fixture.onlyRequest()).toMatchObject({ what: 'void', visitId });
    fixture.onlyRequest().answer(counted);
    expect(await undone).toEqual({ outcome: 'voided' });
  });
  it('does not affect another visit recorded under it', async () => {
    const verdict = fixture.desk.admit(await basket(0), { reference });
    await settled();
    const rejected = expect(verdict).rejects.toMatchObject({ code: 'idempotency/mismatch', retryable: false });
    fixture.onlyRequest().fail(error('idempotency/mismatch', false));
    await rejected;
    expect(fixture.open).toEqual([]);
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('stays unanswered on a device that imports the outbox', async () => {
    await fixture.reopen({ maxUnconfirmed: 0 });
    void fixture.desk.admit(await basket(0), { reference });
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    const file = await fixture.desk.exportOutbox();
    const other = new DeskFixture();
    await settled();
    expect(await other.desk.importOutbox(file)).toBe(1);
    await settled();
    expect(other.open).toEqual([]);
    expect(other.desk.state.review).toMatchObject([{ visitId, why: 'unanswered' }]);
    await other.desk.close();
  });
});
