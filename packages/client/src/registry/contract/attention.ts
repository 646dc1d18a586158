/** What a person of the house has to see to, of all devices. */
import * as z from 'zod/mini';
import { Instant, Minors, ShowId, serverTime, UsageId } from './fields.ts';
import { Flag } from './visit.ts';

/**
 * Something to see to. `flagged`: a recorded visit that breaks a rule. `rejected`: what a device has sent and the registry
 * never takes; it stays on the review list of that device.
 */
export const AttentionItem = z.object({
  kind: z.enum(['flagged', 'rejected']),
  /** Of the visit. */
  id: UsageId,
  deviceId: z.string(),
  /** The name of the device. */
  device: z.string(),
  /** `null`: unknown, because it was rejected. */
  show: z.nullable(z.object({ id: ShowId, name: z.string() })),
  /** By the device's clock; `null`: unknown. */
  takenAt: z.nullable(Instant),
  /** Empty if it was rejected. */
  usages: z.array(z.object({ id: UsageId, minors: Minors, flags: z.array(Flag) })),
});

/** GET /v1/attention: what no person has settled, oldest first, at most 200. */
export const AttentionAnswer = z.object({
  items: z.array(AttentionItem),
  /** True if there are more: they appear as these are settled. */
  more: z.boolean(),
  serverTime,
});

/** POST /v1/attention/{visitId}/settle: a person has seen to it, and it is not listed any longer. */
export const AttentionSettledAnswer = z.object({ id: UsageId, serverTime });

/** See the schema. */
export type AttentionItem = z.infer<typeof AttentionItem>;
/** See the schema. */
export type AttentionAnswer = z.infer<typeof AttentionAnswer>;
