/** The messages about reservations. */
import * as z from 'zod/mini';
import { recordModes } from '../../usage/answer.ts';
import { Instant, Minors, ShowId, serverTime, UsageId } from './fields.ts';
import { Show } from './show.ts';
import { visitFields } from './visit.ts';

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
