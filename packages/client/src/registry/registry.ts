import type { CardFacts, Day, EarlierUsage, Instant, ShowFacts } from '../admission/facts.ts';
import type { Flag } from '../admission/rules.ts';
import type { RecordAnswer, RecordMode } from '../usage/answer.ts';
import type { Batch, DeliveredBatch, DeviceLease, RegistryLease, Sent } from '../usage/delivery.ts';
import type { Reservation } from '../usage/reservation.ts';
import type { Visit, VisitToVoid } from '../usage/visit.ts';
import type { OwnDevice } from './contract/index.ts';

/** What the registry knows about a card for one show. */
export interface LookUp {
  /** The card. */
  readonly card: CardFacts;
  /** The card's earlier usage for the show; `null` without one. */
  readonly earlier: EarlierUsage | null;
  /** The show. */
  readonly show: ShowFacts;
}

/** The result of a void. */
export interface VoidAnswer {
  /** The show after the void. */
  readonly show: ShowFacts;
  /** True if nothing was ever recorded under the id. Absent if something was, or if the registry does not say. */
  readonly unseen?: true;
}

/** A public key of the registry. */
export interface SealingKey {
  /** Names the key in what is sealed to it. */
  readonly id: string;
  /** A point of P-256, uncompressed: 65 bytes in base64url. */
  readonly publicKey: string;
}

/** A visit in the registry. Has masked card codes only. */
export interface FoundVisit {
  /** The final outcome of the visit. */
  readonly outcome: 'counted' | 'refused' | 'voided';
  /** When the registry recorded it. */
  readonly recordedAt: Instant;
  /** The ticketing system's key, if the visit has one. */
  readonly reference?: string;
  /** What the ticketing system stored with the visit. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Empty for a refused visit, and for one that was voided before it arrived. */
  readonly usages: readonly FoundUsage[];
  /** The show of the visit. */
  readonly show: ShowFacts;
}

/** A visit in a list of the registry. */
export interface ListedVisit extends Omit<FoundVisit, 'show' | 'usages'> {
  /** The id of the visit. */
  readonly id: string;
  /** As of a {@link FoundVisit}. `takenAt`: when the clerk confirmed it, by the device's clock. */
  readonly usages: readonly (FoundUsage & { readonly takenAt: Instant })[];
}

/** A usage of a visit in the registry. */
export interface FoundUsage {
  /** The id of the usage. */
  readonly id: string;
  /** `redeemed`: a reservation whose tickets were given out. `lapsed`: a reservation that was not redeemed in time. */
  readonly outcome: 'counted' | 'redeemed' | 'lapsed' | 'voided';
  /** The masked card code; `…` after a void. */
  readonly maskedCard: string;
  /** Number of minors. */
  readonly minors: number;
  /** The rules that the usage breaks. */
  readonly flags: readonly Flag[];
}

/**
 * The service that records visits. Implement it to connect the client to the real Kaikukanta, whose own interface is not
 * public.
 *
 * Each call is one attempt, because the outbox repeats. It rejects only with a `KaikuError`, whose `retryable` says if the
 * same call may succeed later, and stops when `signal` aborts. `record` and `void` are idempotent by the visit's id: a
 * repeated call returns the same answer.
 */
export interface Registry {
  /**
   * Returns the venue's shows that start on the day `from` (in Europe/Helsinki) or later, by start. Always includes swimming
   * halls. A registry may return the first 500 only. Ask for the others from a later day.
   * @default today, with last night's shows that may still be on
   */
  shows(signal?: AbortSignal, from?: Day): Promise<readonly ShowFacts[]>;
  /** Returns a show. @throws KaikuError `registry/not-found` */
  show(showId: string, signal?: AbortSignal): Promise<ShowFacts>;
  /**
   * Returns what the registry knows about a card. With `at`, as of that past moment: if the show admits per day, `show` and
   * `earlier` are of that day.
   */
  lookUp(showId: string, card: string, signal?: AbortSignal, at?: Instant): Promise<LookUp>;
  /** Records a visit, all or nothing. Its card codes may be sealed: see `sealingKey`. */
  record(visit: Visit, mode: RecordMode, signal?: AbortSignal, sent?: Sent): Promise<RecordAnswer>;
  /**
   * Voids a visit, or the usages named. The registry also stores a void for an id it has never seen, so that a delivery that
   * arrives later does not count.
   */
  void(voidRequest: VisitToVoid, signal?: AbortSignal): Promise<VoidAnswer>;
  /**
   * Returns a visit, to the venue of its show and to the broker that recorded it; `undefined` if there is none. Absent if the
   * registry cannot look up visits.
   */
  find?(visitId: string, signal?: AbortSignal): Promise<FoundVisit | undefined>;
  /**
   * Returns the visits of a show, by when they were recorded: those that this device has recorded, or all that its venue may
   * see, for which a token needs `export`. Absent if the registry does not list visits.
   */
  visits?(showId: string, of: 'device' | 'venue', signal?: AbortSignal): Promise<readonly ListedVisit[]>;
  /**
   * Returns the key to which devices seal the card codes that they store. Deliveries and repeated requests then have sealed
   * codes, also those sealed to earlier keys. Absent if the registry cannot open them: then codes are stored in clear.
   */
  sealingKey?(signal?: AbortSignal): Promise<SealingKey>;
  /** Absent if the registry does not list reservations. */
  readonly reservations?: ReservationRegistry;
  /** Absent if the registry does not support journals and leases. Entries are then delivered one by one. */
  readonly offline?: OfflineRegistry;
}

/** The part of a registry that lists reservations, and redeems and releases them without the card. */
export interface ReservationRegistry {
  /** Returns the reservations that hold tickets now, oldest first. */
  list(
    showId: string,
    signal?: AbortSignal,
  ): Promise<{ readonly reservations: readonly Reservation[]; readonly show: ShowFacts }>;
  /** Gives out the tickets of a reservation. Idempotent by the redemption's id, which is the id of the new visit. */
  redeem(reservationId: string, redemption: Redemption, signal?: AbortSignal): Promise<RecordAnswer>;
  /** Releases a reservation. Returns `refused` if its tickets were already given out. Safe to repeat. */
  release(reservationId: string, showId: string, signal?: AbortSignal): Promise<ReleaseAnswer>;
}

/** The result of releasing a reservation. */
export type ReleaseAnswer =
  | { readonly outcome: 'released'; readonly show: ShowFacts }
  | Extract<RecordAnswer, { outcome: 'refused' }>;

/** How a reservation is redeemed. */
export interface Redemption {
  /** The id of the new visit. */
  readonly id: string;
  /** The id of its usage. */
  readonly usageId: string;
  /** The id of the show. */
  readonly showId: string;
  /** Number of minors. */
  readonly minors: number;
  /** How the new visit is recorded. */
  readonly how: 'sold' | 'door';
  /** When the clerk confirmed, by the device's clock. */
  readonly takenAt: Instant;
  /** See `Visit`. */
  readonly reference?: string;
  /** See `Visit`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The part of a registry that supports devices which work offline: batches, leases and journals. */
export interface OfflineRegistry {
  /** Delivers entries, each on its own. Safe to repeat, in any order. Returns the shows of the entries too. */
  deliver(batch: Batch, signal?: AbortSignal): Promise<DeliveredBatch & { readonly shows: readonly ShowFacts[] }>;
  /**
   * Requests a lease of up to `want` tickets. `useForMs` counts from when the request was sent. Repeated with the same id, it
   * returns the same answer while the lease is open.
   */
  lease(
    request: { readonly id: string; readonly showId: string; readonly journal: string; readonly want: number },
    signal?: AbortSignal,
  ): Promise<{ readonly lease: RegistryLease; readonly useForMs: number; readonly show: ShowFacts }>;
  /** Returns the rest of a lease. Safe to repeat. With `isLeaving` the request outlives the page. */
  returnLease(
    leaseId: string,
    signal?: AbortSignal,
    options?: { readonly isLeaving: boolean },
  ): Promise<{ readonly show: ShowFacts }>;
  /**
   * Extends a lease until the show is over, because the device goes offline on purpose. Absent if leases of this registry
   * always last until then.
   */
  keepLease?(leaseId: string, signal?: AbortSignal): Promise<{ readonly show: ShowFacts }>;
  /**
   * Returns 1 to 50 shows, this journal's leases and the device once any of them differs from `since`, or after some seconds.
   * `since` is the `stamp` of an earlier answer about the same shows. Leaves out other venues' shows. Absent if the registry
   * does not support waiting for changes.
   */
  news?(
    question: { readonly shows: readonly string[]; readonly journal: string; readonly since: string | undefined },
    signal?: AbortSignal,
  ): Promise<{
    readonly shows: readonly ShowFacts[];
    readonly leases: readonly RegistryLease[];
    readonly stamp: string;
    /** The device itself, as its manager has named, narrowed or frozen it. Absent if the registry does not say. */
    readonly device?: OwnDevice | undefined;
  }>;
  /** Returns the open leases of a show, of every device. Absent if the registry does not list them. */
  leases?(showId: string, signal?: AbortSignal): Promise<readonly DeviceLease[]>;
  /**
   * Revokes a lease without its device. Returns how many of its tickets the device may have given out, by which the cap may
   * be exceeded. Only for managers of the show's venue.
   */
  revokeLease?(leaseId: string, reason: string, signal?: AbortSignal): Promise<{ readonly mayAlreadyBeUsed: number }>;
  /** Reports that entries of a journal are permanently lost. */
  reportLost(
    lost: { readonly journal: string; readonly seqHigh: number; readonly pending: number },
    signal?: AbortSignal,
  ): Promise<void>;
}
