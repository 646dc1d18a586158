/** The fields that several messages share. */
import * as z from 'zod/mini';
import { companies, usageHows, usageInputs } from '../../admission/facts.ts';
import { maxMinors } from '../../admission/minors.ts';

/** An instant, ISO 8601 with an offset. */
export const Instant = z.iso.datetime({ offset: true });

/** A calendar day, `YYYY-MM-DD`. */
export const Day = z.iso.date();

/** A number of tickets or of entries. */
export const Tickets = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** The id of a show. */
export const ShowId = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));

/** The id of a visit, a usage, a lease or a journal: a UUID in lower case. */
export const UsageId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[457][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));

/** A card code. The registry rejects other texts and repairs none. */
export const CardText = z.string().check(z.regex(/^[A-Z]{1,2}[0-9]{8,9}$/));

/** The number of minors of one party. */
export const Minors = z.int().check(z.minimum(0), z.maximum(maxMinors));

/** How a usage comes about. */
export const How = z.enum(usageHows);

/** How a card code was entered. */
export const Input = z.enum(usageInputs);

/** With whom a worker comes who is not in the visit. */
export const Company = z.enum(companies);

/** The number of an entry in its journal: 1, 2, 3 … in the order of writing. */
export const Seq = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));

/**
 * The journal and entry that a message comes from. A journal is one storage of one device; its id is a UUID created with it.
 * Two requests that differ only in this count as the same.
 */
export const Origin = z.strictObject({ journal: UsageId, seq: Seq });

/** Part of every answer, so that the device can measure the error of its own clock. */
export const serverTime = Instant;

/** See the schema. */
export type Origin = z.infer<typeof Origin>;
