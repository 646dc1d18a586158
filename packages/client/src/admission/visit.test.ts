import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyParty, anyQuestion, anyVisit, cardCode, reordered } from '../../../../test/cases/arbitraries.ts';
import { ticketsOf } from './cap.ts';
import { decideAdmission } from './decide.ts';
import type { VisitMember, VisitQuestion } from './facts.ts';
import { refusalOrder } from './rules.ts';
import { decideVisit, visitRefusals } from './visit.ts';

const runs = { numRuns: 2000 };

const plain: VisitMember = {
  code: cardCode('A045198723'),
  card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 2 },
  earlier: null,
  minors: 0,
};
const visit: VisitQuestion = {
  members: [plain],
  show: {
    id: 'hamlet',
    name: 'Hamlet',
    venue: 'Kaupunginteatteri',
    kind: 'performance',
    startsAt: '2026-05-15T19:00:00+03:00',
    seats: 200,
    cap: 10,
    taken: 0,
    reservationOpens: 'at-once',
    redemptionOpensMin: null,
  },
  how: 'door',
  agreed: true,
  atMs: Date.parse('2026-05-15T15:45:00Z'),
};

describe('`decideVisit` for any members (property)', () => {
  it('returns the same each time, in any order of the facts', () => {
    fc.assert(
      fc.property(anyVisit, (question) => {
        expect(decideVisit(reordered(question))).toEqual(decideVisit(question));
      }),
      runs,
    );
  });

  it('returns the same outcome for any order of the cards', () => {
    const shuffled = anyVisit.chain((question) =>
      fc
        .shuffledSubarray([...question.members], { minLength: question.members.length })
        .map((members) => [question, { ...question, members }] as const),
    );
    fc.assert(
      fc.property(shuffled, ([question, other]) => {
        const [one, two] = [decideVisit(question), decideVisit(other)];
        if (one.outcome === 'admissible') expect(two).toEqual(one);
        // The reason is the same too. Only the member depends on the order.
        else expect(two.outcome === 'refused' && two.refusal.reason).toBe(one.refusal.reason);
      }),
      runs,
    );
  });

  it('agrees with `decideAdmission` for one card, if a group of its size has agreement', () => {
    fc.assert(
      fc.property(anyQuestion, anyParty, ({ show, how, atMs, ...card }, { minors }) => {
        const single = decideAdmission({ ...card, show, how, atMs, agreed: true }, { minors });
        const whole = decideVisit({ members: [{ ...card, minors }], show, how, atMs, agreed: true });
        expect(whole.outcome).toBe(single.outcome === 'has-ticket' ? 'admissible' : single.outcome);
        if (single.outcome === 'refused') expect(whole).toMatchObject({ refusal: single.refusal });
        else if (single.outcome === 'has-ticket') expect(whole).toMatchObject({ tickets: 0, withTicket: [0] });
        else expect(whole).toMatchObject({ people: 1 + minors, remaining: single.remaining });
      }),
      runs,
    );
  });

  it('admits only if each card is admitted, except a worker who is not alone', () => {
    fc.assert(
      fc.property(anyVisit, (question) => {
        if (decideVisit(question).outcome === 'refused') return;
        const { show, how, atMs } = question;
        for (const { minors, ...card } of question.members) {
          const single = decideAdmission({ ...card, show: { ...show, cap: null }, how, atMs }, { minors });
          if (single.outcome === 'refused') expect(single.refusal.reason).toBe('community-card-alone');
        }
      }),
      runs,
    );
  });

  it('never takes the count of tickets above the cap, nor further above it', () => {
    fc.assert(
      fc.property(anyVisit, (question) => {
        const admission = decideVisit(question);
        const { cap, taken } = question.show;
        if (admission.outcome === 'refused' || cap === null) return;
        const redeemed = question.members.reduce(
          (sum, { earlier }) => sum + (earlier ? ticketsOf(earlier, question.show) : 0),
          0,
        );
        expect(admission.tickets).toBeLessThanOrEqual(admission.remaining ?? 0);
        expect(taken - redeemed + admission.tickets).toBeLessThanOrEqual(Math.max(cap, taken));
      }),
      runs,
    );
  });

  it('never admits after one more inadmissible card, nor beyond the cap', () => {
    fc.assert(
      fc.property(anyVisit, fc.nat(5), (question, more) => {
        if (decideVisit(question).outcome === 'admissible') return;
        const barred: VisitMember = { ...plain, card: { registered: false } };
        const fuller = { ...question, show: { ...question.show, taken: question.show.taken + more } };
        expect(decideVisit({ ...question, members: [...question.members, barred] }).outcome).toBe('refused');
        expect(decideVisit(fuller).outcome).toBe('refused');
        expect(decideVisit({ ...question, agreed: false }).outcome).toBe('refused');
      }),
      runs,
    );
  });

  it('returns all refusals in order of precedence, and for one reason the first member first', () => {
    fc.assert(
      fc.property(anyVisit, (question) => {
        const places = visitRefusals(question).map(
          ({ refusal, member }) => refusalOrder.indexOf(refusal.reason) * 100 + (member ?? 99),
        );
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }),
      runs,
    );
  });
});

describe('a visit', () => {
  it('without members is refused', () => {
    expect(decideVisit({ ...visit, members: [] })).toMatchObject({ refusal: { reason: 'unknown-rule' }, member: null });
  });
  it.each([Number.NaN, 0.5, -1, Number.POSITIVE_INFINITY])('with %s minors is refused', (minors) => {
    expect(decideVisit({ ...visit, members: [{ ...plain, minors }] }).outcome).toBe('refused');
  });
  it('of more than five people needs agreement, counting those with tickets', () => {
    const sold = { usageId: 'u', how: 'sold', minors: 1, recordedAt: '2026-05-14T09:00:00Z' } as const;
    const members = [
      { ...plain, code: cardCode('Y110029399'), minors: 3 },
      { ...plain, earlier: sold },
    ];
    const question = { ...visit, members, agreed: false };
    expect(decideVisit(question)).toMatchObject({ refusal: { reason: 'group-not-agreed', people: 6 }, member: null });
    expect(decideVisit({ ...question, agreed: true })).toMatchObject({ people: 6, tickets: 4, withTicket: [1] });
    // Recording all of them would record a second usage of one.
    expect(visitRefusals(question)[0]).toMatchObject({ refusal: { reason: 'already-recorded' }, member: 1 });
  });
  it('has the tickets that still fit in its refusal, so that a part can be recorded', () => {
    const family = { ...plain, minors: 2 };
    const question = { ...visit, members: [family], show: { ...visit.show, taken: 8 } };
    expect(decideVisit(question)).toMatchObject({ refusal: { reason: 'cap-reached', cap: 10, remaining: 2 } });
    expect(decideVisit({ ...question, members: [{ ...plain, minors: 1 }] }).outcome).toBe('admissible');
  });
});
