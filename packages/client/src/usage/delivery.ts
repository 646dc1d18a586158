import type { Instant } from '../admission/facts.ts';
import type { Flag } from '../admission/rules.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { Usage, Visit, VisitToVoid } from './visit.ts';

/** One entry of a journal in a delivery: a report or a void. */
export type OutgoingEntry =
  | {
      readonly what: 'report';
      readonly seq: number;
      readonly visit: Visit;
      /** The lease whose tickets were given out; `null` without one. */
      readonly leaseId: string | null;
      /** True if the device could not verify its clock, so `takenAt` may be wrong. */
      readonly clockSuspect: boolean;
    }
  | ({
      readonly what: 'void';
      readonly seq: number;
    } & VisitToVoid);

/** The most entries of one delivery (decision 0010). */
export const maxEntries = 50;

/** Entries of one journal, at most 50, in their order. */
export interface Batch {
  /** The journal's id, a UUID. */
  readonly journal: string;
  /** The highest number that the journal has assigned. */
  readonly seqHigh: number;
  /** Entries of other journals that this one has imported, so that the registry does not report them as missing. */
  readonly adopted: readonly { readonly journal: string; readonly seq: number }[];
  /** The reports and voids to deliver. */
  readonly entries: readonly OutgoingEntry[];
}

/** The registry's result for one entry. */
export type DeliveredEntry =
  | {
      readonly outcome: 'counted';
      readonly seq: number;
      readonly recordedAt: Instant;
      readonly flags: readonly Flag[];
      /** Which ticket it took: `lease`: of the device's lease; `free`: a free one; `over`: none, because none was left. */
      readonly from: 'lease' | 'free' | 'over';
    }
  | {
      readonly outcome: 'voided';
      readonly seq: number;
      /** Of a void: nothing was ever recorded under the id. */
      readonly unseen?: true;
      /** Of a void: the visit's reference, if it has one. */
      readonly reference?: string;
      /** Of a void: what still counts of the visit. Absent if the registry does not say. */
      readonly usages?: readonly Pick<Usage, 'id' | 'minors'>[];
    }
  /** Invalid, permanently. */
  | { readonly outcome: 'rejected'; readonly seq: number; readonly code: KaikuErrorCode }
  /** Not processed: send it again later. */
  | { readonly outcome: 'deferred'; readonly seq: number; readonly code: KaikuErrorCode };

/** The registry's state of a lease. */
export interface RegistryLease {
  /** The id of the lease. */
  readonly id: string;
  /** The show whose tickets it holds. */
  readonly showId: string;
  /** `closed`: returned or expired. `revoked`: ended by a manager. */
  readonly state: 'open' | 'closed' | 'revoked';
  /** Tickets granted. */
  readonly granted: number;
  /** True if the registry asks for the tickets back. */
  readonly recall: boolean;
}

/** A lease of any device, as its venue sees it. */
export interface DeviceLease {
  /** The id of the lease. */
  readonly id: string;
  /** The name of the device. */
  readonly device: string;
  /** When the registry granted it. */
  readonly grantedAt: Instant;
  /** When the device last contacted the registry. */
  readonly lastSeenAt: Instant;
  /** Tickets the device may still give out, as far as the registry knows. */
  readonly leased: number;
  /** Tickets of it that the registry has since given to others: the cap may be exceeded by this number. */
  readonly reassigned: number;
}

/** The registry's answer to a batch. */
export interface DeliveredBatch {
  /** One result for each entry, identified by `seq`. */
  readonly results: readonly DeliveredEntry[];
  /** The open leases of the journal. */
  readonly leases: readonly RegistryLease[];
  /** Numbers of the journal that have never arrived at the registry, lowest first. */
  readonly missing: readonly number[];
  /** True if another device uses the same journal, because a browser profile was copied. */
  readonly cloned: boolean;
}

/** Which entry a request comes from, for a registry that supports journals. */
export interface Sent {
  /** The journal and the number of the entry. */
  readonly origin: { readonly journal: string; readonly seq: number };
  /** A lease to count the visit from if no ticket is free; `null` for none. */
  readonly leaseId: string | null;
}
