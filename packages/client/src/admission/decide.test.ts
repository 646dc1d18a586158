import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyHow,
  anyJunk,
  anyJunkQuestion,
  anyParty,
  anyQuestion,
  cardCode,
  reordered,
} from '../../../../test/cases/arbitraries.ts';
import { ticketsOf } from './cap.ts';
import { type Admission, decideAdmission, decideUnseen, refusalsOf } from './decide.ts';
import type { AdmissionQuestion, EarlierUsage, Party, ShowFacts, UsageHow } from './facts.ts';
import { refusalOrder } from './rules.ts';
import { tooLongOver } from './show-days.ts';

const runs = { numRuns: 2000 };
const anyAsked = fc.option(anyParty, { nil: undefined });

/** Changes of the facts that add a refusal and remove none. */
const worse: readonly ((question: AdmissionQuestion) => AdmissionQuestion)[] = [
  (question) => ({ ...question, card: { registered: false } }),
  ...(['inactive', 'barred', 'in-transfer'] as const).map(
    (status) => (question: AdmissionQuestion) => ofCard(question, { status }),
  ),
  (question) => ofCard(question, { validUntilOn: '2020-01-01' }),
  (question) => ofCard(question, { minors: 0 }),
  (question) => ({
    ...question,
    earlier: { usageId: 'u', how: 'door', minors: 0, recordedAt: '2024-04-15T09:00:00Z' },
  }),
  (question) => ({ ...question, show: { ...question.show, taken: question.show.taken + 1 } }),
  (question) => ({ ...question, show: { ...question.show, cap: Math.min(question.show.cap ?? 12, 2) } }),
  (question) => ({ ...question, show: { ...question.show, cap: 0 } }),
  (question) => ({ ...question, show: { ...question.show, reservationOpens: 'month-before' } }),
  // Course places have no redemption window, and no course is too long over: the rules would not look at these
  // facts of a show.
  (question) =>
    question.show.redemptionOpensMin === null && tooLongOver(question.show, question.atMs) === undefined
      ? { ...question, show: { ...question.show, kind: 'course' } }
      : question,
  (question) => ({ ...question, show: { ...question.show, redemptionOpensMin: 0 } }),
];

function ofCard(question: AdmissionQuestion, facts: object): AdmissionQuestion {
  return question.card.registered === true ? { ...question, card: { ...question.card, ...facts } } : question;
}

describe('`decideAdmission` for any facts (property)', () => {
  it('returns the same each time, in any order of the facts', () => {
    fc.assert(
      fc.property(anyQuestion, anyAsked, (question, party) => {
        expect(decideAdmission(reordered(question), party)).toEqual(decideAdmission(question, party));
      }),
      runs,
    );
  });

  it('never throws, and admits nothing with malformed facts', () => {
    const anyJunkParty = fc.record({ minors: anyJunk }) as fc.Arbitrary<Party>;
    fc.assert(
      fc.property(
        anyJunkQuestion,
        fc.option(fc.oneof(anyParty, anyJunkParty), { nil: undefined }),
        (question, party) => {
          const admission = decideAdmission(question, party);
          if (admission.outcome === 'refused') return;
          if (question.card.registered !== 'not-checked')
            expect(question.card).toMatchObject({ registered: true, status: 'active' });
          expect(Number.isSafeInteger(question.show.taken) && question.show.taken >= 0).toBe(true);
          expect(question.show.cap === null || Number.isSafeInteger(question.show.cap)).toBe(true);
          expect(Number.isFinite(Date.parse(question.show.startsAt)) && Number.isFinite(question.atMs)).toBe(true);
          if (admission.outcome === 'has-ticket')
            expect([question.how, question.earlier?.how]).toEqual(['door', 'sold']);
          expect(Number.isSafeInteger(admission.minors.max) && admission.minors.max >= admission.minors.min).toBe(true);
          if (party !== undefined) expect(Number.isSafeInteger(party.minors) && party.minors >= 0).toBe(true);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('never allows more children than registered, nor more tickets than left', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const admission = decideAdmission(question);
        if (admission.outcome !== 'admissible') return;
        const { minors, remaining, redeems } = admission;
        expect(minors.min).toBeLessThanOrEqual(minors.max);
        if (remaining !== null) expect(ticketsOf({ minors: minors.max }, question.show)).toBeLessThanOrEqual(remaining);
        if (question.code.holder === 'customer' && question.card.registered === true)
          expect(minors.max).toBeLessThanOrEqual(question.card.minors);
        // Only the card's own reservation may exceed what the show has left.
        const { cap, taken } = question.show;
        const own = redeems === null || question.earlier === null ? 0 : ticketsOf(question.earlier, question.show);
        if (cap !== null) expect(remaining).toBe(Math.max(0, cap - taken) + own);
      }),
      runs,
    );
  });

  it('admits an agreed party exactly if it admits the card, and the party is within its minors', () => {
    fc.assert(
      fc.property(anyQuestion, anyParty, (asked, party) => {
        const question = { ...asked, agreed: true };
        const before = decideAdmission(question);
        const fits =
          before.outcome === 'admissible' && party.minors >= before.minors.min && party.minors <= before.minors.max;
        // If only the worker fits, no party of that card alone does.
        fc.pre(before.outcome === 'refused' || question.code.holder === 'customer' || before.minors.max > 0);
        expect(decideAdmission(question, party).outcome === 'admissible').toBe(fits);
      }),
      runs,
    );
  });

  it('never admits after one more reason to refuse', () => {
    fc.assert(
      fc.property(anyQuestion, anyAsked, fc.constantFrom(...worse), (question, party, worsen) => {
        // A reservation does not count against a card that redeems it: here it is kept or made a usage, not removed.
        if (decideAdmission(question, party).outcome !== 'refused') return;
        expect(decideAdmission(worsen(question), party).outcome).toBe('refused');
      }),
      { numRuns: 6000 },
    );
  });

  it('redeems a reservation exactly if it gives its tickets out', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const admission = decideAdmission(question);
        if (admission.outcome !== 'admissible') return;
        expect(admission.redeems).toBe(question.earlier?.usageId ?? null);
        if (question.earlier === null) return;
        expect(question.earlier.how).toBe('reserved');
        expect(question.how).not.toBe('reserved');
      }),
      runs,
    );
  });

  it('returns the first of all refusals, in order of precedence, each once', () => {
    fc.assert(
      fc.property(anyQuestion, anyAsked, (question, party) => {
        const all = refusalsOf(question, party);
        const admission = decideAdmission(question, party);
        // For a card with a ticket these are the refusals of another usage.
        if (admission.outcome === 'has-ticket') expect(all.map(({ reason }) => reason)).toContain('already-recorded');
        else expect(admission.outcome === 'refused' ? admission.refusal : undefined).toEqual(all[0]);
        const places = all.map(({ reason }) => refusalOrder.indexOf(reason));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      }),
      runs,
    );
  });
});

/** A registry with one show and only counts. Its only rule is `decideAdmission`. */
function createTally(show: ShowFacts) {
  const uses = new Map<string, EarlierUsage>();
  const taken = () => [...uses.values()].reduce((sum, use) => sum + ticketsOf(use, show), 0);
  let ids = 0;
  return {
    taken,
    ask(card: number, how: UsageHow, minors: number): Admission {
      const earlier = uses.get(`${card}`) ?? null;
      const question: AdmissionQuestion = {
        code: cardCode(`A00000000${card}`),
        card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 4 },
        show: { ...show, taken: taken() },
        earlier,
        how,
        atMs: Date.parse('2026-05-15T15:00:00Z'),
      };
      const admission = decideAdmission(question, { minors });
      if (admission.outcome === 'admissible') {
        ids += 1;
        uses.set(`${card}`, { usageId: `use-${ids}`, how, minors, recordedAt: '2026-05-15T15:00:00Z' });
      }
      return admission;
    },
    /** Voids a usage or releases a reservation, which frees the tickets. */
    takeBack: (card: number) => uses.delete(`${card}`),
  };
}

const hamlet: ShowFacts = {
  id: 'hamlet',
  name: 'Hamlet',
  venue: 'Kaupunginteatteri',
  kind: 'performance',
  startsAt: '2026-05-15T19:00:00+03:00',
  seats: 200,
  cap: 10,
  taken: 10,
  reservationOpens: 'at-once',
  redemptionOpensMin: null,
};

describe('a cap', () => {
  it('is never exceeded by recording, reserving, redeeming, voiding and releasing (property)', () => {
    const step = fc.record({ card: fc.nat(9), how: fc.option(anyHow, { freq: 4 }), minors: fc.nat(4) });
    fc.assert(
      fc.property(fc.nat(12), fc.array(step, { maxLength: 60 }), (cap, steps) => {
        const tally = createTally({ ...hamlet, cap });
        for (const { card, how, minors } of steps) {
          if (how === null) tally.takeBack(card);
          else tally.ask(card, how, minors);
          expect(tally.taken()).toBeLessThanOrEqual(cap);
        }
      }),
      runs,
    );
  });

  it('never lets the count grow after it was lowered below it (property)', () => {
    const step = fc.record({ card: fc.nat(9), how: anyHow, minors: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 30 }), (before, after) => {
        const show = { ...hamlet, cap: 20 };
        const tally = createTally(show);
        for (const { card, minors } of before) tally.ask(card, 'reserved', minors);
        show.cap = 3;
        let max = Math.max(3, tally.taken());
        for (const { card, how, minors } of after) {
          tally.ask(card, how, minors);
          expect(tally.taken()).toBeLessThanOrEqual(max);
          max = Math.max(3, tally.taken());
        }
      }),
      runs,
    );
  });
});

describe('a card that cannot be looked up', () => {
  const course: ShowFacts = { ...hamlet, kind: 'course' };
  const unseen = (code: string, show: ShowFacts | undefined, how: UsageHow = 'door', at = '2026-05-15T15:45:00Z') =>
    decideUnseen({ code: cardCode(code), show, how, atMs: Date.parse(at) });

  it('of a customer may bring children, with their number on the cardboard', () => {
    const minors = { min: 0, max: 12, who: 'children', under: 18 };
    const admitted = { outcome: 'admissible', minors, remaining: null, redeems: null };
    expect(unseen('A045198723', hamlet)).toEqual(admitted);
    expect(unseen('A045198723', undefined)).toEqual(admitted);
  });
  it('of a customer may bring children under 16 to a show of edition 2020', () => {
    const show = { ...hamlet, startsAt: '2025-04-10T19:00:00+03:00' };
    const decided = unseen('A045198723', show, 'door', '2025-04-10T15:45:00Z');
    expect(decided).toMatchObject({ minors: { under: 16 } });
  });
  it('is refused for a show that is too long over', () => {
    const refused = unseen('A045198723', hamlet, 'door', '2026-05-30T15:45:00Z');
    expect(refused).toMatchObject({ refusal: { reason: 'show-too-long-over', on: '2026-05-15' } });
  });
  it('of a customer brings no children to a course', () => {
    expect(unseen('X000011986', course)).toMatchObject({ minors: { min: 0, max: 0 } });
  });
  it('of a community brings at least one client', () => {
    expect(unseen('Z000010669', hamlet)).toMatchObject({ minors: { min: 1, max: 99, who: 'clients', under: 16 } });
    expect(unseen('Y110029399', undefined).outcome).toBe('admissible');
  });
  it('of a community is refused for a course', () => {
    expect(unseen('Y110029399', course)).toMatchObject({ refusal: { reason: 'community-card-course' } });
  });
  it('is refused before redemption opens, by the last known state of the show', () => {
    const show: ShowFacts = { ...hamlet, reservationOpens: 'month-before', redemptionOpensMin: 30 };
    expect(unseen('A045198723', show, 'reserved', '2026-04-15T15:59:59Z')).toMatchObject({
      refusal: { reason: 'reservation-not-open', opensAt: '2026-04-15T19:00:00+03:00' },
    });
    expect(unseen('A045198723', show, 'door', '2026-05-15T15:29:59Z')).toMatchObject({
      refusal: { reason: 'redemption-not-open', opensAt: '2026-05-15T18:30:00+03:00' },
    });
    expect(unseen('A045198723', show, 'door', '2026-05-15T15:30:00Z').outcome).toBe('admissible');
  });
  it('is not refused for the cap, because only the registry has the count', () => {
    expect(unseen('A045198723', { ...hamlet, cap: 0 }).outcome).toBe('admissible');
  });
  it('is refused if the device’s clock or show is malformed', () => {
    expect(unseen('A045198723', hamlet, 'door', 'never')).toMatchObject({ refusal: { reason: 'unknown-rule' } });
    expect(unseen('A045198723', { ...hamlet, startsAt: '' })).toMatchObject({ refusal: { reason: 'unknown-rule' } });
  });
  it('is refused only if a look-up would refuse it too (property)', () => {
    fc.assert(
      fc.property(anyQuestion, ({ card: _, earlier: __, ...question }) => {
        const offline = decideUnseen(question);
        if (offline.outcome === 'admissible') return;
        const best = { registered: true, status: 'active', validUntilOn: '9999-12-31', minors: 12 } as const;
        const online = decideAdmission({ ...question, card: best, earlier: null });
        expect(online).toEqual(offline);
      }),
      runs,
    );
  });
});
