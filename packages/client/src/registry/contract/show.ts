/** The messages about shows. */
import * as z from 'zod/mini';
import { reservationOpenings, type ShowFacts, showAdmissions, showKinds } from '../../admission/facts.ts';
import { wireText } from '../wire-text.ts';
import { Instant, ShowId, serverTime, Tickets } from './fields.ts';

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

/** GET /v1/shows: the venue's shows from today on, or from the day of the query; the first 500. */
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

/** See the schema. */
export type ShowsAnswer = z.infer<typeof ShowsAnswer>;
/** See the schema. */
export type ShowAnswer = z.infer<typeof ShowAnswer>;
/** See the schema. */
export type ShowRequest = z.infer<typeof ShowRequest>;
/** See the schema. */
export type ShowChange = z.infer<typeof ShowChange>;
/** See the schema. */
export type CancelRequest = z.infer<typeof CancelRequest>;
/** See the schema. */
export type ShowDeletedAnswer = z.infer<typeof ShowDeletedAnswer>;
