/** The numbers of counted usages. */
import * as z from 'zod/mini';
import { ShowId, serverTime, Tickets } from './fields.ts';

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

/** See the schema. */
export type StatisticsAnswer = z.infer<typeof StatisticsAnswer>;
