/**
 * The messages between a device and the registry, as schemas. The registry builds its routes and its OpenAPI document from
 * them; `http.ts` parses answers with them. Field names are those of our types, so parsed messages need no conversion.
 * Requests are strict: the registry rejects unknown fields. Answers are not, because a newer registry may add fields.
 */
import * as z from 'zod/mini';
import {
  type CardFacts,
  cardStatuses,
  companies,
  type EarlierUsage,
  reservationOpenings,
  type ShowFacts,
  showAdmissions,
  showKinds,
  usageHows,
} from '../admission/facts.ts';
import { maxMinors } from '../admission/minors.ts';
import type { Refusal } from '../admission/refusal.ts';
import { flagOrder, rules } from '../admission/rules.ts';
import { type RecordMode, recordModes, voidReasons } from '../usage/answer.ts';
import { maxMetadataKeys, maxMetadataLength, maxReferenceLength, metadataKey } from '../usage/reference.ts';
import { maxUsages, type Reduction, type Usage, type Visit } from '../usage/visit.ts';
import { wireText } from './wire-text.ts';

export { metadataKey } from '../usage/reference.ts';
export { isPrintable } from './wire-text.ts';

/** An instant, ISO 8601 with an offset. */
export const Instant = z.iso.datetime({ offset: true });
const Day = z.iso.date();
/** A number of tickets or of entries. */
export const Tickets = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** The id of a show. */
export const ShowId = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
/** The id of a visit, a usage, a lease or a journal: a UUID in lower case. */
export const UsageId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[457][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
/** A card code. The registry rejects other texts and repairs none. */
export const CardText = z.string().check(z.regex(/^[A-Z]{1,2}[0-9]{8,9}$/));
/** The number of minors of one party. */
export const Minors = z.int().check(z.minimum(0), z.maximum(maxMinors));
/** How a usage comes about. */
export const How = z.enum(usageHows);
/** With whom a worker comes who is not in the visit. */
export const Company = z.enum(companies);

/** The number of an entry in its journal: 1, 2, 3 … in the order of writing. */
export const Seq = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));

/**
 * The journal and entry that a message comes from. A journal is one storage of one device; its id is a UUID created with it.
 * Two requests that differ only in this count as the same.
 */
export const Origin = z.strictObject({ journal: UsageId, seq: Seq });

/** Minutes before the start of a show, up to a year. */
const MinutesBefore = z.int().check(z.minimum(0), z.maximum(525_600));
const ShowName = wireText({ min: 1, max: 200 });
const ShowKind = z.enum(showKinds);
const ShowAdmission = z.enum(showAdmissions);
const ReservationOpens = z.enum(reservationOpenings);

/** A show: `ShowFacts`. */
export const Show = z.object({
  id: ShowId,
  name: z.string(),
  venue: z.string(),
  kind: ShowKind,
  startsAt: Instant,
  seats: Tickets,
  cap: z.nullable(Tickets),
  taken: Tickets,
  reservationOpens: ReservationOpens,
  redemptionOpensMin: z.nullable(MinutesBefore),
  admission: z.exactOptional(ShowAdmission),
  reservationsLapseMin: z.exactOptional(z.nullable(MinutesBefore)),
  leased: z.exactOptional(Tickets),
  capIsHard: z.exactOptional(z.boolean()),
  cancelled: z.exactOptional(z.boolean()),
}) satisfies z.ZodMiniType<ShowFacts>;

/** What the registry knows about a card: `CardFacts`. */
export const Card = z.discriminatedUnion('registered', [
  z.object({ registered: z.literal(false) }),
  z.object({
    registered: z.literal(true),
    status: z.enum(cardStatuses),
    validUntilOn: Day,
    minors: Minors,
  }),
]) satisfies z.ZodMiniType<CardFacts>;

/** An earlier usage of a card for a show: `EarlierUsage`. */
export const Earlier = z.object({
  usageId: UsageId,
  how: How,
  minors: Minors,
  recordedAt: Instant,
}) satisfies z.ZodMiniType<EarlierUsage>;

const RuleRef = z.object({ id: z.string(), edition: z.enum(['2020', '2025', 'any']), source: z.string() });
const withoutFacts = <R extends string>(reason: R) => z.object({ reason: z.literal(reason), rule: RuleRef });

/** A refusal by a rule: `Refusal`. */
export const RefusalBody = z.discriminatedUnion('reason', [
  withoutFacts('not-a-card'),
  withoutFacts('old-card'),
  withoutFacts('card-unregistered'),
  withoutFacts('card-barred'),
  withoutFacts('card-in-transfer'),
  withoutFacts('card-inactive'),
  z.extend(withoutFacts('card-expired'), { validUntilOn: Day }),
  withoutFacts('community-card-course'),
  withoutFacts('show-cancelled'),
  z.extend(withoutFacts('show-too-long-over'), { on: Day }),
  z.extend(withoutFacts('reservation-not-open'), { opensAt: Instant }),
  z.extend(withoutFacts('redemption-not-open'), { opensAt: Instant }),
  withoutFacts('card-twice-in-visit'),
  z.extend(withoutFacts('already-recorded'), { recordedAt: Instant, how: How, minors: z.exactOptional(Minors) }),
  withoutFacts('community-card-alone'),
  withoutFacts('course-without-children'),
  z.extend(withoutFacts('too-many-minors'), { max: Minors, who: z.enum(['children', 'clients']) }),
  z.extend(withoutFacts('group-not-agreed'), { people: z.int(), agreedAbove: z.int() }),
  z.extend(withoutFacts('cap-reached'), { cap: Tickets, remaining: Tickets }),
  withoutFacts('unknown-rule'),
]) satisfies z.ZodMiniType<Refusal>;

// In every answer, so that the device can measure the error of its own clock.
const serverTime = Instant;

/** GET /v1/health */
export const HealthAnswer = z.object({ status: z.literal('ok'), serverTime });

/** GET /v1/shows: the venue's shows from today on, or from the day of the query. */
export const ShowsAnswer = z.object({ shows: z.array(Show), serverTime });

/** GET /v1/shows/{showId} */
export const ShowAnswer = z.object({ show: Show, serverTime });

/**
 * POST /v1/shows: creates a show of the device's venue. A broker cannot create or change its clients' shows (403). Rejected
 * with `config/cap-too-low` if the cap is below the policy of the show's date, and with `config/course-window` if a course
 * limits when it is redeemed.
 */
export const ShowRequest = z.strictObject({
  id: ShowId,
  /** Only the device's own venue is allowed. @default that venue */
  venueId: z.optional(ShowId),
  name: ShowName,
  kind: ShowKind,
  startsAt: Instant,
  seats: Tickets,
  cap: z.nullable(Tickets),
  reservationOpens: z._default(ReservationOpens, 'at-once'),
  redemptionOpensMin: z._default(z.nullable(MinutesBefore), null),
  /** `null`: reservations never lapse. */
  reservationsLapseMin: z._default(z.nullable(MinutesBefore), 0),
  capIsHard: z._default(z.boolean(), false),
  /** @default `per-day` for a swimming hall, otherwise `once` */
  admission: z.exactOptional(ShowAdmission),
});

/**
 * PATCH /v1/shows/{showId}: the fields to change. The kind and `admission` cannot change, because the show's counts would
 * change their meaning.
 */
export const ShowChange = z.strictObject({
  name: z.optional(ShowName),
  startsAt: z.optional(Instant),
  seats: z.optional(Tickets),
  cap: z.optional(z.nullable(Tickets)),
  reservationOpens: z.optional(ReservationOpens),
  redemptionOpensMin: z.optional(z.nullable(MinutesBefore)),
  reservationsLapseMin: z.optional(z.nullable(MinutesBefore)),
  capIsHard: z.optional(z.boolean()),
});

/**
 * POST /v1/shows/{showId}/cancel: from now on requests for the show are refused, and reports are counted and flagged.
 * `visits`: void the visits counted so far, or keep them. Safe to repeat; `void` may follow `keep`.
 */
export const CancelRequest = z.strictObject({
  /** The reason, for people. No personal data. */
  reason: wireText({ min: 1, max: 200 }),
  visits: z.enum(['void', 'keep']),
});

/** DELETE /v1/shows/{showId}: deletes a show for which nothing was ever recorded. */
export const ShowDeletedAnswer = z.object({ showId: ShowId, serverTime });

/**
 * POST /v1/shows/{showId}/lookups: looks up a card. The code is in the body, because a URL may end up in a log. With `at`,
 * the answer is as of that past moment: if the show admits per day, the earlier usage and the tickets taken and leased are
 * those of that day. A future moment is treated as now.
 */
export const LookupRequest = z.strictObject({ card: CardText, at: z.optional(Instant) });
/** The answer to a look-up. */
export const LookupAnswer = z.object({ card: Card, earlier: z.nullable(Earlier), show: Show, serverTime });

function isEachOnce(usages: readonly { readonly id: string }[]): boolean {
  return new Set(usages.map(({ id }) => id)).size === usages.length;
}

/** One card of a visit. */
const VisitUsage = z.strictObject({ id: UsageId, card: CardText, minors: Minors }) satisfies z.ZodMiniType<Usage>;

/** The ticketing system's own key, such as an order line's. No personal data. */
export const Reference = wireText({ min: 1, max: maxReferenceLength });

/** What the ticketing system stores with a visit. No personal data. */
export const Metadata = z
  .record(z.string().check(z.regex(metadataKey)), wireText({ min: 0, max: maxMetadataLength }))
  .check(z.refine((metadata) => Object.keys(metadata).length <= maxMetadataKeys, `more than ${maxMetadataKeys} keys`));

/** The fields of a visit, in a request and in a delivery. */
export const visitFields = {
  id: UsageId,
  showId: ShowId,
  how: How,
  /** When the clerk confirmed, by the device's clock. */
  takenAt: Instant,
  /** The clerk has confirmed that the venue agreed to a group of more than five. @default false */
  agreed: z.exactOptional(z.boolean()),
  /** With whom a worker comes who is not in the visit. @default none */
  company: z.exactOptional(Company),
  /** Two requests that differ only in `reference` or `metadata` count as the same. */
  reference: z.exactOptional(Reference),
  metadata: z.exactOptional(Metadata),
  usages: z.array(VisitUsage).check(z.minLength(1), z.maxLength(maxUsages), z.refine(isEachOnce, 'an id occurs twice')),
};

/**
 * POST /v1/visits, with the header `Idempotency-Key` equal to `id`: records a visit, all or nothing. `request`: may be
 * refused by the rules. `report`: took place, so it is always recorded; each usage is flagged with every rule it breaks as
 * of `takenAt`, and with `late` if that was an earlier day.
 */
export const VisitRequest = z.strictObject({
  mode: z.enum(recordModes),
  ...visitFields,
  origin: z.optional(Origin),
  /** A lease of the device to count a request from if no ticket is free. */
  leaseId: z.optional(UsageId),
}) satisfies z.ZodMiniType<Visit & { mode: RecordMode }>;

/**
 * A flag of a recorded usage: a reason for which a request would have been refused, or `late`. A flag of a newer registry
 * that this client does not know becomes `unknown-rule`.
 */
export const Flag = z.catch(z.enum(flagOrder), 'unknown-rule');

/**
 * In the answer to a void: nothing was ever recorded under the id. The void is stored, but if the device does not know the
 * id either, nothing was undone.
 */
export const unseen = z.optional(z.literal(true));

/** The answer to POST /v1/visits and to a void (`counted` if a part still counts). The same for each repetition. */
export const VisitAnswer = z.object({
  visit: z.object({
    id: UsageId,
    outcome: z.enum(['counted', 'voided']),
    recordedAt: Instant,
    /** In the order of the request. Empty for a voided visit, and in the answer to a void. */
    usages: z.array(z.object({ id: UsageId, flags: z.array(Flag) })),
    /** Present if the visit was counted from the device's lease. */
    from: z.optional(z.literal('lease')),
    unseen,
  }),
  show: Show,
  serverTime,
});

/** The current state of a visit. Has masked card codes only. */
export const FoundVisit = z.object({
  id: UsageId,
  outcome: z.enum(['counted', 'refused', 'voided']),
  recordedAt: Instant,
  /** The venue or broker whose device recorded it. */
  seller: z.string(),
  reference: z.exactOptional(z.string()),
  metadata: z.exactOptional(z.record(z.string(), z.string())),
  /** Empty for a refused visit, and for one that was voided before it arrived. */
  usages: z.array(
    z.object({
      id: UsageId,
      /** `redeemed`: a reservation whose tickets were given out. `lapsed`: a reservation that was not redeemed in time. */
      outcome: z.enum(['counted', 'redeemed', 'lapsed', 'voided']),
      /** The masked card code; `…` after a void. */
      maskedCard: z.string(),
      minors: Minors,
      how: How,
      flags: z.array(Flag),
    }),
  ),
});

/** GET /v1/visits/{visitId}: for the venue of its show and for the broker that recorded it. */
export const FoundVisitAnswer = z.object({ visit: FoundVisit, show: Show, serverTime });

/** GET /v1/visits?show=…&seller=…: the visits of a show that the caller may see, in the order they were recorded. */
export const VisitsAnswer = z.object({ visits: z.array(FoundVisit), show: Show, serverTime });

/** Why a visit is voided. */
export const VoidReason = z.enum(voidReasons);

/** The usages of a partial void. It only ever reduces the visit. */
export const Reductions = z
  .array(
    z.strictObject({
      /** The id of the usage. */
      id: UsageId,
      /** The number of minors that remain; null to void the card too. */
      minors: z.nullable(Minors),
    }),
  )
  .check(z.minLength(1), z.maxLength(maxUsages), z.refine(isEachOnce, 'an id occurs twice')) satisfies z.ZodMiniType<
  Reduction[]
>;

/**
 * POST /v1/visits/{visitId}/void: voids a visit, or the usages named. A void for an id the registry has never seen is stored
 * too, so that a delivery that arrives later does not count.
 */
export const VoidRequest = z.strictObject({
  showId: ShowId,
  reason: VoidReason,
  usages: z.exactOptional(Reductions),
  origin: z.optional(Origin),
});

/**
 * POST /v1/usages/{usageId}/redeem, with the header `Idempotency-Key` equal to `id`: gives out the tickets of a reservation,
 * for a ticketing system that has the reservation and not the card. Has the same effect and answer as recording a visit of
 * the card.
 */
export const RedeemRequest = z.strictObject({
  mode: z.enum(recordModes),
  /** The id of the new visit. */
  id: UsageId,
  /** The id of its usage. */
  usageId: UsageId,
  showId: ShowId,
  /** @default the number reserved */
  minors: z.optional(Minors),
  how: z.enum(['sold', 'door']),
  takenAt: Instant,
  agreed: visitFields.agreed,
  company: visitFields.company,
  reference: visitFields.reference,
  metadata: visitFields.metadata,
});

/** POST /v1/usages/{usageId}/release: releases a reservation, which frees its tickets. */
export const ReleaseRequest = z.strictObject({ showId: ShowId });

/** The answer to a release. The same for each repetition. */
export const ReleaseAnswer = z.object({
  reservation: z.object({ id: UsageId, releasedAt: Instant }),
  show: Show,
  serverTime,
});

/** A reservation that holds tickets. */
export const Reservation = z.object({
  /** The id of its usage. */
  id: UsageId,
  maskedCard: z.string(),
  minors: Minors,
  reservedAt: Instant,
  /** The name of the device that made it. */
  device: z.string(),
});

/** GET /v1/shows/{showId}/reservations: the reservations that hold tickets now, oldest first. Has no card codes. */
export const ReservationsAnswer = z.object({ reservations: z.array(Reservation), show: Show, serverTime });

/** GET /v1/usages/to-review: usages that the import file leaves out, because their code is not a registered card's. */
export const ToReviewAnswer = z.object({
  usages: z.array(
    z.object({
      usageId: UsageId,
      showId: ShowId,
      showName: z.string(),
      /** The card code as read, which may not be a card's. */
      card: z.string(),
      minors: Minors,
      how: How,
      /** By the device's clock. */
      takenAt: Instant,
      /** The name of the device that recorded it. */
      device: z.string(),
      /** The id of the venue or broker that the device belongs to. */
      seller: z.string(),
      flags: z.array(Flag),
    }),
  ),
  serverTime,
});

/** GET /v1/statistics: numbers of counted usages, without cards. One row for each group that has any, sorted. */
export const StatisticsAnswer = z.object({
  rows: z.array(
    z.object({
      /** Present if the query's `by` names it, like the other keys. */
      venue: z.optional(z.string()),
      show: z.optional(ShowId),
      /** The month of the show, `YYYY-MM` in Europe/Helsinki. */
      month: z.optional(z.string()),
      /** The venue or broker whose devices recorded them. */
      seller: z.optional(z.string()),
      /** The value of the metadata key named by `by`; null for visits without it, and for coordinators. */
      metadata: z.optional(z.nullable(z.string())),
      usages: Tickets,
      adults: Tickets,
      children: Tickets,
    }),
  ),
  serverTime,
});

/** The code of a problem document. Its `type` links to the heading in docs/errors.md. */
export const ProblemCode = z.enum([
  'registry/refused',
  'config/cap-too-low',
  'config/course-window',
  'config/show-in-use',
  'registry/unauthorised',
  'registry/forbidden',
  'registry/stopped',
  'registry/not-found',
  'registry/invalid-request',
  'registry/busy',
  'registry/failed',
  'idempotency/mismatch',
]);

/** A problem document (RFC 9457, `application/problem+json`) with our code, and with the refusal if a rule refused. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: ProblemCode,
  /** With `registry/refused`. A reason of a newer registry that this client does not know becomes `unknown-rule`. */
  refusal: z.optional(z.catch(RefusalBody, { reason: 'unknown-rule', rule: rules['unknown-rule'] })),
  /** With `config/cap-too-low`: the lowest cap allowed, and the rule behind it. */
  lowestCap: z.optional(z.object({ cap: Tickets, rule: RuleRef })),
  /** With `registry/refused`: the current state of the show. */
  show: z.optional(Show),
  /** With `registry/invalid-request`: the invalid fields, and what is wrong with each. */
  issues: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

/** See the schema. */
export type Origin = z.infer<typeof Origin>;
/** See the schema. */
export type ShowsAnswer = z.infer<typeof ShowsAnswer>;
/** See the schema. */
export type ShowAnswer = z.infer<typeof ShowAnswer>;
/** See the schema. */
export type LookupRequest = z.infer<typeof LookupRequest>;
/** See the schema. */
export type LookupAnswer = z.infer<typeof LookupAnswer>;
/** See the schema. */
export type VoidRequest = z.infer<typeof VoidRequest>;
/** See the schema. */
export type FoundVisit = z.infer<typeof FoundVisit>;
/** See the schema. */
export type FoundVisitAnswer = z.infer<typeof FoundVisitAnswer>;
/** See the schema. */
export type VisitsAnswer = z.infer<typeof VisitsAnswer>;
/** See the schema. */
export type ShowRequest = z.infer<typeof ShowRequest>;
/** See the schema. */
export type CancelRequest = z.infer<typeof CancelRequest>;
/** See the schema. */
export type ShowDeletedAnswer = z.infer<typeof ShowDeletedAnswer>;
/** See the schema. */
export type ShowChange = z.infer<typeof ShowChange>;
/** See the schema. */
export type VisitRequest = z.infer<typeof VisitRequest>;
/** See the schema. */
export type VisitAnswer = z.infer<typeof VisitAnswer>;
/** See the schema. */
export type RedeemRequest = z.infer<typeof RedeemRequest>;
/** See the schema. */
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;
/** See the schema. */
export type ReleaseAnswer = z.infer<typeof ReleaseAnswer>;
/** See the schema. */
export type Reservation = z.infer<typeof Reservation>;
/** See the schema. */
export type ReservationsAnswer = z.infer<typeof ReservationsAnswer>;
/** See the schema. */
export type ToReviewAnswer = z.infer<typeof ToReviewAnswer>;
/** See the schema. */
export type StatisticsAnswer = z.infer<typeof StatisticsAnswer>;
/** See the schema. */
export type ProblemCode = z.infer<typeof ProblemCode>;
/** See the schema. */
export type Problem = z.infer<typeof Problem>;
