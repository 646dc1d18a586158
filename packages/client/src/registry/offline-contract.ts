/**
 * The messages that let a device work offline: deliveries, leases and journals. As in `contract/`, requests are strict and
 * answers may have more fields.
 */
import * as z from 'zod/mini';
import { maxEntries } from '../usage/delivery.ts';
import {
  Flag,
  Instant,
  Minors,
  Origin,
  OwnDevice,
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
} from './contract/index.ts';
import { wireText } from './wire-text.ts';

export { maxEntries } from '../usage/delivery.ts';

const showId = '[a-z0-9][a-z0-9-]{0,63}';
const maxNewsShows = 50;

/** The ids of 1 to 50 shows in a query, separated by commas. */
export const ShowIds = z.string().check(z.regex(new RegExp(`^${showId}(?:,${showId}){0,${maxNewsShows - 1}}$`)));

/** The stamp of a `NewsAnswer`. */
export const NewsStamp = z.string().check(z.regex(/^[0-9a-f]{32}$/));

/** One entry of a journal: a report or a void. Requests are sent to POST /v1/visits instead. */
export const DeliveryEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('report'),
    seq: Seq,
    ...visitFields,
    /** The lease whose tickets were given out; null without one. */
    leaseId: z.nullable(UsageId),
    /** True if the device could not measure the error of its clock, so `takenAt` may be wrong. */
    clockSuspect: z.boolean(),
  }),
  /** `id` is the id of the visit. */
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
 * POST /v1/deliveries: delivers entries of one journal, in their order. Each has its own transaction and result, so an
 * invalid entry never delays the next. Safe to repeat, as a whole or in part, in any order.
 */
export const DeliveryRequest = z.strictObject({
  journal: UsageId,
  /** The highest number that the journal has assigned; 0 for none. */
  seqHigh: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
  /** The version of the client, which a manager sees. */
  version: z.optional(wireText({ min: 1, max: 32 })),
  /** Entries of other journals that this one has imported, so that they do not count as missing there. */
  adopted: z.optional(z.array(Origin).check(z.maxLength(maxEntries))),
  entries: z.array(DeliveryEntry).check(z.maxLength(maxEntries)),
});

const resultOf = { seq: Seq, id: UsageId };

/** The result of one entry. */
export const DeliveryResult = z.discriminatedUnion('outcome', [
  z.object({
    ...resultOf,
    outcome: z.literal('counted'),
    recordedAt: Instant,
    flags: z.array(Flag),
    /**
     * Which ticket it took: `lease`: of the lease; `free`: a free one; `over`: none, it exceeds the cap. Not `lease`: the
     * lease gets a refund.
     */
    from: z.enum(['lease', 'free', 'over']),
  }),
  z.object({
    ...resultOf,
    outcome: z.literal('voided'),
    recordedAt: Instant,
    unseen,
    /** Of a void: the reference of the visit. */
    reference: z.exactOptional(z.string()),
    /** Of a void: the usages that still count. */
    usages: z.optional(z.array(z.object({ id: UsageId, minors: Minors }))),
  }),
  /** Invalid, permanently. A person must review it. */
  z.object({ ...resultOf, outcome: z.literal('rejected'), code: ProblemCode, detail: z.string() }),
  /**
   * Not processed: send it again later. The database is busy or failed; with `registry/unknown-key`, the operator must add a
   * sealing key.
   */
  z.object({ ...resultOf, outcome: z.literal('deferred'), code: z.exactOptional(ProblemCode) }),
]);

/** Tickets of a show's cap that one device may give out offline. */
export const Lease = z.object({
  id: UsageId,
  showId: ShowId,
  state: z.enum(['open', 'closed', 'revoked']),
  granted: Tickets,
  consumed: Tickets,
  /** True if the registry asks the device to return the rest. */
  recall: z.boolean(),
});

/** The answer to POST /v1/deliveries. The results are in the order of the request. */
export const DeliveryAnswer = z.object({
  results: z.array(DeliveryResult),
  /** The current state of each show of the entries. */
  shows: z.array(Show),
  /** The open leases of this journal. */
  leases: z.array(Lease),
  /** Numbers up to `seqHigh` that have never arrived and are not in this delivery, lowest first, at most 100. */
  missing: z.array(Seq),
  /**
   * True if another device has sent other entries under the same numbers, because a browser profile was copied. Closes
   * its leases.
   */
  cloned: z.boolean(),
  serverTime: Instant,
});

/** POST /v1/leases: requests a lease. The registry grants up to `want` tickets, perhaps none. */
export const LeaseRequest = z.strictObject({
  id: UsageId,
  showId: ShowId,
  journal: UsageId,
  /** The most tickets to grant. */
  want: z.int().check(z.minimum(1), z.maximum(1000)),
});

/**
 * GET /v1/news?shows=…,…&journal=…&since=…: answers once one of 1 to 50 shows, a lease of the journal, or the device differs
 * from `since`, and otherwise after some seconds. `since` is the `stamp` of an earlier answer about the same shows; without it
 * the answer is immediate. The request also keeps the journal's leases alive.
 */
export const NewsAnswer = z.object({
  /** Those of the requested shows that the device may see. */
  shows: z.array(Show),
  /** The open leases of the journal. */
  leases: z.array(Lease),
  /** The device, which is `active` or `frozen`. */
  device: z.optional(OwnDevice),
  /** A hash of the answer, for `since` of the next request. */
  stamp: NewsStamp,
  serverTime: Instant,
});

/**
 * GET /v1/events?shows=…,…: the data of a server-sent event, at once and after each change of a show: the shows as they
 * are. The id of the event is a hash of it. A comment follows at least every ten seconds, and the registry ends the
 * stream after some minutes: connect again.
 */
export const ShowsEvent = z.object({ shows: z.array(Show), serverTime: Instant });

/** The answer to POST /v1/leases and /v1/leases/{leaseId}/return. The same for each repetition while the lease is open. */
export const LeaseAnswer = z.object({
  lease: Lease,
  /** How long the device may give out the tickets offline, in seconds from when the request was *sent*. */
  useByS: z.int().check(z.minimum(0)),
  /** When the lease expires: the registry then gives tickets that were not reported to others. */
  expiresAt: Instant,
  show: Show,
  serverTime: Instant,
});

/** POST /v1/leases/{leaseId}/revoke, by a manager of the show's venue: ends a lease without hearing from the device. */
export const RevokeRequest = z.strictObject({ reason: wireText({ min: 1, max: 200 }) });
/** The answer to a revocation. */
export const RevokeAnswer = z.object({
  lease: Lease,
  /** Number of tickets that are free again. */
  released: Tickets,
  /** How many of them the device may have given out already, at most. */
  mayAlreadyBeUsed: Tickets,
  device: z.string(),
  lastSeenAt: Instant,
  serverTime: Instant,
});

/** GET /v1/journals/{journal}?from=1: the entries of the device's own journal that have arrived, by number, at most 1000. */
export const JournalAnswer = z.object({
  journal: UsageId,
  seqHigh: z.int().check(z.minimum(0)),
  numbers: z.array(z.object({ seq: Seq, id: UsageId, outcome: z.enum(['counted', 'refused', 'voided', 'rejected']) })),
  missing: z.array(Seq),
  cloned: z.boolean(),
  serverTime: Instant,
});

/** POST /v1/journals/{journal}/lost: reports that the device's storage was emptied (docs/promises.md). */
export const LostRequest = z.strictObject({
  /** The highest number assigned, and the number of pending entries, as far as the device still knows. */
  seqHigh: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
  pending: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
});

/** The answer to a reported loss. */
export const JournalLostAnswer = z.object({ journal: UsageId, serverTime: Instant });

/**
 * GET /v1/shows/{showId}/reconciliation: whether the registry has everything of a show. `reconciled` is true if no lease is
 * open and no journal that has recorded for the show lacks a number.
 */
export const ReconciliationAnswer = z.object({
  reconciled: z.boolean(),
  leases: z.array(
    z.object({
      lease: Lease,
      device: z.string(),
      grantedAt: Instant,
      lastSeenAt: Instant,
      /** Tickets of it that the registry has since given to others: the cap may be exceeded by this number. */
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
      /** Number of entries that the device has reported as lost. */
      lost: Tickets,
    }),
  ),
  /**
   * Devices that were last heard before a lease of theirs expired or was revoked: they may have recorded since then.
   * `tickets`: those of the leases that they had not reported as used.
   */
  silent: z.array(z.object({ device: z.string(), lastSeenAt: Instant, tickets: Tickets })),
  serverTime: Instant,
});

/** See the schema. */
export type DeliveryEntry = z.infer<typeof DeliveryEntry>;
/** See the schema. */
export type DeliveryRequest = z.infer<typeof DeliveryRequest>;
/** See the schema. */
export type DeliveryResult = z.infer<typeof DeliveryResult>;
/** See the schema. */
export type DeliveryAnswer = z.infer<typeof DeliveryAnswer>;
/** See the schema. */
export type WireLease = z.infer<typeof Lease>;
/** See the schema. */
export type LeaseRequest = z.infer<typeof LeaseRequest>;
/** See the schema. */
export type LeaseAnswer = z.infer<typeof LeaseAnswer>;
/** See the schema. */
export type RevokeRequest = z.infer<typeof RevokeRequest>;
/** See the schema. */
export type RevokeAnswer = z.infer<typeof RevokeAnswer>;
/** See the schema. */
export type NewsAnswer = z.infer<typeof NewsAnswer>;
/** See the schema. */
export type JournalAnswer = z.infer<typeof JournalAnswer>;
/** See the schema. */
export type LostRequest = z.infer<typeof LostRequest>;
/** See the schema. */
export type ReconciliationAnswer = z.infer<typeof ReconciliationAnswer>;
