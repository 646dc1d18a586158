import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, valid } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled } from '../../../test/client/world.ts';
import type { Flag } from './admission/rules.ts';
import type { RecordAnswer } from './usage/answer.ts';
import type { Decision, OpenDecision, VisitPart } from './verdict.ts';

/** The clock shows 15 May 2026, 19.00 in Helsinki. */
const yesterday = '2026-05-14T19:05:00+03:00';
const takenAt = '2026-05-14T16:05:00.000Z';
const expired = { ...valid.card, validUntilOn: '2026-05-14' } as typeof valid.card;

const countedWith = (...flags: Flag[]) => ({ ...counted, flags }) as RecordAnswer;

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

async function open(text = card): Promise<OpenDecision> {
  const decision: Decision = await fixture.desk.check(text, { takenAt: yesterday });
  if (decision.outcome !== 'admissible' && decision.outcome !== 'provisional')
    throw new Error('The late entry should be recorded.');
  return decision;
}

describe('a visit from the paper form', () => {
  it('breaks no rule if it happened on the last day of validity and is entered the next morning', async () => {
    fixture.lookUpAnswer = { ...valid, card: expired };
    expect((await fixture.desk.check(card)).outcome).toBe('refused');
    expect(await open()).toMatchObject({ outcome: 'admissible', late: { takenAt, against: [] }, minors: { max: 2 } });
    expect(fixture.lookedUpAt).toEqual([undefined, takenAt]);
  });

  it('has the rules it breaks in its decision, and is not refused', async () => {
    const show = { ...hamlet, taken: hamlet.cap ?? 0 };
    fixture.lookUpAnswer = { ...valid, card: { ...expired, validUntilOn: '2026-05-13' } as typeof expired, show };
    const { late } = await open();
    expect(late?.against.map(({ reason }) => reason)).toEqual(['card-expired', 'cap-reached']);
  });

  it('breaks the rule `already-recorded` if the card has a ticket, and may be recorded at the door', async () => {
    await fixture.reopen({ recordsAs: 'door' });
    const usageId = '019a0000-0000-7000-8000-00000000eeee';
    const sold = { usageId, how: 'sold', minors: 1, recordedAt: '2026-05-13T15:00:00Z' } as const;
    fixture.lookUpAnswer = { ...valid, earlier: sold };
    const decision = await open();
    expect(decision.outcome).toBe('admissible');
    expect(decision.late?.against).toMatchObject([{ reason: 'already-recorded', how: 'sold', minors: 1 }]);
  });

  it('is sent as a report of its own moment', async () => {
    const verdict = fixture.desk.admit([partOf(await open(), 1)]);
    await settled();
    expect(fixture.modes).toEqual(['report']);
    expect(fixture.onlyRequest().visit).toMatchObject({ takenAt, usages: [{ card, minors: 1 }] });
    fixture.onlyRequest().answer(countedWith('late'));
    expect(await verdict).toMatchObject({ outcome: 'confirmed', takenAt, flags: ['late'] });
    expect(fixture.desk.state.review).toEqual([]);
  });

  it('may have children although the card is unregistered', async () => {
    fixture.lookUpAnswer = { ...valid, card: { registered: false } };
    const decision = await open();
    expect(decision).toMatchObject({ minors: { min: 0, max: 12 } });
    expect(decision.late?.against[0]).toMatchObject({ reason: 'card-unregistered' });
  });

  it('is stored in an outage even beyond the unconfirmed limit', async () => {
    await fixture.reopen({ maxUnconfirmed: 0 });
    await fixture.loseNetwork();
    const decision = await open();
    expect(decision).toMatchObject({ outcome: 'provisional', late: { takenAt, against: [] } });
    for (const minors of [0, 1]) {
      expect(await fixture.desk.admit([partOf(decision, minors)])).toMatchObject({ outcome: 'provisional', takenAt });
    }
    expect(fixture.desk.state.pending).toBe(2);
    expect((await fixture.desk.check('X000011986')).outcome).toBe('undecided');
  });

  it('has the rules known without the registry in its decision in an outage', async () => {
    fixture.showAnswer = { ...hamlet, kind: 'course' };
    await fixture.desk.refresh();
    fixture.lookUpAnswer = error('registry/unreachable');
    const { late, minors } = await open('Y110029399');
    expect([late?.against[0]?.reason, minors.min]).toEqual(['community-card-course', 1]);
  });

  it('does not change the show in the state of the desk', async () => {
    fixture.showAnswer = { ...hamlet, taken: 3 };
    await fixture.desk.refresh();
    fixture.lookUpAnswer = { ...valid, show: { ...hamlet, taken: 9 } };
    await open();
    expect(fixture.desk.state.show?.taken).toBe(3);
  });

  it.each([
    ['a moment in the future', '2026-05-16T19:00:00+03:00', 'config/invalid'],
    ['no instant', 'yesterday', 'config/invalid'],
    ['an empty moment', '', 'config/invalid'],
    ['a time without an offset', '2026-05-14T19:00', 'config/invalid'],
    ['a moment more than 14 days ago', '2026-05-01T18:59:00+03:00', 'desk/too-late'],
  ])('is rejected for %s', async (_, moment, code) => {
    await expect(fixture.desk.check(card, { takenAt: moment })).rejects.toMatchObject({ code, retryable: false });
    expect(fixture.lookedUpAt).toEqual([]);
  });

  it('may be 14 days old, or slightly in the future because clocks differ', async () => {
    expect((await fixture.desk.check(card, { takenAt: '2026-05-01T19:00:00+03:00' })).outcome).toBe('admissible');
    const ahead = await fixture.desk.check(card, { takenAt: '2026-05-15T19:04:00+03:00' });
    expect(ahead).toMatchObject({ late: { takenAt: '2026-05-15T16:00:00.000Z' } });
  });
});

describe('a visit from the paper form', () => {
  const agreed = { agreed: false };
  async function group(clients: number): Promise<VisitPart[]> {
    return [
      { decision: await open('Y110029399'), minors: clients },
      { decision: await open(), minors: 0 },
    ];
  }

  it('is recorded as a report of its moment even beyond the cap', async () => {
    fixture.lookUpAnswer = { ...valid, show: { ...hamlet, taken: hamlet.cap ?? 0 } };
    const parts = await group(2);
    const counts = { people: 4, tickets: 4, remaining: null, withTicket: [] };
    expect(fixture.desk.plan(parts, agreed)).toEqual({ outcome: 'ready', ...counts });
    const verdict = fixture.desk.admit(parts, agreed);
    await settled();
    expect(fixture.modes).toEqual(['report']);
    fixture.onlyRequest().answer(countedWith('cap-reached', 'late'));
    expect(await verdict).toMatchObject({ outcome: 'confirmed', takenAt, people: 4 });
  });

  it('is refused by its plan for what the clerk can correct: a worker alone, a large group', async () => {
    const [worker] = await group(0);
    const alone = worker === undefined ? [] : [worker];
    expect(fixture.desk.plan(alone, agreed)).toMatchObject({ refusal: { reason: 'community-card-alone' } });
    expect(fixture.desk.plan(await group(7), agreed)).toMatchObject({ refusal: { reason: 'group-not-agreed' } });
    expect(fixture.desk.plan(await group(7), { agreed: true }).outcome).toBe('ready');
  });

  it('may be of a worker alone if the clerk confirms a client inside', async () => {
    const [worker] = await group(0);
    if (worker === undefined) throw new Error('The worker should have a part.');
    const verdict = fixture.desk.admit([worker], { agreed: false, company: 'client-inside' });
    await settled();
    expect(fixture.modes).toEqual(['report']);
    expect(fixture.onlyRequest().visit).toMatchObject({
      takenAt,
      company: 'client-inside',
      usages: [{ card: 'Y110029399' }],
    });
    fixture.onlyRequest().answer(countedWith('late'));
    expect(await verdict).toMatchObject({ outcome: 'confirmed', takenAt, usages: [{}] });
  });

  it('has the same moment for all its cards', async () => {
    const [worker] = await group(1);
    const now = await fixture.desk.check(card);
    if (worker === undefined || now.outcome !== 'admissible') throw new Error('Both cards should be admissible.');
    expect(() => fixture.desk.plan([worker, { decision: now, minors: 0 }], agreed)).toThrow(/same `takenAt`/);
  });
});
