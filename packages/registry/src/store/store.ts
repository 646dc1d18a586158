/**
 * What the registry keeps and can say: venues' devices, shows, cards, usages and visits. The port that the routes speak
 * to. Every call is all or nothing. A no is a value; what rejects is the machinery (see `isBusy`).
 */
import type {
  CapTooLow,
  CardFacts,
  Day,
  EarlierUsage,
  Flag,
  Refusal,
  ShowFacts,
  UsageHow,
} from '@kaiku/client/admission';
import type {
  CancelRequest,
  RedeemRequest,
  ShowChange,
  ShowRequest,
  VisitRequest,
  VoidRequest,
} from '@kaiku/client/contract';
import type { ReportedUsage } from '@kaiku/client/report';
import type { OfflineStore } from './offline-store.ts';
import type { ReservationList } from './reservations/list-reservations.ts';
import type { StatisticsQuestion, StatisticsRow } from './usages/statistics.ts';
import type { UsagesAsked, UsageToReview } from './usages/usages.ts';
import type { findVisit, listVisits } from './visits/find-visit.ts';
import type { World } from './world.ts';

/**
 * What a venue may. `operator`: its own shows, and every use of them. `broker`: it also records for its clients' shows, and
 * of their usages sees, undoes, exports and counts those it recorded itself. `coordinator`: the statistics of all, and no
 * show or card.
 */
export type VenueKind = 'operator' | 'broker' | 'coordinator';

/** Who asks: one device of one venue. */
export interface Device {
  readonly id: string;
  readonly venueId: string;
}

/** A device whose token is good. */
export interface KnownDevice extends Device {
  readonly kind: VenueKind;
  /** It has asked about too many codes that no card has, and is let in no more until `letIn`. */
  readonly stopped: boolean;
}

/** A card as it stands for one show. */
export interface CardForShow {
  readonly card: CardFacts;
  /** The counted use of the card for the show (of one that admits per day: that day's), one that gave tickets out before another. */
  readonly earlier: EarlierUsage | null;
  readonly show: ShowFacts;
}

/** What a look-up comes to. */
export type LookedUp =
  | ({ readonly outcome: 'found' } & CardForShow)
  /** Too many at once: not before so many milliseconds from now. */
  | { readonly outcome: 'too-many'; readonly retryAfterMs: number }
  /** Too many unknown codes: see `KnownDevice.stopped`. */
  | { readonly outcome: 'stopped' }
  | { readonly outcome: 'unknown-show' };

/** Where counted tickets came from: a lease of the device, those that were free, or nowhere: beyond the cap. */
export type TicketSource = 'lease' | 'free' | 'over';

/** What became of a visit that was sent. The same again for every repetition. */
export type Recorded =
  | {
      readonly outcome: 'counted';
      /** True for the one call that counted it, false for repetitions. */
      readonly first: boolean;
      readonly recordedAt: Date;
      /** What each usage is flagged with, in the order of the request. */
      readonly usages: readonly { readonly id: string; readonly flags: readonly Flag[] }[];
      readonly from: TicketSource;
      readonly show: ShowFacts;
    }
  | { readonly outcome: 'refused'; readonly first: boolean; readonly refusal: Refusal; readonly show: ShowFacts }
  /** Voided, before or after it was counted: it is not counted now. */
  | { readonly outcome: 'voided'; readonly recordedAt: Date; readonly show: ShowFacts }
  /** The id is known with different data. */
  | { readonly outcome: 'mismatch' }
  | { readonly outcome: 'unknown-show' };

/** What became of a reservation that was to be redeemed. */
export type Redeemed = Recorded | { readonly outcome: 'unknown-reservation' };

/**
 * What became of a void. `unseen`: nothing has ever been recorded under the id. `reduced`: a part of the visit still
 * counts.
 */
export type Voided =
  | Extract<Recorded, { outcome: 'mismatch' | 'unknown-show' }>
  /** A part of it was to be voided, and nothing of it is counted. */
  | { readonly outcome: 'unknown-visit' }
  | { readonly outcome: 'reduced'; readonly recordedAt: Date; readonly left: Left; readonly show: ShowFacts }
  | (Extract<Recorded, { outcome: 'voided' }> & { readonly unseen: boolean; readonly left: Left });

/** What still stands of a visit after a void. */
export interface Left {
  readonly reference: string | null;
  /** By id. */
  readonly usages: readonly { readonly id: string; readonly minors: number }[];
}

/** What became of a reservation that was to be given up. `refused`: its tickets have been given out. */
export type Released =
  | Extract<Recorded, { outcome: 'voided' | 'refused' | 'unknown-show' }>
  | { readonly outcome: 'unknown-reservation' };

/** What became of a show that was to be made or changed. */
export type Arranged =
  | { readonly outcome: 'arranged'; readonly first: boolean; readonly show: ShowFacts }
  | { readonly outcome: 'cap-too-low'; readonly tooLow: CapTooLow }
  /** It is a course and limits when it is redeemed. */
  | { readonly outcome: 'course-window' }
  | { readonly outcome: 'mismatch' }
  /** The show is a client's: only the client's own devices arrange it. */
  | { readonly outcome: 'client-show' }
  /** The show, or the venue it is to be of, is not this venue's business. */
  | { readonly outcome: 'unknown-show' };

/** What became of a show that was to be deleted. `in-use`: something was recorded or leased for it. */
export type Deleted =
  | { readonly outcome: 'deleted' | 'in-use' }
  | Extract<Arranged, { outcome: 'client-show' | 'unknown-show' }>;

/** One usage of the registry, as tests and the developer's panel look at it. A void one has no card. */
export interface UsageRow {
  readonly id: string;
  readonly showId: string;
  readonly deviceId: string;
  readonly visitId: string;
  /**
   * `redeemed`: a reservation whose tickets another usage has given out. `lapsed`: one that nobody has redeemed in time.
   * Both count no more.
   */
  readonly state: 'counted' | 'redeemed' | 'lapsed' | 'voided';
  readonly card: string | null;
  readonly minors: number;
  readonly how: UsageHow;
  /** The reservation it has redeemed. */
  readonly redeems: string | null;
  /** Of its visit; `null` where that does not count. */
  readonly from: TicketSource | null;
  /** Tickets of its visit that a lease still held: by so many the cap may be exceeded. */
  readonly reassigned: number;
  /** The device did not know how wrong its clock was. */
  readonly clockSuspect: boolean;
  readonly recordedAt: Date;
  readonly flags: readonly Flag[];
}

export interface Store extends OfflineStore {
  /** Resolves where the database answers. */
  ready(): Promise<void>;
  /** The device a token belongs to; `undefined` where it is unknown, expired or revoked. */
  device(token: string): Promise<KnownDevice | undefined>;
  /** The shows the venue may record for, by start, from a day on. Default: today, and those that may still be on. */
  shows(venueId: string, from?: Day): Promise<readonly ShowFacts[]>;
  /** A show; `undefined` where it is unknown or not this venue's business. */
  show(venueId: string, showId: string): Promise<ShowFacts | undefined>;
  /** Makes a show, if its cap is one the policy allows. The same again answers the same. */
  createShow(device: Device, show: ShowRequest): Promise<Arranged>;
  /** Changes a show, if its cap is then one the policy allows. */
  changeShow(device: Device, showId: string, change: ShowChange): Promise<Arranged>;
  /** Cancels a show, with or without what counts for it. */
  cancelShow(device: Device, showId: string, cancellation: CancelRequest): Promise<Arranged>;
  /** Deletes a show for which nothing was ever recorded. */
  deleteShow(device: Device, showId: string): Promise<Deleted>;
  /**
   * A card for a show, within the device's and the venue's look-up quota. With `at`, an instant, as it is for a usage
   * that happened then.
   */
  lookUp(device: Device, showId: string, code: string, at?: string): Promise<LookedUp>;
  /** Counts a visit once, whole, or says why not. A request may be refused by the rules, a report is counted and flagged. */
  record(device: Device, visit: VisitRequest): Promise<Recorded>;
  /** Records a visit of a reservation's card, known by the reservation. */
  redeem(device: Device, reservationId: string, redemption: RedeemRequest): Promise<Redeemed>;
  /** Takes a visit back with all its usages, or keeps an id the registry has never seen as voided. */
  void(device: Device, visitId: string, voidRequest: VoidRequest): Promise<Voided>;
  /** A visit as it stands; `undefined` where there is none that the device may handle. */
  find(device: Device, visitId: string): ReturnType<typeof findVisit>;
  /** All visits of a show that the venue may see, or of one seller; `undefined` where the show is not the venue's business. */
  visits(device: Device, showId: string, seller: string | undefined): ReturnType<typeof listVisits>;
  /** The reservations of a show that hold tickets now; `undefined` where the show is not the venue's business. */
  reservations(device: Device, showId: string): Promise<ReservationList | undefined>;
  /** Gives a reservation up. */
  release(device: Device, reservationId: string, showId: string): Promise<Released>;
  /** Counted usages, as far as the device's venue may see them. */
  statistics(device: KnownDevice, question: StatisticsQuestion): Promise<readonly StatisticsRow[]>;
  /** The counted usages that the venue may see, in the order they were recorded: what a sales report holds. */
  reportedUsages(asked: UsagesAsked): Promise<readonly ReportedUsage[]>;
  /** Those that a sales report leaves out, because Kaikukanta cannot take them. */
  usagesToReview(asked: UsagesAsked): Promise<readonly UsageToReview[]>;
  /** All usages of a show, in the order they were recorded: of every visit that was ever counted. */
  usages(showId: string): Promise<readonly UsageRow[]>;
  /**
   * Puts a world in, or a part of one. What is there already is brought up to date: names, dates, cards and devices are
   * set; caps, counts and usages stay. Caps are taken as they are: the policy is not asked.
   */
  seed(world: Partial<World>): Promise<void>;
  /** The device's token works no more. */
  revoke(deviceId: string): Promise<void>;
  /** A device that was stopped for looking up unknown codes is let in again, and its misses are forgotten. */
  letIn(deviceId: string): Promise<void>;
  /** Lets go of the database. */
  close(): Promise<void>;
}
