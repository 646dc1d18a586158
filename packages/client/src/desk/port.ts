import type { Company, Instant, ShowFacts, UsageHow } from '../admission/facts.ts';
import type { DeskListener, DeskState, ReviewItem } from '../desk-state.ts';
import type { Environment } from '../environment.ts';
import type { DeviceHealth } from '../offline/health.ts';
import type { OfflinePolicy } from '../offline/policy.ts';
import type { LeaseTickets } from '../offline/tickets-to-lease.ts';
import type { TokenSource } from '../registry/bearer.ts';
import type { Registry } from '../registry/registry.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { UndoReason } from '../usage/answer.ts';
import type { DeviceLease } from '../usage/delivery.ts';
import type { Decision, Found, Plan, Verdict, VisitPart, VoidResult } from '../verdict.ts';
import type { History } from './history.ts';
import type { DeskReservations } from './reservations.ts';

/**
 * One device of a venue: one token, one storage, one sender. Its desks are light: fourteen shows are one stream of news
 * and no more requests than one.
 */
export interface Device {
  /** Opens a desk for a show. Several may be open at once, of one show too. @throws KaikuError `config/invalid`, `desk/closed` */
  desk(options: ShowOptions): Desk;
  /** See `Desk.flushed`. */
  flushed(options?: CallOptions): Promise<readonly ReviewItem[]>;
  /**
   * Closes all desks, stops sending and lets the storage go. What waits stays there for the next life of the device. Never
   * throws, and repeated does nothing.
   */
  close(): Promise<void>;
}

/** A venue's desk for one show. */
export interface Desk {
  readonly showId: string;
  /** As what it records uses where a check says nothing else. */
  readonly recordsAs: UsageHow;
  readonly state: DeskState;
  /**
   * The show, if visits can be recorded for it: the storage works, and the registry knows the show and lets this device in.
   * Asks once. What is wrong is told here before the first card is.
   * @throws KaikuError `outbox/storage`; `registry/not-found` (the venue has no such show); `registry/unauthorised`,
   *   `registry/forbidden`, `registry/no-token`; `registry/unreachable` (nobody answers: visits are recorded by the outage
   *   policy meanwhile); `desk/closed`
   */
  ready(options?: CallOptions): Promise<ShowFacts>;
  /**
   * What a text (read or typed) comes to. A look-up only: nothing is recorded.
   * `has-ticket` at a desk that records at the door: the card's ticket was redeemed in advance, let in and record nothing.
   * Never throws for any text; a registry that does not answer within `timeoutMs` gives `provisional` (the outage policy lets the clerk record) or
   * `undecided` (it does not). A decision with
   * `warnings` is recorded only once a person has answered them: the show is over, or not today's.
   * @throws KaikuError `desk/closed`; with `takenAt`, `config/invalid` (no instant, or one to come) and `desk/too-late` (more
   *   than 14 days ago)
   */
  check(text: string, options?: CheckOptions): Promise<Decision>;
  /**
   * Whether the people on these cards may come together. At once, from what the decisions carry and the show as it was
   * last told: nothing is asked and nothing recorded.
   * @throws KaikuError `config/invalid` (no part at all or more than 50, a decision that is `refused` or `undecided`, parts entered for different
   *   moments or checked as different things, or minors that are no whole number from 0 to 99), `desk/foreign-decision` (made by a desk of
   *   another show)
   */
  plan(parts: readonly VisitPart[], options?: AdmitOptions): Plan;
  /**
   * Records a visit, all or nothing: a card alone, or people who come together on several. Says what became of it. It is on
   * the device's storage before it is sent. Parts that have tickets come in and are not recorded. What a clerk can mend is
   * refused here, and the registry is not asked: one card twice, more minors than a card brings (`too-many-minors`) or than
   * there were tickets for, a worker whom nobody comes with, a worker's group of more than five without `agreed`. Parts that were checked with `takenAt` are recorded for that moment and never refused for
   * anything else.
   * @throws KaikuError as `plan` does; `idempotency/mismatch` (other cards stand under its `reference`) and `desk/voided-visit`
   *   (what stood under it was taken back): the same answer for ever, whether the first one waits here, is being asked now or
   *   is in the registry; `outbox/storage` (nothing counts: not sent, or withdrawn again), `desk/closed`
   */
  admit(parts: readonly VisitPart[], options?: AdmitOptions): Promise<Verdict>;
  /**
   * Takes a recorded visit back, all of it or the `usages` named, sent or not, whichever desk or device recorded it. Nothing
   * grows by it, and what was taken back stays so, in whatever order several arrive. The void is itself
   * kept and delivered; `provisional` while it waits. `voided` is only ever said of what this device or the registry knows.
   * An unknown id that could not be asked about comes to the review list once the registry answers.
   * @throws KaikuError `config/invalid` (no usage, one twice, minors that are none, or more than stand, as far as that can be
   *   known now), `desk/unknown-visit` (neither this device nor the registry knows the id), `outbox/storage` (nothing
   *   was taken back), `desk/closed`
   */
  void(visitId: string, options?: VoidOptions): Promise<VoidResult>;
  /**
   * The visit of a reference, or of an id, as it stands: on this device, else in the registry; of one that nobody has
   * answered, as the registry has it, and it is off the review list then. `undefined` where neither knows it. Of an order
   * line that may have been recorded it is asked before the cards are checked: one that counts already is refused as used.
   * @throws KaikuError of the registry where this device does not have it and the registry cannot be asked; `desk/closed`
   */
  find(wanted: FindOptions): Promise<Found | undefined>;
  /** The show's reservations. */
  readonly reservations: DeskReservations;
  /** Asks the registry for the show again. Never throws: what came of it is in `state`. */
  refresh(): Promise<void>;
  /**
   * Takes an item off the review list, by its `visitId`, and with it what was kept of the visit: what is `unanswered`, or
   * what the registry would not take, is taken back.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  dismiss(visitId: string): Promise<void>;
  /** What this device has answered since the shift began; empty without `history`. Changes are told to subscribers. */
  history(): History;
  /** How this device stands for an outage. Never throws. */
  health(): Promise<DeviceHealth>;
  /** A person has seen the warning that entries were lost. @throws KaikuError `outbox/storage`, `desk/closed` */
  acknowledgeLoss(): Promise<void>;
  /**
   * All that waits or that a person must look at, as a file (JSON) that a desk of another device can take over. It holds
   * card codes: keep it as one keeps those.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  exportOutbox(): Promise<string>;
  /**
   * Takes over the entries of such a file and sends them. How many it had not seen yet. Harmless to repeat, here or on
   * another device: the registry counts each once.
   * @throws KaikuError `config/invalid` where the text is no such file, `outbox/storage`, `desk/closed`
   */
  importOutbox(text: string): Promise<number>;
  /**
   * The tickets that devices hold for an outage, this one included; none if the registry tells of no leases.
   * @throws KaikuError of the registry, `desk/closed`
   */
  leases(options?: CallOptions): Promise<readonly DeviceLease[]>;
  /**
   * Takes back what a device holds without hearing from it, by the id of the lease. What that device gave out meanwhile is
   * counted all the same: returns by how many tickets the cap may be exceeded at worst.
   * @throws KaikuError of the registry (`registry/not-found`: no such lease of the house), `desk/closed`
   */
  revokeLease(leaseId: string, options?: CallOptions): Promise<{ readonly mayAlreadyBeUsed: number }>;
  /**
   * Says that this device goes offline on purpose, such as a tablet for a gate without a network: the tickets it holds (it
   * asks for some if it has none) stay held until the show is over, and not only for minutes. Returns how many they are.
   * @throws KaikuError of the registry (`registry/unreachable` …), `outbox/storage`, `desk/closed`
   */
  goOffline(): Promise<number>;
  /**
   * Sends what waits now rather than at its next turn. By itself a device looks every 2 to 6 s for a registry that does not
   * answer, and sends within 5 s of finding it; at once, or nearly, where the system tells that the network is back.
   */
  sendNow(): void;
  /**
   * Sends what waits, and resolves once the registry has acknowledged all of it, of every show of the device (`pending` and
   * `voiding` are 0), with what a person must see to: the review list. While the registry does not answer it goes on
   * waiting, until `signal` calls it off; what waits then stays on the device.
   * @throws KaikuError `registry/unauthorised`, `registry/forbidden`, `registry/stopped` (the registry lets this device do
   *   nothing, so nothing gets there), `outbox/storage`, `desk/closed`; the signal's reason
   */
  flushed(options?: CallOptions): Promise<readonly ReviewItem[]>;
  /**
   * Calls `listener` after each change of `state` or of the history, and for each visit of the show that is acknowledged, with
   * the state as it is then: that nothing waits any more is told together with what became of the last visit, or after it.
   * Not called with the state of now: look at that first. Returns the unsubscribe.
   */
  subscribe(listener: DeskListener): () => void;
  /**
   * Gives back the tickets it holds, unless it has gone offline on purpose. A check under way ends as if the registry had not
   * answered. A desk made by `createDesk` closes its device too: it stops sending and lets the storage go, an admission under
   * way ends as if the registry had not answered, and what waits stays on the device. Never throws, and repeated does
   * nothing.
   */
  close(): Promise<void>;
}

/** What every call that waits takes. */
export interface CallOptions {
  /**
   * Calls the wait off: the call rejects with the signal's reason. A visit that is being recorded is then withdrawn and does
   * not count, unless it was answered before; a void stays, and is answered as `provisional`.
   */
  readonly signal?: AbortSignal;
}

export interface VoidOptions extends CallOptions {
  /** Default `undone-by-clerk`: it was a mistake. */
  readonly reason?: UndoReason;
  /**
   * What is taken back, where not all of it is, by the ids of the verdict's usages: a card, or with `minors` as many of its
   * minors as may stay. Default: the whole visit.
   */
  readonly usages?: readonly { readonly usageId: string; readonly minors?: number }[];
}

export interface CheckOptions extends CallOptions {
  /**
   * When the visit happened, where it is entered later from the paper form: an instant of the past, at most 14 days ago. It is
   * judged by that moment, and what the rules say against it is told in `late` and refuses nothing. Default: it happens now.
   */
  readonly takenAt?: Instant;
  /** As what it is to be recorded. Default: as what the desk records. */
  readonly recordsAs?: UsageHow;
}

/** Which visit is looked for. */
export type FindOptions = CallOptions & ({ readonly reference: string } | { readonly visitId: string });

/** What the clerk says of those who come. */
export interface AdmitOptions extends CallOptions {
  /** The clerk has confirmed that a group of more than five was agreed on with the venue separately. Default false. */
  readonly agreed?: boolean;
  /**
   * `client-inside`: the clerk has confirmed that a worker joins a client whose own ticket is recorded already. Then the
   * worker may come without minors. Default: nobody; a client of the visit who has a ticket counts without it.
   */
  readonly company?: Company | undefined;
  /**
   * The ticketing system's own key for this visit, such as its order line's: 1 to 100 printable characters, unique among all
   * systems that sell for the show (begin it with the system's name). Recorded again under it, also after a crash or on
   * another device, the same cards get the first answer, with its ids, and count once; other cards are a mistake, and `admit`
   * throws `idempotency/mismatch`. Without a network a device knows only what it has itself: what another one has recorded
   * under it comes to the review list. After `undecided`, or a crash before the answer, nobody knows whether it counts: nothing is
   * withdrawn by itself, as it is without a reference. Record it again under the same one, or `void` it. What was refused
   * under a reference stays refused, and what was taken back stays so (`desk/voided-visit`): try again under another one.
   * Default: none.
   */
  readonly reference?: string;
  /**
   * Kept with the visit, and told again by `find`, the registry's list of visits and its statistics: at most 10 keys of small letters, digits
   * and `_`, each with at most 100 printable characters. Nothing about a person. Default: nothing.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a desk is opened for. */
export interface ShowOptions {
  /** The id of the show. */
  readonly show: string;
  /**
   * As what the desk records uses where a check says nothing else (docs/sources.md#three-moments). Default `sold`; the
   * entrance takes `door`.
   */
  readonly recordsAs?: UsageHow;
}

/** A device and its one desk. */
export interface DeskOptions extends DeviceOptions, ShowOptions {}

export interface DeviceOptions {
  /** The registry's address, or another end that keeps the `Registry` promises. */
  readonly registry: string | Registry;
  /** With an address: the device's bearer token, or what fetches one. */
  readonly token?: TokenSource;
  /**
   * Where visits wait. Default: IndexedDB, where there is one; elsewhere (Node) it must be named, because memory forgets.
   */
  readonly storage?: OutboxStorage;
  /** How long `check` and `admit` wait for the registry, in milliseconds. Default 2500 (decision 0006). */
  readonly timeoutMs?: number;
  /**
   * What happens in an outage where this device holds no tickets for the show. Default `accept`: at most `maxUnconfirmed`
   * visits at once. A show whose cap is hard admits none, and one without a cap any number, whatever is said here
   * (docs/promises.md#policy).
   */
  readonly offline?: OfflinePolicy;
  /** How many visits of a show may wait unconfirmed on this device at once. Default 5, 0 never (decision 0006). */
  readonly maxUnconfirmed?: number;
  /**
   * How many tickets to hold for an outage, if the show has a cap and the registry leases tickets; 0 none. Default `auto`:
   * a few, at most 5 and never more than a till's share of half of what is left, once the doors are open or a first card
   * was read; none if `storage` forgets them with the process (docs/promises.md#leases).
   */
  readonly leaseTickets?: LeaseTickets;
  /**
   * Keeps a history of this device: masked codes, counts, what became of each, for the show and the shift
   * (docs/screen.md#shift). It survives a reload. Default: none is kept.
   */
  readonly history?: boolean;
  readonly environment?: Partial<Environment>;
}
