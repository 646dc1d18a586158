import type { Instant } from '../admission/facts.ts';
import type { Flag } from '../admission/rules.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { Visit, VisitToVoid } from './visit.ts';

/** One entry of a journal on its way: what has happened, or what must not count. */
export type Outgoing =
  | {
      readonly what: 'report';
      readonly seq: number;
      readonly visit: Visit;
      /** The lease whose places were given, where one was. */
      readonly leaseId: string | null;
      readonly clockSuspect: boolean;
    }
  | ({
      readonly what: 'void';
      readonly seq: number;
    } & VisitToVoid);

/** Entries of one journal, at most 50, in their order. */
export interface Batch {
  /** The journal's id, a UUID. */
  readonly journal: string;
  /** The highest number the journal has given. */
  readonly seqHigh: number;
  /** Entries of other journals that these were taken over from: nothing of those is missing any more. */
  readonly adopted: readonly { readonly journal: string; readonly seq: number }[];
  readonly units: readonly Outgoing[];
}

/** What became of one entry. */
export type DeliveredUnit =
  | {
      readonly outcome: 'counted';
      readonly seq: number;
      readonly recordedAt: Instant;
      readonly flags: readonly Flag[];
      /** `lease`: a place the device held; `pool`: a free one; `over`: none was left. */
      readonly from: 'lease' | 'pool' | 'over';
    }
  /** `unseen`, of a void: nothing has ever been recorded under the id. */
  | { readonly outcome: 'voided'; readonly seq: number; readonly unseen?: true }
  /** Never, as it is. */
  | { readonly outcome: 'rejected'; readonly seq: number; readonly code: KaikuErrorCode }
  /** Not now: the same again later. */
  | { readonly outcome: 'not-now'; readonly seq: number; readonly code: KaikuErrorCode };

/** A lease as the registry tells it. */
export interface LeaseNews {
  readonly id: string;
  readonly showId: string;
  readonly state: 'open' | 'closed' | 'reclaimed';
  readonly granted: number;
  /** The places are wanted elsewhere. */
  readonly recall: boolean;
}

/** Tickets of a show that a device holds for an outage, as its house sees them. */
export interface HeldLease {
  readonly id: string;
  /** The name of the device. */
  readonly device: string;
  readonly heldSince: Instant;
  readonly lastSeenAt: Instant;
  /** Tickets it may still give out, as far as the registry knows. */
  readonly held: number;
  /** Tickets of it that others were given meanwhile: by so many the cap may be exceeded. */
  readonly lent: number;
}

/** What became of a batch: a result for each of its units, by `seq`. */
export interface DeliveredBatch {
  readonly results: readonly DeliveredUnit[];
  readonly leases: readonly LeaseNews[];
  /** Numbers of the journal that have never arrived at the registry, lowest first. */
  readonly missing: readonly number[];
  /** Another device sends under the same numbers. */
  readonly cloned: boolean;
}

/** Where a request comes from, for a registry that knows journals. */
export interface Sent {
  readonly origin: { readonly journal: string; readonly seq: number };
  /** A lease the request may draw on where no place is free. */
  readonly leaseId: string | null;
}
