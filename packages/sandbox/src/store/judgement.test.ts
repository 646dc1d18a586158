import type { AdmissionQuestion, Party, ShowFacts } from '@kaiku/client/admission';
import { decideAdmission, parseCardCode, refusalOrder } from '@kaiku/client/admission';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from './judgement.ts';

const atMs = Date.parse('2026-11-20T10:00:00Z');

const show = fc.record<ShowFacts>({
  id: fc.constant('show'),
  name: fc.constant('Koe'),
  venue: fc.constant('Koe'),
  kind: fc.constantFrom('performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer'),
  startsAt: fc.constant('2026-11-20T17:00:00Z'),
  seats: fc.constant(400),
  cap: fc.option(fc.nat(12)),
  taken: fc.nat(14),
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
const earlier = fc.option(
  fc.record({ how: fc.constantFrom('reserved', 'redeemed'), recordedAt: fc.constant('2026-11-20T09:00:00.000Z') }),
);
const text = fc.constantFrom('A045198723', 'AM12345678', 'X000011986', 'Y110029399', 'Z000010669', 'Q123456789');
const asked = fc.record({ text, card, show, earlier, atMs: fc.constant(atMs) }) as fc.Arbitrary<
  Omit<AdmissionQuestion, 'code'> & { text: string }
>;
const party = fc.record<Party>({ minors: fc.nat(40) });

describe('judging a usage', () => {
  it('says first what admission says, and nothing where admission has nothing against it', () => {
    fc.assert(
      fc.property(asked, party, (facts, party) => {
        const { refusal, against } = judge(facts, party);
        expect(against[0]).toBe(refusal?.reason);
        const parsed = parseCardCode(facts.text);
        if (parsed.kind !== 'card') return;
        const admission = decideAdmission({ ...facts, code: parsed.code }, party);
        expect(refusal).toEqual(admission.outcome === 'refused' ? admission.refusal : undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('names each reason once, in order of precedence', () => {
    fc.assert(
      fc.property(asked, party, (facts, party) => {
        const places = judge(facts, party).against.map((reason) => refusalOrder.indexOf(reason));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      }),
      { numRuns: 2_000 },
    );
  });

  it('names the cap exactly where the party does not fit into it', () => {
    fc.assert(
      fc.property(asked, party, (facts, party) => {
        const { cap, taken } = facts.show;
        const isBeyond = cap !== null && taken + 1 + party.minors > cap;
        expect(judge(facts, party).against.includes('cap-reached')).toBe(isBeyond);
      }),
      { numRuns: 2_000 },
    );
  });
});
