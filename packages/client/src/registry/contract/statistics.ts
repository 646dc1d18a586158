/** The figures of a venue, or of all venues. */
import * as z from 'zod/mini';
import { usageInputs } from '../../admission/facts.ts';
import { Day, Instant, ShowId, serverTime, Tickets } from './fields.ts';

/** A number of a row; null if it is small, and not for the device of the token (docs/statistics.md#small-numbers). */
const Figure = z.nullable(Tickets);

/** GET /v1/statistics: numbers of usages, without cards. One row for each group that has any, sorted. */
export const StatisticsAnswer = z.object({
  rows: z.array(
    z.object({
      /** Present if the query's `by` names it, like the other keys. */
      venue: z.optional(z.string()),
      venueName: z.optional(z.string()),
      show: z.optional(ShowId),
      showName: z.optional(z.string()),
      /** The day of the show, in Europe/Helsinki; absent if it admits per day. */
      day: z.optional(Day),
      /** The month of the show, `YYYY-MM` in Europe/Helsinki. */
      month: z.optional(z.string()),
      /** The venue or broker whose devices recorded them. */
      seller: z.optional(z.string()),
      sellerName: z.optional(z.string()),
      /** How the codes were entered; null: unknown. */
      input: z.optional(z.nullable(z.enum(usageInputs))),
      /** The letters of the cards, which say their kind; null: unknown, as of voided usages. */
      kind: z.optional(z.nullable(z.string())),
      /** The value of the metadata key named by `by`; null for visits without it, and for coordinators. */
      metadata: z.optional(z.nullable(z.string())),
      usages: Figure,
      adults: Figure,
      children: Figure,
      /** Different cards; null too if they are not counted for these groups and days. */
      clients: Figure,
      /** Visits for which no ticket of the cap was left. */
      turnedAway: Figure,
      /** Of the usages: recorded without the registry's answer. */
      provisional: Figure,
      /** Of those: they break a rule, so a request would have been refused. */
      flagged: Figure,
      /** Of the usages: the registry did not check the card. */
      notChecked: Figure,
      /** Recorded and voided since. Not among the usages. */
      voided: Figure,
    }),
  ),
  serverTime,
});

/**
 * GET /v1/statistics/caps: shows with a cap, by day and start; a show that admits per day has a row for each day with
 * visits. A number is null if it is small, and not for the device of the token.
 */
export const CapsAnswer = z.object({
  rows: z.array(
    z.object({
      venue: z.string(),
      venueName: z.string(),
      show: ShowId,
      showName: z.string(),
      day: Day,
      startsAt: Instant,
      seats: Tickets,
      cap: Tickets,
      /** Tickets given and reserved. */
      given: Figure,
      turnedAway: Figure,
      /** True if no ticket of the cap was left at the end, or is left now. */
      full: z.nullable(z.boolean()),
      /** When the last ticket was given; null unless it is full. */
      fullAt: z.nullable(Instant),
    }),
  ),
  serverTime,
});

/** See the schema. */
export type StatisticsAnswer = z.infer<typeof StatisticsAnswer>;
/** See the schema. */
export type CapsAnswer = z.infer<typeof CapsAnswer>;
