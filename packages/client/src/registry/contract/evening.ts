/** The end of an evening: what was given for a show, and what is not settled. */
import * as z from 'zod/mini';
import { serverTime, Tickets } from './fields.ts';

const Party = z.object({
  /** Cards. Each is one adult. */
  cards: Tickets,
  minors: Tickets,
});

/**
 * GET /v1/shows/{showId}/evening?day=…: the usages of a show; of one that admits per day, those of a day. A broker gets its
 * own usages of a client's show.
 */
export const EveningAnswer = z.object({
  /** Given out, in advance or at the door. */
  given: Party,
  /** Of these, those that a device recorded without the registry's answer, and that have arrived since. */
  provisional: Party,
  /** Reserved, and not redeemed. */
  reserved: Party,
  /** Cards that were recorded and undone, by a clerk or because the show was cancelled. */
  undone: Tickets,
  /** The cards of `given`, by what has happened to them on the way to Kaikukanta. */
  handedOver: z.object({
    /** In a file that the venue has imported. */
    confirmed: Tickets,
    /** In a file that the venue has not confirmed. */
    waiting: Tickets,
    /** Kaikukanta did not take them, and no person has settled that. */
    returned: Tickets,
    /** A person must review them before a run has them. */
    toReview: Tickets,
    /** In no run yet. */
    open: Tickets,
  }),
  serverTime,
});

/** See the schema. */
export type EveningAnswer = z.infer<typeof EveningAnswer>;
