/** The messages that return recorded visits. */
import * as z from 'zod/mini';
import { How, Instant, Minors, serverTime, UsageId } from './fields.ts';
import { Show } from './show.ts';
import { Flag } from './visit.ts';

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
      /** When the clerk confirmed it, by the device's clock. */
      takenAt: Instant,
      flags: z.array(Flag),
    }),
  ),
});

/** GET /v1/visits/{visitId}: for the venue of its show and for the broker that recorded it. */
export const FoundVisitAnswer = z.object({ visit: FoundVisit, show: Show, serverTime });

/**
 * GET /v1/visits?show=…&seller=…: the visits of a show that the caller may see, in the order they were recorded.
 * GET /v1/device/visits?show=…: those that the calling device has recorded.
 */
export const VisitsAnswer = z.object({ visits: z.array(FoundVisit), show: Show, serverTime });

/** See the schema. */
export type FoundVisit = z.infer<typeof FoundVisit>;
/** See the schema. */
export type FoundVisitAnswer = z.infer<typeof FoundVisitAnswer>;
/** See the schema. */
export type VisitsAnswer = z.infer<typeof VisitsAnswer>;
