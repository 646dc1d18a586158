/** The usages that a person must review. */
import * as z from 'zod/mini';
import { How, Instant, Minors, ShowId, serverTime, UsageId } from './fields.ts';
import { Flag } from './visit.ts';

/**
 * GET /v1/usages/to-review: a page of the usages that the import file leaves out, because their code is not a registered
 * card's or their day may be wrong.
 */
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
  /** The id after which the next page begins; `null` on the last page. */
  next: z.nullable(UsageId),
  serverTime,
});

/**
 * POST /v1/usages/{usageId}/accept: a manager has checked the day of a usage. It is not flagged as `date-unsure` any
 * longer, so it is in the statistics and in the import file of its day.
 */
export const AcceptAnswer = z.object({
  usageId: UsageId,
  /** Those that are left. */
  flags: z.array(Flag),
  serverTime,
});

/** See the schema. */
export type ToReviewAnswer = z.infer<typeof ToReviewAnswer>;

/** See the schema. */
export type AcceptAnswer = z.infer<typeof AcceptAnswer>;
