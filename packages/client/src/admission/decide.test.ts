import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import cases from '../../../../test/cases/admission.json' with { type: 'json' };
import { type CardCode, parseCardCode } from '../card/card-code.ts';
import { capRemaining, decideAdmission, decideUnseen, ticketsOf } from './decide.ts';
import type { AdmissionQuestion, CardFacts, EarlierUse, Party, ShowFacts } from './facts.ts';
import { type RefusalReason, refusalOrder, rules } from './rules.ts';

interface Case {
  readonly name: string;
  readonly source: string;
  readonly code: string;
  readonly card: CardFacts;
  readonly show: ShowFacts;
  readonly earlier: EarlierUse | null;
  readonly at: string;
  readonly party?: Party;
  readonly expected: { readonly outcome: string; readonly reason?: RefusalReason };
}
const table = cases as readonly Case[];

function codeOf(text: string): CardCode {
  const parsed = parseCardCode(text);
  if (parsed.kind !== 'card') throw new Error('The table names a code that is none.');
  return parsed.code;
}

describe('admission', () => {
  it.each(table)('$name', ({ code, card, show, earlier, at, party, expected }) => {
    const admission = decideAdmission({ code: codeOf(code), card, show, earlier, atMs: Date.parse(at) }, party);
    if (expected.reason === undefined) expect(admission).toEqual(expected);
    else {
      const { outcome, ...refusal } = expected;
      expect(admission).toEqual({ outcome, refusal: { ...refusal, rule: rules[expected.reason] } });
    }
  });

  it('is told by the table in every refusal that a card can get', () => {
    const told = new Set(table.flatMap(({ expected }) => expected.reason ?? []));
    const byText: readonly RefusalReason[] = ['not-a-card', 'old-card'];
    expect(refusalOrder.filter((reason) => !told.has(reason))).toEqual(byText);
  });
});

const anyCode = fc.constantFrom('A045198723', 'AM04519872', 'X000011986', 'Y110029399', 'YM11002939', 'Z000010669');
const anyCard: fc.Arbitrary<CardFacts> = fc.oneof(
  fc.constant({ registered: false } as const),
  fc.record({
    registered: fc.constant(true as const),
    status: fc.constantFrom('active', 'active', 'active', 'inactive', 'barred', 'in-transfer'),
    validUntilOn: fc.constantFrom('2025-12-31', '2026-05-14', '2026-05-15', '2026-12-31'),
    minors: fc.nat(6),
  }),
);
const anyShow: fc.Arbitrary<ShowFacts> = fc.record({
  id: fc.constant('hamlet'),
  name: fc.constant('Hamlet'),
  venue: fc.constant('Kaupunginteatteri'),
  kind: fc.constantFrom('performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer'),
  startsAt: fc.constant('2026-05-15T19:00:00+03:00'),
  seats: fc.nat(500),
  cap: fc.option(fc.nat(12)),
  taken: fc.nat(14),
});
const earlierUse: EarlierUse = { how: 'redeemed', recordedAt: '2026-05-15T15:00:00Z' };
const anyQuestion: fc.Arbitrary<AdmissionQuestion> = fc.record({
  code: anyCode.map(codeOf),
  card: anyCard,
  show: anyShow,
  earlier: fc.oneof({ arbitrary: fc.constant(null), weight: 3 }, { arbitrary: fc.constant(earlierUse), weight: 1 }),
  atMs: fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2028-12-31') }),
});
const anyParty: fc.Arbitrary<Party> = fc.record({ minors: fc.nat(40) });
const runs = { numRuns: 2000 };

describe('admission, whatever the facts,', () => {
  it('has an answer, the same one each time', () => {
    fc.assert(
      fc.property(anyQuestion, fc.option(anyParty, { nil: undefined }), (question, party) => {
        const first = decideAdmission(question, party);
        expect(decideAdmission(structuredClone(question), party)).toEqual(first);
      }),
      runs,
    );
  });

  it('never allows more children than the register has, nor more tickets than are left', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const admission = decideAdmission(question);
        if (admission.outcome !== 'admissible') return;
        const { minors } = admission;
        expect(minors.least).toBeLessThanOrEqual(minors.most);
        const remaining = capRemaining(question.show);
        if (remaining !== null) expect(ticketsOf({ minors: minors.most })).toBeLessThanOrEqual(remaining);
        if (question.code.holder === 'customer' && question.card.registered)
          expect(minors.most).toBeLessThanOrEqual(question.card.minors);
      }),
      runs,
    );
  });

  it('admits a party exactly when it admits the card and the party is within the minors it names', () => {
    fc.assert(
      fc.property(anyQuestion, anyParty, (question, party) => {
        const before = decideAdmission(question);
        const fits =
          before.outcome === 'admissible' && party.minors >= before.minors.least && party.minors <= before.minors.most;
        expect(decideAdmission(question, party).outcome === 'admissible').toBe(fits);
      }),
      runs,
    );
  });

  it('never turns a no into a yes by one more reason to refuse', () => {
    const worse: readonly ((question: AdmissionQuestion) => AdmissionQuestion)[] = [
      (question) => ({ ...question, card: { registered: false } }),
      (question) => ({ ...question, earlier: earlierUse }),
      (question) => ({ ...question, show: { ...question.show, cap: 0 } }),
      (question) => ({ ...question, show: { ...question.show, taken: question.show.taken + 1 } }),
      ...(['inactive', 'barred', 'in-transfer'] as const).map(
        (status) => (question: AdmissionQuestion) =>
          question.card.registered ? { ...question, card: { ...question.card, status } } : question,
      ),
      (question) =>
        question.card.registered ? { ...question, card: { ...question.card, validUntilOn: '2020-01-01' } } : question,
    ];
    fc.assert(
      fc.property(
        anyQuestion,
        fc.option(anyParty, { nil: undefined }),
        fc.constantFrom(...worse),
        (question, party, worsen) => {
          if (decideAdmission(question, party).outcome === 'admissible') return;
          expect(decideAdmission(worsen(question), party).outcome).toBe('refused');
        },
      ),
      runs,
    );
  });
});

describe('a card that cannot be looked up', () => {
  const hamlet: ShowFacts = {
    id: 'hamlet',
    name: 'Hamlet',
    venue: 'Kaupunginteatteri',
    kind: 'performance',
    startsAt: '2026-05-15T19:00:00+03:00',
    seats: 200,
    cap: 10,
    taken: 10,
  };
  const course: ShowFacts = { ...hamlet, kind: 'course' };

  it('of a customer may bring children, as many as the cardboard says', () => {
    const unseen = { outcome: 'admissible', minors: { least: 0, most: 12, who: 'children' }, remaining: null };
    expect(decideUnseen(codeOf('A045198723'), hamlet)).toEqual(unseen);
    expect(decideUnseen(codeOf('A045198723'), undefined)).toEqual(unseen);
  });
  it('of a customer brings no children to a course', () => {
    expect(decideUnseen(codeOf('X000011986'), course)).toMatchObject({ minors: { least: 0, most: 0 } });
  });
  it('of a community brings a client at least', () => {
    expect(decideUnseen(codeOf('Z000010669'), hamlet)).toMatchObject({ minors: { least: 1, who: 'clients' } });
    expect(decideUnseen(codeOf('Y110029399'), undefined).outcome).toBe('admissible');
  });
  it('of a community is refused a course without asking anybody', () => {
    expect(decideUnseen(codeOf('Y110029399'), course)).toMatchObject({ refusal: { reason: 'community-card-course' } });
  });
});
