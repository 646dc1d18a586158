import type { CardFacts, Day, EarlierUsage, Instant, ShowFacts } from '../admission/facts.ts';
import type { Flag } from '../admission/rules.ts';
import type { RecordAnswer, RecordMode } from '../usage/answer.ts';
import type { Batch, DeliveredBatch, DeviceLease, RegistryLease, Sent } from '../usage/delivery.ts';
import type { Reservation } from '../usage/reservation.ts';
import type { Visit, VisitToVoid } from '../usage/visit.ts';

/** What the registry knows of a card for one show. */
export interface LookUp {
  readonly card: CardFacts;
  readonly earlier: EarlierUsage | null;
  readonly show: ShowFacts;
}

/** What became of a void. `unseen`: nothing has ever been recorded under the id; absent where the registry does not say. */
export interface VoidAnswer {
  readonly show: ShowFacts;
  readonly unseen?: true;
}

/** A visit as the registry has it. No card code: only masks. */
export interface FoundVisit {
  readonly outcome: 'counted' | 'refused' | 'voided';
  readonly recordedAt: Instant;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Of a refused visit, and of one that was voided before it came, none. */
  readonly usages: readonly FoundUsage[];
  readonly show: ShowFacts;
}

export interface FoundUsage {
  readonly id: string;
  /** `redeemed`: a reservation whose tickets were given out. `lapsed`: one that nobody redeemed in time. */
  readonly outcome: 'counted' | 'redeemed' | 'lapsed' | 'voided';
  /** `…` alone once it is void. */
  readonly maskedCard: string;
  readonly minors: number;
  readonly flags: readonly Flag[];
}

/**
 * The other end: the one interface to adapt to the real Kaikukanta, whose own is not public.
 * Every call is one attempt (the outbox repeats), rejects only with a `KaikuError` whose `retryable` is honest, and
 * stops when `signal` does. `record` and `void` are idempotent by the visit's id: repeated, they answer the same.
 */
export interface Registry {
  /**
   * The shows this venue may record for, by start: those that begin on a day (of Europe/Helsinki) or later. Default: today,
   * with those of last night that may still be on. A swimming hall is always among them.
   */
  shows(signal?: AbortSignal, from?: Day): Promise<readonly ShowFacts[]>;
  show(showId: string, signal?: AbortSignal): Promise<ShowFacts>;
  /**
   * What it knows of a card. With `at`, as it is for a visit that happened at that past moment: `show` and `earlier` are of
   * its day where the show admits per day.
   */
  lookUp(showId: string, card: string, signal?: AbortSignal, at?: Instant): Promise<LookUp>;
  /** Records a visit, whole: `counted` with the flags of all its usages, or nothing of it. */
  record(visit: Visit, mode: RecordMode, signal?: AbortSignal, sent?: Sent): Promise<RecordAnswer>;
  /**
   * Voids a visit, or what of it is named; one the registry has never seen is kept as voided, so that a late delivery
   * stays out.
   */
  void(voidRequest: VisitToVoid, signal?: AbortSignal): Promise<VoidAnswer>;
  /**
   * A visit as it stands now, for the venue of its show and for whoever sold it; `undefined` where there is none of this id.
   * Absent where the registry cannot be asked for it.
   */
  find?(visitId: string, signal?: AbortSignal): Promise<FoundVisit | undefined>;
  /** Absent where the registry lists no reservations. */
  readonly reservations?: ReservationRegistry;
  /** Absent where the registry knows nothing of journals and leases: then entries are delivered one by one. */
  readonly offline?: OfflineRegistry;
}

/** A registry that lists a show's reservations, and takes word of them without the card. */
export interface ReservationRegistry {
  /** Those that hold tickets now, by when they were made; without the cards' codes. */
  list(
    showId: string,
    signal?: AbortSignal,
  ): Promise<{ readonly reservations: readonly Reservation[]; readonly show: ShowFacts }>;
  /** Gives out what a reservation holds. Idempotent by the redemption's id, which is the new visit's. */
  redeem(reservationId: string, redemption: Redemption, signal?: AbortSignal): Promise<RecordAnswer>;
  /** Gives a reservation up; `refused` where its tickets have been given out. Safe to repeat. */
  release(reservationId: string, showId: string, signal?: AbortSignal): Promise<ReleaseAnswer>;
}

/** What became of a reservation that was to be given up. */
export type ReleaseAnswer =
  | { readonly outcome: 'released'; readonly show: ShowFacts }
  | Extract<RecordAnswer, { outcome: 'refused' }>;

/** How a reservation is redeemed. */
export interface Redemption {
  /** Of the new visit. */
  readonly id: string;
  /** Of its usage. */
  readonly usageId: string;
  readonly showId: string;
  readonly minors: number;
  readonly how: 'sold' | 'door';
  readonly takenAt: Instant;
  /** See `Visit`. */
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A registry that knows devices' journals: deliveries by the batch, tickets leased for an outage, and what has gone missing. */
export interface OfflineRegistry {
  /** Delivers entries, each by itself; harmless to repeat in any order. `shows`: those they are of, as they stand now. */
  deliver(batch: Batch, signal?: AbortSignal): Promise<DeliveredBatch & { readonly shows: readonly ShowFacts[] }>;
  /** Asks for tickets. Repeated with one id it answers the same while the lease lives. */
  lease(
    request: { readonly id: string; readonly showId: string; readonly journal: string; readonly want: number },
    signal?: AbortSignal,
  ): Promise<{ readonly lease: RegistryLease; readonly useForMs: number; readonly show: ShowFacts }>;
  /** Gives back what is left. Repeated it does nothing more. `isLeaving`: sent although the page goes meanwhile. */
  returnLease(
    leaseId: string,
    signal?: AbortSignal,
    options?: { readonly isLeaving: boolean },
  ): Promise<{ readonly show: ShowFacts }>;
  /** The device goes offline on purpose: what it holds is held until the show is over. Absent: it always is. */
  keepLease?(leaseId: string, signal?: AbortSignal): Promise<{ readonly show: ShowFacts }>;
  /**
   * The shows (1 to 50), and this journal's leases, once anything of them is not as `since` says (the `stamp` of an earlier
   * answer about the same shows), or after some seconds. Those that are not the venue's are left out. Absent where the
   * registry cannot tell by itself.
   */
  news?(
    question: { readonly shows: readonly string[]; readonly journal: string; readonly since: string | undefined },
    signal?: AbortSignal,
  ): Promise<{
    readonly shows: readonly ShowFacts[];
    readonly leases: readonly RegistryLease[];
    readonly stamp: string;
  }>;
  /** The open leases of a show, of every device. Absent where the registry does not tell. */
  leases?(showId: string, signal?: AbortSignal): Promise<readonly DeviceLease[]>;
  /** Takes a lease back without its device: what it gave out meanwhile may exceed the cap. For the show's venue. */
  revokeLease?(leaseId: string, reason: string, signal?: AbortSignal): Promise<{ readonly mayAlreadyBeUsed: number }>;
  /** Says that entries of a journal are gone for good. */
  reportLost(
    lost: { readonly journal: string; readonly seqHigh: number; readonly pending: number },
    signal?: AbortSignal,
  ): Promise<void>;
}
