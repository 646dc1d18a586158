/**
 * The wire of a device that goes on without a network: deliveries, leases, journals. As in `contract.ts`, which it
 * goes on from: requests are strict, answers may say more.
 */
import * as z from 'zod/mini';
import { maxEntries } from '../usage/delivery.ts';
import {
  Flag,
  Instant,
  Minors,
  Origin,
  ProblemCode,
  Reductions,
  Seq,
  Show,
  ShowId,
  Tickets,
  UsageId,
  unseen,
  VoidReason,
  visitFields,
} from './contract.ts';
import { wireText } from './wire-text.ts';

export { maxEntries } from '../usage/delivery.ts';

const showId = '[a-z0-9][a-z0-9-]{0,63}';
const maxNewsShows = 50;

/** Shows in a query: 1 to 50 ids, with commas between them. */
export const ShowIds = z.string().check(z.regex(new RegExp(`^${showId}(?:,${showId}){0,${maxNewsShows - 1}}$`)));

/** How shows stood: see `NewsAnswer`. */
export const NewsStamp = z.string().check(z.regex(/^[0-9a-f]{32}$/));

/** One entry of a journal: what has happened at the door, or what must not count. Asks go their own way. */
export const DeliveryEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('report'),
    seq: Seq,
    ...visitFields,
    /** The lease whose tickets were given, where one was. */
    leaseId: z.nullable(UsageId),
    /** The device could not tell how wrong its clock is, so `takenAt` is as it showed. */
    clockSuspect: z.boolean(),
  }),
  /** `id`: of the visit. */
  z.strictObject({
    kind: z.literal('void'),
    seq: Seq,
    id: UsageId,
    showId: ShowId,
    reason: VoidReason,
    usages: z.exactOptional(Reductions),
  }),
]);

/**
 * POST /v1/deliveries: entries of one journal, in their order. Each is a transaction of its own and has a result of its
 * own: a bad one never holds up the next. Harmless to repeat, whole or in part, in any order.
 */
export const DeliveryRequest = z.strictObject({
  journal: UsageId,
  /** The highest number the journal has given so far. 0: none. */
  seqHigh: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
  /** Numbers that were taken over by this journal from a file of another one: nothing of that one is missing for them. */
  adopted: z.optional(z.array(Origin).check(z.maxLength(maxEntries))),
  entries: z.array(DeliveryEntry).check(z.maxLength(maxEntries)),
});

const resultOf = { seq: Seq, id: UsageId };

export const DeliveryResult = z.discriminatedUnion('outcome', [
  z.object({
    ...resultOf,
    outcome: z.literal('counted'),
    recordedAt: Instant,
    flags: z.array(Flag),
    /** `lease`: a ticket the device held. `free`: a free one. `over`: beyond the cap. A lease that gave none gets it back. */
    from: z.enum(['lease', 'free', 'over']),
  }),
  z.object({
    ...resultOf,
    outcome: z.literal('voided'),
    recordedAt: Instant,
    unseen,
    /** Of a void: the visit's, as the next. */
    reference: z.exactOptional(z.string()),
    /** What still stands of the visit: some of it, where a part was voided. */
    usages: z.optional(z.array(z.object({ id: UsageId, minors: Minors }))),
  }),
  /** Never, as it is: a person must look at it. */
  z.object({ ...resultOf, outcome: z.literal('rejected'), code: ProblemCode, detail: z.string() }),
  /** Not now (the database is busy or failed): the same again later. */
  z.object({ ...resultOf, outcome: z.literal('deferred') }),
]);

/** Tickets of a show's cap that one device holds for an outage. */
export const Lease = z.object({
  id: UsageId,
  showId: ShowId,
  state: z.enum(['open', 'closed', 'revoked']),
  /** Tickets. */
  granted: Tickets,
  consumed: Tickets,
  /** The tickets are wanted elsewhere: give what is left back. */
  recall: z.boolean(),
});

/** The answer to POST /v1/deliveries. Results in the order of the request. */
export const DeliveryAnswer = z.object({
  results: z.array(DeliveryResult),
  /** Each show that an entry was of, as it stands now. */
  shows: z.array(Show),
  /** The open leases of this journal. */
  leases: z.array(Lease),
  /** Numbers up to `seqHigh` that have never arrived and are not among `entries`, lowest first, at most 100. */
  missing: z.array(Seq),
  /** Another device has sent other entries under the same numbers: a profile was copied. Its leases are closed. */
  cloned: z.boolean(),
  serverTime: Instant,
});

/** POST /v1/leases: tickets for an outage. Granted are as many as there is room for, at most `want`; none is an answer too. */
export const LeaseRequest = z.strictObject({
  id: UsageId,
  showId: ShowId,
  journal: UsageId,
  /** Tickets. */
  want: z.int().check(z.minimum(1), z.maximum(1000)),
});

/**
 * GET /v1/news?shows=…,…&journal=…&since=…: 1 to 50 shows when one of them is no longer as `since` says (the `stamp` of an
 * earlier answer about the same shows; left out: at once), or when tickets of the journal are wanted; the same as before after
 * some seconds. A device that has it open is heard of, and hears within a moment.
 */
export const NewsAnswer = z.object({
  /** Those of the question that are the venue's business. */
  shows: z.array(Show),
  /** The open leases of the journal. */
  leases: z.array(Lease),
  /** How the shows and the leases stand, for the next question. No more than an answer to compare. */
  stamp: NewsStamp,
  serverTime: Instant,
});

/** The answer to POST /v1/leases and /v1/leases/{leaseId}/return; the same for every repetition while the lease lives. */
export const LeaseAnswer = z.object({
  lease: Lease,
  /** How long the tickets may be given out without a network, in seconds from when the request was *sent*. */
  useByS: z.int().check(z.minimum(0)),
  /** From then on the registry gives what was not reported to others. */
  expiresAt: Instant,
  show: Show,
  serverTime: Instant,
});

/** POST /v1/leases/{leaseId}/revoke, by a coordinator: takes tickets back without hearing from the device. */
export const RevokeRequest = z.strictObject({ reason: wireText({ min: 1, max: 200 }) });
export const RevokeAnswer = z.object({
  lease: Lease,
  /** Tickets that are free again. */
  released: Tickets,
  /** The worst case: so many of them may have been given out already on that device. */
  mayAlreadyBeUsed: Tickets,
  device: z.string(),
  lastSeenAt: Instant,
  serverTime: Instant,
});

/** GET /v1/journals/{journal}?from=1: what has arrived of the device's own journal, by number, at most 1000 at once. */
export const JournalAnswer = z.object({
  journal: UsageId,
  seqHigh: z.int().check(z.minimum(0)),
  numbers: z.array(z.object({ seq: Seq, id: UsageId, outcome: z.enum(['counted', 'refused', 'voided', 'rejected']) })),
  missing: z.array(Seq),
  cloned: z.boolean(),
  serverTime: Instant,
});

/** POST /v1/journals/{journal}/lost: the device has found that its storage was emptied under it (see docs/promises.md). */
export const LostRequest = z.strictObject({
  /** The highest number it had given, and how many entries were not acknowledged, as far as it still knows. */
  seqHigh: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
  pending: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
});

/** The answer to it. */
export const JournalLostAnswer = z.object({ journal: UsageId, serverTime: Instant });

/**
 * GET /v1/shows/{showId}/reconciliation: whether all that happened at this show's doors is in the registry. `reconciled` when no
 * lease is open and no journal that has recorded for the show misses a number.
 */
export const ReconciliationAnswer = z.object({
  reconciled: z.boolean(),
  leases: z.array(
    z.object({
      lease: Lease,
      device: z.string(),
      grantedAt: Instant,
      lastSeenAt: Instant,
      /** Tickets of it that others were given meanwhile: by so many the cap may be exceeded. */
      reassigned: Tickets,
    }),
  ),
  journals: z.array(
    z.object({
      journal: UsageId,
      device: z.string(),
      lastSeenAt: Instant,
      missing: z.array(Seq),
      cloned: z.boolean(),
      /** Entries it has reported as lost; 0 where it has not. */
      lost: Tickets,
    }),
  ),
  serverTime: Instant,
});

export type DeliveryEntry = z.infer<typeof DeliveryEntry>;
export type DeliveryRequest = z.infer<typeof DeliveryRequest>;
export type DeliveryResult = z.infer<typeof DeliveryResult>;
export type DeliveryAnswer = z.infer<typeof DeliveryAnswer>;
export type WireLease = z.infer<typeof Lease>;
export type LeaseRequest = z.infer<typeof LeaseRequest>;
export type LeaseAnswer = z.infer<typeof LeaseAnswer>;
export type RevokeRequest = z.infer<typeof RevokeRequest>;
export type RevokeAnswer = z.infer<typeof RevokeAnswer>;
export type NewsAnswer = z.infer<typeof NewsAnswer>;
export type JournalAnswer = z.infer<typeof JournalAnswer>;
export type LostRequest = z.infer<typeof LostRequest>;
export type ReconciliationAnswer = z.infer<typeof ReconciliationAnswer>;
