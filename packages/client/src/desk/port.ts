import type { ShowFacts, UsageHow } from '../admission/facts.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { DeskListener, DeskState, ReviewItem } from '../desk-state.ts';
import type { Environment } from '../environment.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { DeviceHealth } from '../offline/health.ts';
import type { OfflinePolicy } from '../offline/policy.ts';
import type { LeaseTickets } from '../offline/tickets-to-lease.ts';
import type { TokenSource } from '../registry/bearer.ts';
import type { DeviceKey } from '../registry/device-key.ts';
import type { Registry } from '../registry/registry.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { DeviceLease } from '../usage/delivery.ts';
import type { Reservation } from '../usage/reservation.ts';
import type { Decision, Found, Plan, Verdict, VisitPart, VoidResult } from '../verdict.ts';
import type {
  AdmitOptions,
  CallOptions,
  CheckOptions,
  FindOptions,
  ReconcileOptions,
  VoidOptions,
} from './call-options.ts';
import type { Reconciliation, SoldTicket } from './compare-tickets.ts';
import type { History } from './history.ts';

/**
 * One device of a venue: one token, one storage and one sender, shared by its desks. More desks cost no additional
 * requests.
 */
export interface Device {
  /**
   * Opens a desk for a show. Several may be open at once, even of the same show.
   * @throws KaikuError `config/invalid` if an option is invalid; `desk/closed`
   */
  desk(options: ShowOptions): Desk;
  /** Sends everything that is pending. See `Desk.flushed`. */
  flushed(options?: CallOptions): Promise<readonly ReviewItem[]>;
  /**
   * Closes all desks, stops sending and closes the storage. Pending entries stay there for the next run. Never throws;
   * further calls do nothing.
   */
  close(): Promise<void>;
}

/** Checks cards and records visits for one show. */
export interface Desk {
  /** The id of the show. */
  readonly showId: string;
  /** How visits are recorded unless a check says otherwise. */
  readonly recordsAs: UsageHow;
  /** What the desk knows now. */
  readonly state: DeskState;
  /**
   * Returns the show if visits can be recorded for it: the storage works, the registry knows the show, and it admits this
   * device. Call it before the first card to detect a wrong configuration.
   * @throws KaikuError `outbox/storage`; `registry/not-found` if the venue has no such show; `registry/unauthorised`,
   *   `registry/forbidden`, `registry/other-venue`, `registry/no-token`; `registry/unreachable` if there is no response
   *   (visits are then recorded under the outage policy); `desk/closed`
   */
  ready(options?: CallOptions): Promise<ShowFacts>;
  /**
   * Looks up the card in a text that was read or typed. Records nothing. Never throws for any text.
   * `has-ticket`: at the door, the card's ticket was redeemed in advance; admit and record nothing. If the registry does
   * not respond within `timeoutMs`, the outage policy decides between `provisional` and `undecided`. If the decision has
   * `warnings`, the clerk must confirm them before recording: the show is over, or is not today.
   * @throws KaikuError `desk/closed`; with `takenAt`, `config/invalid` if it is not an instant or is in the future, and
   *   `desk/too-late` if it is more than 14 days ago
   */
  check(text: string, options?: CheckOptions): Promise<Decision>;
  /**
   * Returns whether the people on these cards may come in together. Synchronous: uses the decisions and the last known
   * state of the show. Sends nothing and records nothing.
   * @throws KaikuError `config/invalid` if there are no parts or more than 50, if a decision is `refused` or `undecided`,
   *   if the parts differ in `takenAt` or `recordsAs`, or if minors are not a whole number from 0 to 99;
   *   `desk/foreign-decision` if a desk of another show made the decision
   */
  plan(parts: readonly VisitPart[], options?: AdmitOptions): Plan;
  /**
   * Records a visit with one or more cards, all or nothing. The visit is stored on the device before it is sent. Parts with
   * tickets are admitted and not recorded.
   *
   * Refuses without a request what the clerk can correct: a card that occurs twice, more minors than a card allows or than
   * there were tickets for, a worker without a client, a worker's group of more than five without `agreed`. Parts checked
   * with `takenAt` are recorded for that moment and are refused for no other reason.
   * @throws KaikuError as `plan` does; `idempotency/mismatch` if other cards are recorded under its `reference`, and
   *   `desk/voided-visit` if the visit under it was voided, both permanent; `outbox/storage` if the visit could not be
   *   stored (it does not count: it was not sent, or is voided); `desk/closed`
   */
  admit(parts: readonly VisitPart[], options?: AdmitOptions): Promise<Verdict>;
  /**
   * Voids a visit, or the `usages` named, whether or not it was sent, and whichever device recorded it. Voids are permanent
   * and only ever reduce a visit, so their order does not matter. The void is itself stored and delivered; the result is
   * `provisional` until the registry acknowledges it. If the id is unknown here and the registry does not respond, an
   * unknown visit appears on the review list later.
   * @throws KaikuError `config/invalid` if `usages` is empty or names one twice, or if minors are invalid or more than
   *   recorded, as far as that is known now; `desk/unknown-visit` if neither this device nor the registry knows the id;
   *   `outbox/storage` if nothing was voided; `desk/closed`
   */
  void(visitId: string, options?: VoidOptions): Promise<VoidResult>;
  /**
   * Returns the current state of a visit, from this device or else from the registry; `undefined` if neither has it. Call it
   * after a crash, before you check the cards of an order line again, because a card that was recorded is refused. An
   * unanswered visit is looked up in the registry, and leaves the review list if it is found.
   * @throws KaikuError `registry/*` if this device does not have the visit and the registry does not respond; `desk/closed`
   */
  find(wanted: FindOptions): Promise<Found | undefined>;
  /**
   * Returns how the Kaikukortti tickets that were sold at zero price compare with the visits that were recorded for the show:
   * what was sold and not recorded, and what was recorded and not sold. Call it before the till closes. Visits that wait on
   * this device are among them. A ticket and a visit belong together by their `reference`; without one, if their parties are
   * the same and they are at most half an hour apart.
   * @throws KaikuError `config/invalid` if a ticket has no instant, no adult or no number of minors; `registry/*` if the
   *   registry does not respond, does not list visits, or admits the token to no list of the venue; `desk/closed`
   */
  reconcile(tickets: readonly SoldTicket[], options?: ReconcileOptions): Promise<Reconciliation>;
  /** The reservations of the show. */
  readonly reservations: DeskReservations;
  /** Fetches the show again and updates `state`. Never throws. */
  refresh(): Promise<void>;
  /**
   * Removes an item from the review list, and deletes what the device still stored of that visit. A visit that is
   * `unanswered`, or that the registry rejected, is voided.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  dismiss(visitId: string): Promise<void>;
  /** Returns this device's results since the start of the shift; empty without the `history` option. */
  history(): History;
  /** Returns how well this device is prepared for an outage. Never throws. */
  health(): Promise<DeviceHealth>;
  /** Marks the warning about lost entries as seen. @throws KaikuError `outbox/storage`, `desk/closed` */
  acknowledgeLoss(): Promise<void>;
  /**
   * Returns all pending entries and the review list as JSON, for import on another device. Its card codes are sealed, if the
   * registry has a sealing key; otherwise protect it as you protect those.
   * @param venueId exports what waits on this device for another venue: see the warning `other-venue`
   * @throws KaikuError `outbox/storage`, `desk/closed`; `config/invalid` if this device does not know the venue
   */
  exportOutbox(venueId?: string): Promise<string>;
  /**
   * Imports an exported outbox and sends its entries. Returns how many were new. Safe to repeat, on any device: the
   * registry counts each visit once.
   * @throws KaikuError `config/invalid` if the text is not an exported outbox; `outbox/storage`; `desk/closed`
   */
  importOutbox(text: string): Promise<number>;
  /**
   * Returns the leases of the show, of all devices including this one; empty if the registry does not grant leases.
   * @throws KaikuError `registry/*`, `desk/closed`
   */
  leases(options?: CallOptions): Promise<readonly DeviceLease[]>;
  /**
   * Revokes a device's lease by its id, without hearing from that device. What the device has already given out still
   * counts: returns by how many tickets the cap may be exceeded at most.
   * @throws KaikuError `registry/*` (`registry/not-found` if the venue has no such lease); `desk/closed`
   */
  revokeLease(leaseId: string, options?: CallOptions): Promise<{ readonly mayAlreadyBeUsed: number }>;
  /**
   * Prepares this device to go offline on purpose, such as a tablet for a gate without a network. Its lease then lasts until
   * the show is over instead of some minutes. Requests a lease if there is none. Returns the number of leased tickets.
   * @throws KaikuError `registry/*`, `outbox/storage`, `desk/closed`
   */
  goOffline(): Promise<number>;
  /**
   * Sends pending entries now instead of at the next scheduled attempt. Without it, a device tries an unreachable registry
   * every 2 to 6 s and sends within 5 s of reaching it, or at once if the system reports that the network is back.
   */
  sendNow(): void;
  /**
   * Sends all pending entries of the device, and returns the review list once the registry has acknowledged all of them
   * (`pending` and `voiding` are 0). Waits through an outage until `signal` aborts; the rest then stays on the device.
   * @throws KaikuError `registry/unauthorised`, `registry/forbidden`, `registry/foreign-journal` if the registry has locked
   *   this device out; `outbox/storage`; `desk/closed`; or the signal's reason
   */
  flushed(options?: CallOptions): Promise<readonly ReviewItem[]>;
  /**
   * Calls `listener` after each change of `state` or of the history, and for each acknowledged visit of the show with the
   * state at that time. The acknowledgement of the last visit comes no later than the state with nothing pending. Does not
   * call it with the current state. Returns the unsubscribe function.
   */
  subscribe(listener: DeskListener): () => void;
  /**
   * Closes the desk. Returns its lease, unless it went offline on purpose. A check in flight ends as if the registry had
   * not responded. A desk made by `createDesk` also closes its device: it stops sending and closes the storage, an
   * admission in flight ends as if the registry had not responded, and pending entries stay on the device. Never throws;
   * further calls do nothing.
   */
  close(): Promise<void>;
}

/** The result of releasing a reservation. `refused`: its tickets were already given out. */
export type Released =
  | { readonly outcome: 'released' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** The registry did not respond. Safe to repeat. */
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode };

/** The reservations of a desk's show. */
export interface DeskReservations {
  /** True if the registry lists reservations. If not, every call rejects with `registry/not-found`. */
  readonly supported: boolean;
  /**
   * Returns the reservations that hold tickets of the show now, oldest first.
   * @throws KaikuError `registry/*` if the registry does not list them; `desk/closed`
   */
  list(options?: CallOptions): Promise<readonly Reservation[]>;
  /**
   * Gives out the tickets of a reservation, to as many people as it was made for. Returns `confirmed`, `refused` or
   * `undecided`. Only the `id` is needed; an item of `list` saves a request. Safe to repeat after `undecided`: it counts
   * once, with a `reference` even after a crash (see `AdmitOptions`). Undo it with `Desk.void`, like any visit.
   * @throws KaikuError `config/invalid`, `idempotency/mismatch` and `desk/voided-visit` as `admit` does; `desk/closed`
   */
  redeem(reservation: ReservationToRedeem, options?: RedeemOptions): Promise<Verdict>;
  /** Releases a reservation, which frees its tickets. Safe to repeat. @throws KaikuError `desk/closed` */
  release(reservation: Pick<Reservation, 'id'>, options?: CallOptions): Promise<Released>;
}

/** A reservation to redeem: its id, or an item of `list`. */
export type ReservationToRedeem = Pick<Reservation, 'id'> & Partial<Pick<Reservation, 'minors' | 'maskedCard'>>;
/** Options of `DeskReservations.redeem`. */
export type RedeemOptions = Pick<AdmitOptions, 'signal' | 'reference' | 'metadata'>;

/** Options of `Device.desk`. */
export interface ShowOptions {
  /** The id of the show. */
  readonly show: string;
  /**
   * How visits are recorded unless a check says otherwise: `reserved`, `sold` in advance, or at the `door`
   * (docs/sources.md#three-moments).
   * @default 'sold'
   */
  readonly recordsAs?: UsageHow;
}

/** Options of `createDesk`: a device and its only desk. */
export interface DeskOptions extends DeviceOptions, ShowOptions {}

/** Options of `createDevice`. */
export interface DeviceOptions {
  /** URL of a registry, or your own implementation of `Registry`. */
  readonly registry: string | Registry;
  /**
   * The key of an enrolled device (`createDeviceKey`); otherwise its bearer token, or a function that fetches one. Required
   * with a URL.
   */
  readonly token?: TokenSource | DeviceKey;
  /**
   * Where visits are stored until acknowledged, for one venue. Required without IndexedDB, as in Node.
   * @default IndexedDB, a database for each registry and venue; with your own `Registry`, `idbStorage()`
   */
  readonly storage?: OutboxStorage;
  /** How long `check` and `admit` wait for the registry, in milliseconds (decision 0006). @default 2500 */
  readonly timeoutMs?: number;
  /**
   * What to do in an outage if this device has no leased tickets. `accept` admits visits while fewer than `maxUnconfirmed`
   * are unconfirmed. A show with a hard cap admits none, and a show without a cap any number, whatever this says
   * (docs/promises.md#policy).
   * @default 'accept'
   */
  readonly offline?: OfflinePolicy;
  /** Most visits of a show that may be unconfirmed on this device at once; 0 allows none (decision 0006). @default 5 */
  readonly maxUnconfirmed?: number;
  /**
   * Tickets to lease for an outage, if the show has a cap and the registry grants leases; 0 for none. `auto`: at most 5, and
   * at most the device's share of half of what is left, once the doors are open or a first card was read; none if `storage`
   * does not outlive the process (docs/promises.md#leases).
   * @default 'auto'
   */
  readonly leaseTickets?: LeaseTickets;
  /**
   * Keeps a history of the show and shift: masked codes, counts and results (docs/screen.md#shift). Survives a reload.
   * @default false
   */
  readonly history?: boolean;
  /** Replaces parts of the environment, such as the clock in tests. @default the real environment */
  readonly environment?: Partial<Environment>;
}
