/** The port that the routes use: everything the registry stores and can return. */
import type { Day, Flag, ShowFacts } from '@kaiku/client/admission';
import type {
  CancelRequest,
  DeviceChange,
  DeviceFacts,
  EnrolmentRequest,
  FoundVisit,
  RedeemRequest,
  ShowChange,
  ShowRequest,
  VisitRequest,
  VoidRequest,
} from '@kaiku/client/contract';
import type { ReportedUsage } from '@kaiku/client/import-file';
import type { JournalAnswer, LeaseRequest, LostRequest } from '@kaiku/client/offline-contract';
import type { Attention } from './attention/attention.ts';
import type { CardCheck, CardList, CardListState } from './cards/card-list.ts';
import type { PoolState } from './database/database.ts';
import type { Delivered, Delivery } from './deliveries/deliver.ts';
import type { ChangedDevice } from './devices/change-device.ts';
import type { Device, KnownDevice } from './devices/devices.ts';
import type { Admitted, Enrolment, Proof } from './devices/enrol.ts';
import type { Evening } from './evening/read-evening.ts';
import type { Figures } from './figures.ts';
import type { HandOvers } from './hand-over/hand-overs.ts';
import type { Imports } from './imports/import-usages.ts';
import type { Reconciliation } from './journals/reconciliation.ts';
import type { LeaseResult, RevokeResult, StoppedTickets } from './leases/leases.ts';
import type { Log } from './log/log.ts';
import type { Slowed } from './lookups/limits.ts';
import type { LookUpResult } from './lookups/look-up.ts';
import type { News, NewsQuery } from './news/news.ts';
import type { People } from './people/people.ts';
import type { ReservationList } from './reservations/list-reservations.ts';
import type { RedeemResult } from './reservations/redeem-reservation.ts';
import type { ReleaseResult } from './reservations/release-reservation.ts';
import type { Sealing } from './sealing/sealing.ts';
import type { ArrangeResult, DeleteResult } from './shows/arrange-show.ts';
import type { CapRow, DayRange, StatisticsQuery, StatisticsRow } from './statistics/statistics-query.ts';
import type { UsageFilter, UsageRow, UsagesToReview } from './usages/usages.ts';
import type { VisitsFilter } from './visits/find-visit.ts';
import type { RecordResult, VoidResult } from './visits/results.ts';
import type { World } from './world.ts';

/**
 * The registry's data. Every call is all or nothing. A refusal or an unknown id is a result; a promise rejects only if the
 * database fails. Shows, visits, journals and leases of other venues are unknown to a device.
 */
export interface Store {
  /** Opens card codes that devices have sealed. `record` takes codes in clear; `deliver` opens them itself. */
  readonly sealing: Sealing;
  /** The hand-over of usages to Kaikukanta. */
  readonly handOvers: HandOvers;
  /** What the people of the venues have to see to. */
  readonly attention: Attention;
  /** The log of what people and their devices did. */
  readonly log: Log;
  /** The people of the venues, who sign in with a passkey. */
  readonly people: People;
  /** The import of usages from files. */
  readonly imports: Imports;
  /** Resolves if the database accepts writes. */
  ready(): Promise<void>;
  /** Returns what an operator watches. Rejects if the database accepts no writes. */
  figures(): Promise<Figures>;
  /** Returns the state of each pool of connections. */
  connections(): readonly PoolState[];
  /** Returns the device of a token, in whatever state; `undefined` if the token is unknown or expired. */
  device(token: string): Promise<KnownDevice | undefined>;
  /**
   * Returns the device of an access token that is bound to the key of a proof, in whatever state, and uses the proof.
   * `undefined` if the token is unknown, expired or bound to another key; `replayed` if the proof was used before.
   */
  deviceByProof(accessToken: string, proof: Proof): Promise<KnownDevice | 'replayed' | undefined>;
  /** Creates a one-time code for a new device, or for another key of one. `undefined` if the venue lacks that one. */
  createEnrolment(
    by: Pick<Device, 'venueId'> & { readonly id: string | null },
    request: EnrolmentRequest,
  ): Promise<Enrolment | undefined>;
  /**
   * Enrols a device by a code, and binds it to a key. `undefined` if the code is unknown, used or expired, if who requested
   * it was stopped since, or if a device has the key.
   */
  enrol(code: string, name: string | undefined, thumbprint: string): Promise<Admitted | undefined>;
  /**
   * Returns another access token for the device of a key, in whatever state, and uses the proof. `undefined` if no device has
   * the key, or the proof was used before.
   */
  renewToken(proof: Proof): Promise<Admitted | undefined>;

  /** Returns the shows the venue may record for, by start, from a day on. Default: today, and those still running. */
  shows(venueId: string, from?: Day): Promise<readonly ShowFacts[]>;
  /** Returns a show; `undefined` if the venue may not record for it. */
  show(venueId: string, showId: string): Promise<ShowFacts | undefined>;
  /** Creates a show, if the policy allows its cap and its windows. Safe to repeat. */
  createShow(device: Device, show: ShowRequest): Promise<ArrangeResult>;
  /** Changes a show, if the policy then allows its cap and its windows. */
  changeShow(device: Device, showId: string, change: ShowChange): Promise<ArrangeResult>;
  /** Cancels a show, and voids its visits if the request says so. Safe to repeat. */
  cancelShow(device: Device, showId: string, cancellation: CancelRequest): Promise<ArrangeResult>;
  /** Deletes a show for which no visit was ever recorded. */
  deleteShow(device: Device, showId: string): Promise<DeleteResult>;

  /**
   * Returns what is known of a card for a show, within the quotas of the device and its venue. With `at`, an instant, the
   * facts are those for a usage that happened then.
   */
  lookUp(device: Device, showId: string, code: string, at?: string): Promise<LookUpResult>;
  /** Counts a visit once, all or nothing, or refuses it. A report is always counted, and flagged with the rules it breaks. */
  record(device: Device, visit: VisitRequest): Promise<RecordResult | Slowed>;
  /** Records a visit of a reservation's card, which the reservation identifies. */
  redeem(device: Device, reservationId: string, redemption: RedeemRequest): Promise<RedeemResult>;
  /** Voids a visit or a part of it. Stores an unknown id as voided. */
  void(device: KnownDevice, visitId: string, voidRequest: VoidRequest): Promise<VoidResult>;
  /** Returns a visit in its present state; `undefined` if there is none that the device may handle. */
  find(device: Device, visitId: string): Promise<{ readonly visit: FoundVisit; readonly show: ShowFacts } | undefined>;
  /** Returns the visits of a show; `undefined` if the show is unknown. */
  visits(
    device: Device,
    showId: string,
    filter: VisitsFilter,
  ): Promise<{ readonly visits: FoundVisit[]; readonly show: ShowFacts } | undefined>;
  /** Returns the reservations of a show that hold tickets now; `undefined` if the show is unknown. */
  reservations(device: Device, showId: string): Promise<ReservationList | undefined>;
  /** Releases a reservation. Safe to repeat. */
  release(device: Device, reservationId: string, showId: string): Promise<ReleaseResult>;

  /** Chooses the database of the next reports. Returns how old its data is at most, in milliseconds: 0 unless a replica. */
  reportAgeMs(): Promise<number>;
  /**
   * Returns the figures by group, as far as the device may see them. Rejects with an error that `isBusy` if too many
   * reports are waiting, as do the next four.
   */
  statistics(device: KnownDevice, query: StatisticsQuery): Promise<readonly StatisticsRow[]>;
  /** Returns the shows with a cap: how full they were, and who was turned away. */
  caps(device: KnownDevice, range: DayRange): Promise<readonly CapRow[]>;
  /** Returns the number of counted usages that a sales report leaves out, because a person must review them first. */
  countUsagesToReview(filter: UsageFilter): Promise<number>;
  /** Returns a page of these usages, from the first or after an id. */
  usagesToReview(filter: UsageFilter, after: string | undefined): Promise<UsagesToReview>;
  /**
   * Accepts the day of a usage that a person has reviewed, so it counts for that day. Returns the flags that are left;
   * `undefined` if there is no such counted usage. Safe to repeat.
   */
  acceptUsage(device: Device, usageId: string): Promise<readonly Flag[] | undefined>;
  /** Returns the counted usages of a sales report in pages, each read when it is requested. */
  reportedUsages(filter: UsageFilter): AsyncIterable<readonly ReportedUsage[]>;
  /** Returns all usages of a show that were ever counted, by when they were recorded. */
  usages(showId: string): Promise<readonly UsageRow[]>;

  /**
   * Records the entries of a journal individually; `undefined` if the journal is another device's. `logError` gets each unexpected
   * error; its entry is deferred.
   */
  deliver(device: KnownDevice, delivery: Delivery, logError: (error: unknown) => void): Promise<Delivered | undefined>;
  /** Leases tickets of a show's cap to a journal, once per lease id. */
  lease(device: Device, request: LeaseRequest): Promise<LeaseResult>;
  /** Extends a lease for a device that goes offline on purpose. */
  keepLease(device: Device, leaseId: string): Promise<LeaseResult>;
  /** Ends a lease that its device returns. Safe to repeat. */
  returnLease(device: Device, leaseId: string): Promise<LeaseResult>;
  /** Ends a lease without its device; `undefined` if the lease is unknown. For the show's venue. */
  revokeLease(device: Device, leaseId: string, reason: string): Promise<RevokeResult | undefined>;
  /** Returns what has arrived of a journal, from a number on; `undefined` if the device has no such journal. */
  journal(device: Device, journal: string, from: number): Promise<Omit<JournalAnswer, 'serverTime'> | undefined>;
  /** Stores that entries of a journal are lost. Returns false if the journal is another device's. */
  reportLost(device: Device, journal: string, lost: LostRequest): Promise<boolean>;
  /** Returns shows after a change, or after the maximum wait; `undefined` if all of them are unknown. */
  news(device: Device, query: NewsQuery, signal: AbortSignal): Promise<News | undefined>;
  /** Returns the news of shows now and at each change: see `Newsroom.watch`. */
  watch(device: Device, showIds: readonly string[], signal: AbortSignal): AsyncGenerator<News | null, void, void>;
  /** Returns whether everything of a show has arrived; `undefined` if the show is unknown. */
  reconciliation(device: KnownDevice, showId: string): Promise<Reconciliation | undefined>;
  /** Returns what was given for a show, on a day if it admits per day; `undefined` if the show is unknown. */
  evening(device: Device, showId: string, day?: Day): Promise<Evening | undefined>;

  /**
   * Adds a world, or a part of one. Existing venues, devices, shows and cards get the new names, dates and card data;
   * caps, counts and usages stay. The policy does not check the caps.
   */
  seed(world: Partial<World>): Promise<void>;
  /** Returns true if there is a venue. */
  hasVenue(): Promise<boolean>;
  /** Returns what the registry does with cards that its list lacks, and how old the list is. */
  cardList(): Promise<CardListState>;
  /** Sets what the registry does with cards that its list lacks, in every process. */
  checkCards(check: CardCheck): Promise<void>;
  /** Replaces the list of cards. Returns how many cards of the old one it lacks. */
  replaceCards(list: CardList): Promise<number>;
  /**
   * Erases the cards of visits that were recorded before a moment, in milliseconds since the Unix epoch, and returns how
   * many visits it has anonymised. In batches, until `signal` aborts. Safe to repeat, and next to devices that record.
   */
  anonymise(beforeMs: number, signal?: AbortSignal): Promise<number>;
  /** Renames, narrows, freezes or lets in a device of a venue. Returns it; `undefined` if there is none. */
  changeDevice(venueId: string, deviceId: string, change: DeviceChange): Promise<ChangedDevice | undefined>;
  /**
   * Revokes a device permanently; with `venueId` only of that venue. Once it resolves, nothing is recorded from it, and the
   * tickets that it had leased are free. Returns the device and these tickets; `undefined` if there is none.
   */
  revoke(
    deviceId: string,
    options?: { readonly venueId?: string; readonly lost?: boolean },
  ): Promise<{ readonly device: ChangedDevice; readonly tickets: StoppedTickets } | undefined>;
  /** Gives a device another token. It stays the same device, with its journals. The old token is invalid at once. */
  setToken(deviceId: string, token: string): Promise<void>;
  /** Returns the devices of a venue, by name, also those that were revoked. */
  devices(venueId: string): Promise<readonly DeviceFacts[]>;
  /** Forgets which unknown codes a device has sent, so that it waits no longer. Returns false if there is no such device. */
  letIn(deviceId: string, venueId?: string): Promise<boolean>;
  /** Gives the journals of a device to another of the venue. Returns how many; `undefined` if one of them is unknown. */
  handOver(venueId: string, from: string, to: string): Promise<number | undefined>;
  /** Closes the database. */
  close(): Promise<void>;
}
