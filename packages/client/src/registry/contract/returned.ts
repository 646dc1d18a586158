/** The usages that Kaikukanta did not take. */
import * as z from 'zod/mini';
import { Instant, Minors, serverTime, UsageId } from './fields.ts';

/** GET /v1/usages/returned: the usages that Kaikukanta did not take, and that no person has settled. */
export const ReturnedAnswer = z.object({
  usages: z.array(
    z.object({
      usageId: UsageId,
      /** The number of the run that handed it over. */
      run: z.number(),
      showName: z.string(),
      /** The day in Helsinki that was handed over. */
      day: z.string(),
      card: z.string(),
      minors: Minors,
      /** Kaikukanta's reason, as its list had it. */
      reason: z.string(),
      returnedAt: Instant,
    }),
  ),
  serverTime,
});

/** POST /v1/usages/{usageId}/settle: the next run has the usage `again`, or a person has dealt with it `by-hand`. */
export const SettleRequest = z.strictObject({ how: z.enum(['again', 'by-hand']) });

/** The answer to a {@link SettleRequest}. */
export const SettleAnswer = z.object({ usageId: UsageId, serverTime });

/** See the schema. */
export type ReturnedAnswer = z.infer<typeof ReturnedAnswer>;

/** See the schema. */
export type SettleRequest = z.infer<typeof SettleRequest>;

/** See the schema. */
export type SettleAnswer = z.infer<typeof SettleAnswer>;
