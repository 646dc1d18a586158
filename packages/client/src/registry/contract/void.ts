/** The messages that void a visit or a part of it. */
import * as z from 'zod/mini';
import { voidReasons } from '../../usage/answer.ts';
import { maxUsages, type Reduction } from '../../usage/visit.ts';
import { Minors, Origin, ShowId, UsageId } from './fields.ts';
import { isEachOnce } from './visit.ts';

/** Why a visit is voided. */
export const VoidReason = z.enum(voidReasons);

/** The usages of a partial void. It only ever reduces the visit. */
export const Reductions = z
  .array(
    z.strictObject({
      /** The id of the usage. */
      id: UsageId,
      /** The number of minors that remain; null to void the card too. */
      minors: z.nullable(Minors),
    }),
  )
  .check(z.minLength(1), z.maxLength(maxUsages), z.refine(isEachOnce, 'an id occurs twice')) satisfies z.ZodMiniType<
  Reduction[]
>;

/**
 * POST /v1/visits/{visitId}/void: voids a visit, or the usages named. A void for an id the registry has never seen is stored
 * too, so that a delivery that arrives later does not count.
 */
export const VoidRequest = z.strictObject({
  showId: ShowId,
  reason: VoidReason,
  usages: z.exactOptional(Reductions),
  origin: z.optional(Origin),
});

/** See the schema. */
export type VoidRequest = z.infer<typeof VoidRequest>;
