/** The messages that record a visit. */
import * as z from 'zod/mini';
import { flagOrder } from '../../admission/rules.ts';
import { type RecordMode, recordModes } from '../../usage/answer.ts';
import { maxMetadataKeys, maxMetadataLength, maxReferenceLength, metadataKey } from '../../usage/reference.ts';
import { maxUsages, type Usage, type Visit } from '../../usage/visit.ts';
import { wireText } from '../wire-text.ts';
import { Company, How, Input, Instant, Minors, Origin, ShowId, serverTime, UsageId } from './fields.ts';
import { UsageCard } from './sealing-key.ts';
import { Show } from './show.ts';

/** True if no id occurs twice. */
export function isEachOnce(usages: readonly { readonly id: string }[]): boolean {
  return new Set(usages.map(({ id }) => id)).size === usages.length;
}

/** One card of a visit. */
const VisitUsage = z.strictObject({
  id: UsageId,
  card: UsageCard,
  minors: Minors,
  /** For statistics only: two requests that differ in it count as the same. */
  input: z.exactOptional(Input),
}) satisfies z.ZodMiniType<Usage>;

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
 * of `takenAt`, with `late` if that was an earlier day, and with `date-unsure` if that day may be wrong.
 */
export const VisitRequest = z.strictObject({
  mode: z.enum(recordModes),
  ...visitFields,
  origin: z.optional(Origin),
  /** A lease of the device to count a request from if no ticket is free. */
  leaseId: z.optional(UsageId),
}) satisfies z.ZodMiniType<Visit & { mode: RecordMode }>;

/**
 * A flag of a recorded usage: a reason for which a request would have been refused, `late` or `date-unsure`. A flag of a
 * newer registry that this client does not know becomes `unknown-rule`.
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

/** See the schema. */
export type VisitRequest = z.infer<typeof VisitRequest>;
/** See the schema. */
export type VisitAnswer = z.infer<typeof VisitAnswer>;
