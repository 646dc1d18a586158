/**
 * The wire between a device and the registry: every message, as a schema, and nothing else.
 * The registry builds its routes and its OpenAPI document from these; `http.ts` reads answers through them.
 * Field names are the domain's own, so a parsed message is already one of our values.
 * Requests are strict: the registry refuses a field it does not know. Answers are not: a newer registry may say more.
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

export const Instant = z.iso.datetime({ offset: true });
const Day = z.iso.date();
/** A number of tickets, or of entries. */
export const Tickets = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** A show's id in a path. */
export const ShowId = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
/** The id of a visit, of a usage and of what else a device names: UUID, lower case. */
export const UsageId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[457][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
/** A card's code in its right spelling. The registry refuses what is not one; it repairs nothing. */
export const CardText = z.string().check(z.regex(/^[A-Z]{1,2}[0-9]{8,9}$/));
/** Minors of one party. */
export const Minors = z.int().check(z.minimum(0), z.maximum(maxMinors));
export const How = z.enum(usageHows);
/** With whom a worker comes besides those recorded: see `Company`. */
export const Company = z.enum(companies);

/** The number of an entry in its device's journal: 1, 2, 3 … in the order they were written. */
export const Seq = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));

/**
 * Where a message comes from: which journal, and which entry of it. A journal is one storage of one device; its id is a
 * UUID made with it. Not a part of what makes two requests the same.
 */
export const Origin = z.strictObject({ journal: UsageId, seq: Seq });

/** Minutes before a show's start: up to a year. */
const MinutesBefore = z.int().check(z.minimum(0), z.maximum(525_600));
const ShowName = wireText({ min: 1, max: 200 });
const ShowKind = z.enum(showKinds);
const ShowAdmission = z.enum(showAdmissions);
const ReservationOpens = z.enum(reservationOpenings);

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

export const Card = z.discriminatedUnion('registered', [
  z.object({ registered: z.literal(false) }),
  z.object({
    registered: z.literal(true),
    status: z.enum(cardStatuses),
    validUntilOn: Day,
    minors: Minors,
  }),
]) satisfies z.ZodMiniType<CardFacts>;

export const Earlier = z.object({
  usageId: UsageId,
  how: How,
  minors: Minors,
  recordedAt: Instant,
}) satisfies z.ZodMiniType<EarlierUsage>;

const RuleRef = z.object({ id: z.string(), edition: z.enum(['2020', '2025', 'any']), source: z.string() });
const bare = <R extends string>(reason: R) => z.object({ reason: z.literal(reason), rule: RuleRef });

export const RefusalBody = z.discriminatedUnion('reason', [
  bare('not-a-card'),
  bare('old-card'),
  bare('card-unregistered'),
  bare('card-barred'),
  bare('card-in-transfer'),
  bare('card-inactive'),
  z.extend(bare('card-expired'), { validUntilOn: Day }),
  bare('community-card-course'),
  bare('show-cancelled'),
  z.extend(bare('show-too-long-over'), { on: Day }),
  z.extend(bare('reservation-not-open'), { opensAt: Instant }),
  z.extend(bare('redemption-not-open'), { opensAt: Instant }),
  bare('card-twice-in-visit'),
  z.extend(bare('already-recorded'), { recordedAt: Instant, how: How, minors: z.exactOptional(Minors) }),
  bare('community-card-alone'),
  bare('course-without-children'),
  z.extend(bare('too-many-minors'), { max: Minors, who: z.enum(['children', 'clients']) }),
  z.extend(bare('group-not-agreed'), { people: z.int(), agreedAbove: z.int() }),
  z.extend(bare('cap-reached'), { cap: Tickets, remaining: Tickets }),
  bare('unknown-rule'),
]) satisfies z.ZodMiniType<Refusal>;

// Every answer bears the registry's clock: the device learns how wrong its own is.
const serverTime = Instant;

/** GET /v1/health */
export const HealthAnswer = z.object({ status: z.literal('ok'), serverTime });

/** GET /v1/shows: from today on, or from the day of the query. */
export const ShowsAnswer = z.object({ shows: z.array(Show), serverTime });

/** GET /v1/shows/{showId} */
export const ShowAnswer = z.object({ show: Show, serverTime });

/**
 * POST /v1/shows: a show of the device's venue. A broker makes and changes none of its clients' (403). A cap below the
 * lowest that the policy of the show's date allows is refused with `config/cap-too-low`, which explains itself; a course
 * that limits when it is redeemed with `config/course-window`.
 */
export const ShowRequest = z.strictObject({
  id: ShowId,
  /** Default, and the only one allowed: the device's own venue. */
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
  /** Default: `per-day` for a swimming hall, else `once`. */
  admission: z.exactOptional(ShowAdmission),
});

/**
 * PATCH /v1/shows/{showId}: the fields that change. The kind and `admission` do not: its counts would mean something
 * else.
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
 * POST /v1/shows/{showId}/cancel: no request is counted for it any more; what happened all the same is counted and flagged.
 * `visits`: what is counted for it is voided, or stays counted. Repeated it answers the same; `void` may follow `keep`.
 */
export const CancelRequest = z.strictObject({
  /** Why, for people. Nobody's name. */
  reason: wireText({ min: 1, max: 200 }),
  visits: z.enum(['void', 'keep']),
});

/** DELETE /v1/shows/{showId}: a show that was made by mistake, and for which nothing was ever recorded. */
export const ShowDeletedAnswer = z.object({ showId: ShowId, serverTime });

/**
 * POST /v1/shows/{showId}/lookups: the code is in the body, never in an address that ends up in a log. With `at`, a past
 * moment, the answer is about a usage that happened then: the earlier usage, and the tickets taken and held of the show, are
 * those of its day where the show admits per day. A moment to come is taken for now.
 */
export const LookupRequest = z.strictObject({ card: CardText, at: z.optional(Instant) });
export const LookupAnswer = z.object({ card: Card, earlier: z.nullable(Earlier), show: Show, serverTime });

function isEachOnce(usages: readonly { readonly id: string }[]): boolean {
  return new Set(usages.map(({ id }) => id)).size === usages.length;
}

/** One card of a visit. */
const VisitUsage = z.strictObject({ id: UsageId, card: CardText, minors: Minors }) satisfies z.ZodMiniType<Usage>;

/** A key of the ticketing system's own, such as an order line's. Nobody's name. */
export const Reference = wireText({ min: 1, max: maxReferenceLength });

/** What the ticketing system wants to find again with a visit. Nothing about a person. */
export const Metadata = z
  .record(z.string().check(z.regex(metadataKey)), wireText({ min: 0, max: maxMetadataLength }))
  .check(z.refine((metadata) => Object.keys(metadata).length <= maxMetadataKeys, `more than ${maxMetadataKeys} keys`));

/** What a visit is, however it is sent. */
export const visitFields = {
  id: UsageId,
  showId: ShowId,
  how: How,
  /** When the clerk confirmed, by the device's clock. */
  takenAt: Instant,
  /** A group of more than five was agreed on with the venue separately. Default false. */
  agreed: z.exactOptional(z.boolean()),
  /** The client whom a worker of the visit joins is inside already. Default: nobody is. */
  company: z.exactOptional(Company),
  /** Kept with the visit, as the next; no part of what makes two requests the same. */
  reference: z.exactOptional(Reference),
  metadata: z.exactOptional(Metadata),
  usages: z.array(VisitUsage).check(z.minLength(1), z.maxLength(maxUsages), z.refine(isEachOnce, 'an id twice')),
};

/**
 * POST /v1/visits, with the header `Idempotency-Key` equal to `id`: people who come together, a card alone among them.
 * `request`: may be refused by the rules; counted whole or not at all. `report`: has already happened at the door; always
 * recorded whole, and each usage flagged with every reason a request would have been refused for, by the moment it happened
 * (`takenAt`), and with `late` where that was an earlier day.
 */
export const VisitRequest = z.strictObject({
  mode: z.enum(recordModes),
  ...visitFields,
  origin: z.optional(Origin),
  /** A lease of the device that a request may draw on where no ticket is free. */
  leaseId: z.optional(UsageId),
}) satisfies z.ZodMiniType<Visit & { mode: RecordMode }>;

/**
 * What of a recorded usage may be flagged: the reasons it would have been refused for, and `late`. One that this client
 * does not know comes from a newer registry and is taken for `unknown-rule`.
 */
export const Flag = z.catch(z.enum(flagOrder), 'unknown-rule');

/**
 * Only in the answer to a void: nothing has ever been recorded under the id. It is kept as voided all the same, but
 * a device that does not know the id either has undone nothing.
 */
export const unseen = z.optional(z.literal(true));

/** The answer to POST /v1/visits and to a void (`counted` where a part of it still is); the same for every repetition of the same request. */
export const VisitAnswer = z.object({
  visit: z.object({
    id: UsageId,
    outcome: z.enum(['counted', 'voided']),
    recordedAt: Instant,
    /** In the order of the request; none of a void visit, nor in the answer to a void. */
    usages: z.array(z.object({ id: UsageId, flags: z.array(Flag) })),
    /** `lease`: tickets that the device held; absent where they were not. */
    from: z.optional(z.literal('lease')),
    unseen,
  }),
  show: Show,
  serverTime,
});

/** A visit as it stands now. No card code: only masks. */
export const FoundVisit = z.object({
  id: UsageId,
  outcome: z.enum(['counted', 'refused', 'voided']),
  recordedAt: Instant,
  /** The venue or broker whose device recorded it. */
  seller: z.string(),
  reference: z.exactOptional(z.string()),
  metadata: z.exactOptional(z.record(z.string(), z.string())),
  /** Of a refused visit, and of one that was voided before it came, none. */
  usages: z.array(
    z.object({
      id: UsageId,
      /** `redeemed`: a reservation whose tickets were given out. `lapsed`: one that nobody redeemed in time. */
      outcome: z.enum(['counted', 'redeemed', 'lapsed', 'voided']),
      /** `…` alone once it is void. */
      maskedCard: z.string(),
      minors: Minors,
      how: How,
      flags: z.array(Flag),
    }),
  ),
});

/** GET /v1/visits/{visitId}: for the venue of its show and for whoever sold it. */
export const FoundVisitAnswer = z.object({ visit: FoundVisit, show: Show, serverTime });

/** GET /v1/visits?show=…&seller=…: all of a show that the venue may see, by when they were recorded. */
export const VisitsAnswer = z.object({ visits: z.array(FoundVisit), show: Show, serverTime });

/** Why a visit is voided. */
export const VoidReason = z.enum(voidReasons);

/** What of a visit is taken back, where not all of it is. What is counted never grows by it. */
export const Reductions = z
  .array(
    z.strictObject({
      /** Of the usage. */
      id: UsageId,
      /** As many minors as may stay with the card; null: the card is taken back too. */
      minors: z.nullable(Minors),
    }),
  )
  .check(z.minLength(1), z.maxLength(maxUsages), z.refine(isEachOnce, 'an id twice')) satisfies z.ZodMiniType<
  Reduction[]
>;

/**
 * POST /v1/visits/{visitId}/void: a visit with all its usages, or what of them is named. An id the registry has never seen is kept as voided: a
 * late delivery of it stays out.
 */
export const VoidRequest = z.strictObject({
  showId: ShowId,
  reason: VoidReason,
  usages: z.exactOptional(Reductions),
  origin: z.optional(Origin),
});

/**
 * POST /v1/usages/{usageId}/redeem, with the header `Idempotency-Key` equal to `id`: gives out what a reservation
 * holds, for a till that has the reservation and not the card. The same as recording a visit of the card itself, and it is
 * answered the same.
 */
export const RedeemRequest = z.strictObject({
  mode: z.enum(recordModes),
  /** Of the new visit. */
  id: UsageId,
  /** Of its usage. */
  usageId: UsageId,
  showId: ShowId,
  /** Default: as reserved. */
  minors: z.optional(Minors),
  how: z.enum(['sold', 'door']),
  takenAt: Instant,
  agreed: visitFields.agreed,
  company: visitFields.company,
  reference: visitFields.reference,
  metadata: visitFields.metadata,
});

/** POST /v1/usages/{usageId}/release: a reservation is given up; its tickets count no more. */
export const ReleaseRequest = z.strictObject({ showId: ShowId });

/** The answer to it; the same for every repetition. */
export const ReleaseAnswer = z.object({
  reservation: z.object({ id: UsageId, releasedAt: Instant }),
  show: Show,
  serverTime,
});

/** A reservation that holds tickets. */
export const Reservation = z.object({
  /** The usage's. */
  id: UsageId,
  maskedCard: z.string(),
  minors: Minors,
  reservedAt: Instant,
  /** The name of the device that made it. */
  device: z.string(),
});

/** GET /v1/shows/{showId}/reservations: those that hold tickets now, by when they were made, without the cards' codes. */
export const ReservationsAnswer = z.object({ reservations: z.array(Reservation), show: Show, serverTime });

/** GET /v1/usages/to-review: visits that the import file leaves out, because their code is no registered card's. */
export const ToReviewAnswer = z.object({
  usages: z.array(
    z.object({
      usageId: UsageId,
      showId: ShowId,
      showName: z.string(),
      /** As it was read: perhaps the code of no card at all. */
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

/** GET /v1/statistics: counted usages only, and never a card. One row for each group that has any, in their order. */
export const StatisticsAnswer = z.object({
  rows: z.array(
    z.object({
      /** Present where asked for by `by`. */
      venue: z.optional(z.string()),
      show: z.optional(ShowId),
      /** `YYYY-MM`, of the show's day in Europe/Helsinki. */
      month: z.optional(z.string()),
      /** The venue or broker whose devices recorded them. */
      seller: z.optional(z.string()),
      /** Where asked for by a key of `metadata`: its value; null of visits without it, and for coordinators. */
      metadata: z.optional(z.nullable(z.string())),
      usages: Tickets,
      adults: Tickets,
      children: Tickets,
    }),
  ),
  serverTime,
});

/** Codes of problem documents: each is a heading of docs/errors.md, its `type` points there. */
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

/** A problem document (RFC 9457, `application/problem+json`) with our code, and the refusal where a rule said no. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: ProblemCode,
  /** With `registry/refused`. A reason that this client does not know comes from a newer registry: `unknown-rule`. */
  refusal: z.optional(z.catch(RefusalBody, { reason: 'unknown-rule', rule: rules['unknown-rule'] })),
  /** With `config/cap-too-low`: the lowest cap allowed and the rule that says so. */
  lowestCap: z.optional(z.object({ cap: Tickets, rule: RuleRef })),
  /** With `registry/refused`: the show as it stands. */
  show: z.optional(Show),
  /** With `registry/invalid-request`: which fields, and what is wrong with each. */
  issues: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

export type Origin = z.infer<typeof Origin>;
export type ShowsAnswer = z.infer<typeof ShowsAnswer>;
export type ShowAnswer = z.infer<typeof ShowAnswer>;
export type LookupRequest = z.infer<typeof LookupRequest>;
export type LookupAnswer = z.infer<typeof LookupAnswer>;
export type VoidRequest = z.infer<typeof VoidRequest>;
export type FoundVisit = z.infer<typeof FoundVisit>;
export type FoundVisitAnswer = z.infer<typeof FoundVisitAnswer>;
export type VisitsAnswer = z.infer<typeof VisitsAnswer>;
export type ShowRequest = z.infer<typeof ShowRequest>;
export type CancelRequest = z.infer<typeof CancelRequest>;
export type ShowDeletedAnswer = z.infer<typeof ShowDeletedAnswer>;
export type ShowChange = z.infer<typeof ShowChange>;
export type VisitRequest = z.infer<typeof VisitRequest>;
export type VisitAnswer = z.infer<typeof VisitAnswer>;
export type RedeemRequest = z.infer<typeof RedeemRequest>;
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;
export type ReleaseAnswer = z.infer<typeof ReleaseAnswer>;
export type Reservation = z.infer<typeof Reservation>;
export type ReservationsAnswer = z.infer<typeof ReservationsAnswer>;
export type ToReviewAnswer = z.infer<typeof ToReviewAnswer>;
export type StatisticsAnswer = z.infer<typeof StatisticsAnswer>;
export type ProblemCode = z.infer<typeof ProblemCode>;
export type Problem = z.infer<typeof Problem>;
