import type { Instant } from '../admission/facts.ts';
import type { Flag } from '../admission/rules.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { Usage, Visit, VisitToVoid } from './visit.ts';

/** One entry of a journal on its way: what has happened, or what must not count. */
export type OutgoingEntry =
  | {
      readonly what: 'report';
      readonly seq: number;
      readonly visit: Visit;
      /** The lease whose tickets were given, where one was. */
      readonly leaseId: string | null;
      readonly clockSuspect: boolean;
    }
  | ({
      readonly what: 'void';
      readonly seq: number;
    } & VisitToVoid);

/** The most entries of one delivery (decision 0010). */
export const maxEntries = 50;

/** Entries of one journal, at most `maxEntries`, in their order. */
export interface Batch {
  /** The journal's id, a UUID. */
  readonly journal: string;
  /** The highest number the journal has given. */
  readonly seqHigh: number;
  /** Entries of other journals that these were taken over from: nothing of those is missing any more. */
  readonly adopted: readonly { readonly journal: string; readonly seq: number }[];
  readonly entries: readonly OutgoingEntry[];
}

/** What became of one entry. */
export type DeliveredEntry =
  | {
      readonly outcome: 'counted';
      readonly seq: number;
      readonly recordedAt: Instant;
      readonly flags: readonly Flag[];
      /** `lease`: a ticket the device held; `free`: a free one; `over`: none was left. */
      readonly from: 'lease' | 'free' | 'over';
    }
  | {
      readonly outcome: 'voided';
      readonly seq: number;
      /** Of a void: nothing has ever been recorded under the id. */
      readonly unseen?: true;
      /** Of a void: the visit's, if it has one. */
      readonly reference?: string;
      /** Of a void: what still stands of the visit. Absent where the registry does not say. */
      readonly usages?: readonly Pick<Usage, 'id' | 'minors'>[];
    }
  /** Never, as it is. */
  | { readonly outcome: 'rejected'; readonly seq: number; readonly code: KaikuErrorCode }
  /** Not now: the same again later. */
  | { readonly outcome: 'deferred'; readonly seq: number; readonly code: KaikuErrorCode };

/** A lease as the registry tells it. */
export interface RegistryLease {
  readonly id: string;
  readonly showId: string;
  readonly state: 'open' | 'closed' | 'revoked';
  readonly granted: number;
  /** The tickets are wanted elsewhere. */
  readonly recall: boolean;
}

/** Tickets of a show that a device holds for an outage, as its house sees them. */
export interface DeviceLease {
  readonly id: string;
  /** The name of the device. */
  readonly device: string;
  readonly grantedAt: Instant;
  readonly lastSeenAt: Instant;
  /** Tickets it may still give out, as far as the registry knows. */
  readonly leased: number;
  /** Tickets of it that others were given meanwhile: by so many the cap may be exceeded. */
  readonly reassigned: number;
}

/** What became of a batch: a result for each of its entries, by `seq`. */
export interface DeliveredBatch {
  readonly results: readonly DeliveredEntry[];
  readonly leases: readonly RegistryLease[];
  /** Numbers of the journal that have never arrived at the registry, lowest first. */
  readonly missing: readonly number[];
  /** Another device sends under the same numbers. */
  readonly cloned: boolean;
}

/** Where a request comes from, for a registry that knows journals. */
export interface Sent {
  readonly origin: { readonly journal: string; readonly seq: number };
  /** A lease the request may draw on where no ticket is free. */
  readonly leaseId: string | null;
}
