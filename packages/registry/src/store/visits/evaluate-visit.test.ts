import type { AdmissionQuestion, EarlierUsage, ShowFacts } from '@kaiku/client/admission';
import { decideAdmission, decideVisit, parseCardCode, refusalOrder, refusalsOf } from '@kaiku/client/admission';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateVisit, type VisitToEvaluate } from './evaluate-visit.ts';

const atMs = Date.parse('2026-11-20T10:00:00Z');

const show = fc.record<ShowFacts>({
  id: fc.constant('show'),
  name: fc.constant('Koe'),
  venue: fc.constant('Koe'),
  kind: fc.constantFrom('performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer'),
  startsAt: fc.constantFrom('2026-11-20T17:00:00Z', '2027-03-20T17:00:00Z'),
  seats: fc.constant(400),
  cap: fc.option(fc.nat(12)),
  taken: fc.nat(14),
  reservationOpens: fc.constantFrom('at-once', 'month-before'),
  redemptionOpensMin: fc.constantFrom(null, 30),
});
const card = fc.oneof(
  fc.constant({ registered: false } as const),
  fc.record({
    registered: fc.constant(true as const),
    status: fc.constantFrom('active', 'inactive', 'barred', 'in-transfer'),
    validUntilOn: fc.constantFrom('2026-11-19', '2026-11-20'),
    minors: fc.nat(4),
  }),
);
const how = fc.constantFrom('reserved', 'sold', 'door');
const earlier: fc.Arbitrary<EarlierUsage | null> = fc.option(
  fc.record({
    usageId: fc.uuid(),
    how,
    minors: fc.nat(3),
    recordedAt: fc.constant('2026-11-20T09:00:00.000Z'),
  }),
);
const text = fc.constantFrom('A045198723', 'AM12345678', 'X000011986', 'Y110029399', 'Z000010669', 'Q123456789');
const company = fc.constantFrom(undefined, 'client-inside');
const visitOf = (max: number, minors: fc.Arbitrary<number>) =>
  fc.record({
    members: fc.array(fc.record({ text, card, earlier, minors }), { minLength: 1, maxLength: max }),
    show,
    how,
    agreed: fc.boolean(),
    company,
    atMs: fc.constant(atMs),
  }) as fc.Arbitrary<VisitToEvaluate>;
const visit = visitOf(4, fc.nat(4));

describe('evaluating a visit of one card', () => {
  const alone = visitOf(1, fc.nat(40)).map((visit) => {
    const [member] = visit.members;
    if (member === undefined) throw new Error('A visit has at least one member.');
    const { refusal, members } = evaluateVisit(visit);
    return { visit, ...member, refusal, ...members[0] };
  });

  it('agrees with the rules about the card and its party, and redeems the same reservation (property)', () => {
    fc.assert(
      fc.property(alone, ({ visit, text, card, earlier, minors, refusal, reasons = [], redeems }) => {
        expect(reasons[0]).toBe(refusal?.reason);
        const parsed = parseCardCode(text);
        if (parsed.kind !== 'card') {
          expect(refusal?.reason).toBe('not-a-card');
          return;
        }
        const { show, how, agreed, company } = visit;
        const question = { code: parsed.code, card, show, earlier, how, agreed, company, atMs } as AdmissionQuestion;
        const refusals = refusalsOf(question, { minors });
        expect([refusal, reasons]).toEqual([refusals[0], refusals.map(({ reason }) => reason)]);
        const admission = decideAdmission(question, { minors });
        // A card that has its ticket already has nothing to record: this would be a second usage.
        if (admission.outcome === 'has-ticket') expect(reasons).toContain('already-recorded');
        else expect(refusal).toEqual(admission.outcome === 'refused' ? admission.refusal : undefined);
        if (admission.outcome === 'admissible') expect(redeems?.usageId ?? null).toBe(admission.redeems);
      }),
      { numRuns: 2_000 },
    );
  });

  it('returns each reason once, in order of precedence (property)', () => {
    fc.assert(
      fc.property(alone, ({ reasons = [] }) => {
        const ranks = reasons.map((reason) => refusalOrder.indexOf(reason));
        expect(ranks).toEqual([...new Set(ranks)].sort((a, b) => a - b));
      }),
      { numRuns: 2_000 },
    );
  });

  it('returns `cap-reached` exactly if the party does not fit into the cap (property)', () => {
    fc.assert(
      fc.property(alone, ({ visit, minors, reasons = [], redeems = null }) => {
        const { cap, taken, kind } = visit.show;
        const tickets = ({ minors }: { minors: number }) => (kind === 'swimming-hall' ? 1 : 1 + minors);
        const own = redeems === null ? 0 : tickets(redeems);
        const isBeyond = cap !== null && tickets({ minors }) > Math.max(0, cap - taken) + own;
        expect(reasons.includes('cap-reached')).toBe(isBeyond);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('evaluating a visit', () => {
  it('agrees with the rules, and gives each reason to a member (property)', () => {
    fc.assert(
      fc.property(visit, (facts) => {
        const { refusal, members } = evaluateVisit(facts);
        const codes = facts.members.map((member) => parseCardCode(member.text));
        if (codes.some(({ kind }) => kind !== 'card')) expect(refusal).toBeDefined();
        else {
          const question = {
            ...facts,
            members: facts.members.flatMap((member, index) => {
              const parsed = codes[index];
              return parsed?.kind === 'card' ? [{ ...member, code: parsed.code }] : [];
            }),
          };
          const admission = decideVisit(question);
          const leavesOut = question.members.some(({ earlier }) => question.how === 'door' && earlier?.how === 'sold');
          // A desk may leave out those who have tickets already, and request the others.
          if (leavesOut) expect(refusal).toBeDefined();
          else expect(admission).toMatchObject(refusal ? { refusal } : { outcome: 'admissible' });
        }
        expect(members.some(({ reasons }) => reasons.length > 0)).toBe(refusal !== undefined);
        if (refusal) expect(members.some(({ reasons }) => reasons.includes(refusal.reason))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('redeems each reservation at most once (property)', () => {
    fc.assert(
      fc.property(visit, (facts) => {
        const codes = evaluateVisit(facts).members.flatMap(({ redeems }, index) =>
          redeems === null ? [] : (facts.members[index]?.text ?? ''),
        );
        expect(new Set(codes).size).toBe(codes.length);
      }),
    );
  });
});
