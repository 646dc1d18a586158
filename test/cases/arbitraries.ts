/** Arbitrary questions for property tests: valid ones, such as a registry may get, and malformed ones. */
import {
  type AdmissionQuestion,
  type CardCode,
  type CardFacts,
  type EarlierUsage,
  type Party,
  parseCardCode,
  type ShowFacts,
  ticketsOf,
  type UsageHow,
  type VisitMember,
  type VisitQuestion,
} from '@kaiku/client/admission';
import fc from 'fast-check';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';

export function cardCode(text: string): CardCode {
  const parsed = parseCardCode(text);
  if (parsed.kind !== 'card') throw new Error(`No card's code: ${text}`);
  return parsed.code;
}

/** Any valid card code. */
export const anyCardText: fc.Arbitrary<string> = fc
  .constantFrom(...cardShapes.flatMap(({ prefix, digits }) => digits.map((count) => ({ prefix, count }))))
  .chain(({ prefix, count }) =>
    fc.array(fc.nat(9), { minLength: count, maxLength: count }).map((digits) => prefix + digits.join('')),
  );

export const anyHow: fc.Arbitrary<UsageHow> = fc.constantFrom('reserved', 'sold', 'door');
export const anyCode = fc
  .constantFrom('A045198723', 'AM04519872', 'X000011986', 'Y110029399', 'YM11002939', 'Z000010669')
  .map(cardCode);
export const anyParty: fc.Arbitrary<Party> = fc.record({ minors: fc.nat(40) });

const anyStatus = fc.constantFrom('active', 'active', 'active', 'active', 'inactive', 'barred', 'in-transfer');
const registered = fc.record({
  registered: fc.constant(true as const),
  status: anyStatus,
  validUntilOn: fc.constantFrom('2024-06-30', '2026-05-14', '2026-05-15', '2026-12-31', '9999-12-31'),
  minors: fc.nat(6),
});
const anyCard: fc.Arbitrary<CardFacts> = fc.oneof(
  { arbitrary: fc.constant({ registered: false } as const), weight: 1 },
  { arbitrary: fc.constant({ registered: 'not-checked' } as const), weight: 1 },
  { arbitrary: registered, weight: 7 },
);
const anyStart = fc.constantFrom(
  '2024-05-15T19:00:00+03:00',
  '2026-03-29T05:00:00+03:00',
  '2026-05-15T19:00:00+03:00',
  '2026-05-31T16:00:00Z',
  '2026-10-25T03:30:00+02:00',
);
export const anyShow: fc.Arbitrary<ShowFacts> = fc.record({
  id: fc.constant('hamlet'),
  name: fc.constant('Hamlet'),
  venue: fc.constant('Kaupunginteatteri'),
  kind: fc.constantFrom('performance', 'performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer'),
  startsAt: anyStart,
  seats: fc.nat(500),
  cap: fc.option(fc.nat(12)),
  taken: fc.nat(14),
  reservationOpens: fc.constantFrom('at-once', 'at-once', 'month-before'),
  redemptionOpensMin: fc.option(fc.constantFrom(0, 30, 1440), { freq: 2 }),
  admission: fc.constantFrom('once', 'once', 'per-day'),
});
const anyEarlier: fc.Arbitrary<EarlierUsage> = fc.record({
  usageId: fc.uuid(),
  how: anyHow,
  minors: fc.nat(4),
  recordedAt: fc.constant('2024-04-15T09:00:00Z'),
});
const anyMoment = fc.oneof(
  fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2028-12-31') }),
  fc.integer({ min: Date.parse('2026-05-14'), max: Date.parse('2026-05-16') }),
);

/** A question with consistent facts: the tickets of an earlier usage are among those taken. */
export const anyQuestion: fc.Arbitrary<AdmissionQuestion> = fc
  .record({
    code: anyCode,
    card: anyCard,
    show: anyShow,
    earlier: fc.option(anyEarlier, { freq: 2 }),
    how: anyHow,
    atMs: anyMoment,
    agreed: fc.boolean(),
  })
  .map((question) => ({ ...question, show: counting(question.show, [question]) }));

const anyMember: fc.Arbitrary<VisitMember> = fc.record({
  code: fc.oneof(
    anyCode,
    fc.integer({ min: 0, max: 9 }).map((digit) => cardCode(`A00000000${digit}`)),
  ),
  card: fc.oneof(
    { arbitrary: anyCard, weight: 1 },
    {
      arbitrary: fc
        .nat(4)
        .map((minors): CardFacts => ({ registered: true, status: 'active', validUntilOn: '9999-12-31', minors })),
      weight: 4,
    },
  ),
  earlier: fc.option(anyEarlier, { freq: 1, nil: null }).map((earlier) => (earlier?.minors === 0 ? earlier : null)),
  minors: fc.nat(3),
});

/** A visit with consistent facts: a card has the same facts everywhere, and its earlier usage is among those taken. */
export const anyVisit: fc.Arbitrary<VisitQuestion> = fc
  .record({
    members: fc.array(anyMember, { minLength: 1, maxLength: 6 }),
    show: anyShow,
    how: anyHow,
    agreed: fc.boolean(),
    atMs: anyMoment,
  })
  .map((visit) => {
    const first = new Map(visit.members.toReversed().map((member) => [member.code.text, member]));
    const members = visit.members.map((member) => ({
      ...(first.get(member.code.text) ?? member),
      minors: member.minors,
    }));
    return { ...visit, members, show: counting(visit.show, [...first.values()]) };
  });

/** Any value in place of a fact. */
const junk = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.string(),
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    2 ** 60,
    '',
    '2026-02-30',
  ),
);

/** A question with some or all facts replaced by any values. */
export const anyJunkQuestion: fc.Arbitrary<AdmissionQuestion> = fc
  .record({
    question: anyQuestion,
    wrong: fc.dictionary(
      fc.constantFrom(
        ...['how', 'atMs', 'earlier', 'code.text', 'code.holder', 'card.registered', 'card.status', 'card.minors'],
        ...[
          'card.validUntilOn',
          'show.kind',
          'show.startsAt',
          'show.seats',
          'show.cap',
          'show.taken',
          'show.admission',
        ],
        ...['show.reservationOpens', 'show.redemptionOpensMin', 'earlier.how', 'earlier.minors', 'earlier.usageId'],
      ),
      junk,
      { minKeys: 1 },
    ),
  })
  .map(({ question, wrong }) => {
    const spoilt = structuredClone(question) as unknown as Record<string, unknown>;
    for (const [path, value] of Object.entries(wrong)) {
      const [outer = '', inner] = path.split('.');
      const holder = inner === undefined ? spoilt : spoilt[outer];
      if (typeof holder === 'object' && holder !== null) (holder as Record<string, unknown>)[inner ?? outer] = value;
    }
    return spoilt as unknown as AdmissionQuestion;
  });

export const anyJunk = junk;

function counting(show: ShowFacts, members: readonly { readonly earlier: EarlierUsage | null }[]): ShowFacts {
  const own = members.reduce((sum, { earlier }) => sum + (earlier === null ? 0 : ticketsOf(earlier, show)), 0);
  return { ...show, taken: Math.max(show.taken, own) };
}

/** Returns a copy with the fields of each object in another order. */
export function reordered<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered) as T;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]) => [key, reordered(part)] as const)
      .reverse(),
  ) as T;
}
