/** The look-up of a card. */
import * as z from 'zod/mini';
import { type CardFacts, cardStatuses, type EarlierUsage } from '../../admission/facts.ts';
import { CardText, Day, How, Instant, Minors, serverTime, UsageId } from './fields.ts';
import { Show } from './show.ts';

/** What the registry knows about a card: `CardFacts`. */
export const Card = z.discriminatedUnion('registered', [
  z.object({ registered: z.literal(false) }),
  /** The registry does not check the card; Kaikukanta does, at the import. */
  z.object({ registered: z.literal('not-checked') }),
  z.object({
    registered: z.literal(true),
    status: z.enum(cardStatuses),
    validUntilOn: Day,
    minors: Minors,
    /** The day of the imported list that has the card. Absent for the registry's own data. */
    listedOn: z.exactOptional(Day),
  }),
]) satisfies z.ZodMiniType<CardFacts>;

/** An earlier usage of a card for a show: `EarlierUsage`. */
export const Earlier = z.object({
  usageId: UsageId,
  how: How,
  minors: Minors,
  recordedAt: Instant,
}) satisfies z.ZodMiniType<EarlierUsage>;

/**
 * POST /v1/shows/{showId}/lookups: looks up a card. The code is in the body, because a URL may end up in a log. With `at`,
 * the answer is as of that past moment: if the show admits per day, the earlier usage and the tickets taken and leased are
 * those of that day. A future moment is treated as now.
 */
export const LookupRequest = z.strictObject({ card: CardText, at: z.optional(Instant) });

/** The answer to a look-up. */
export const LookupAnswer = z.object({ card: Card, earlier: z.nullable(Earlier), show: Show, serverTime });

/** See the schema. */
export type LookupRequest = z.infer<typeof LookupRequest>;
/** See the schema. */
export type LookupAnswer = z.infer<typeof LookupAnswer>;
