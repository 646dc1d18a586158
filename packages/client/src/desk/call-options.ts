/** The options of a desk's calls. */
import type { Company, Instant, UsageHow, UsageInput } from '../admission/facts.ts';
import type { UndoReason } from '../usage/answer.ts';

/** Options of every call that waits. */
export interface CallOptions {
  /**
   * Cancels the wait: the call rejects with the signal's reason. A visit that is being recorded is then voided, unless the
   * registry has already answered. A void stays, and its result is `provisional`.
   */
  readonly signal?: AbortSignal;
}

/** Options of `Desk.void`. */
export interface VoidOptions extends CallOptions {
  /** Why the visit is voided. @default 'undone-by-clerk' */
  readonly reason?: UndoReason;
  /**
   * The usages to void, by the ids in the verdict. With `minors`, the card stays with that number of minors.
   * @default the whole visit
   */
  readonly usages?: readonly { readonly usageId: string; readonly minors?: number }[];
}

/** Options of `Desk.check`. */
export interface CheckOptions extends CallOptions {
  /**
   * When the visit happened, for a late entry from the paper form: an instant at most 14 days ago. The rules apply as of that
   * moment. They refuse nothing; the decision lists those it breaks in `late`.
   * @default now
   */
  readonly takenAt?: Instant;
  /** How the visit is to be recorded. @default the desk's `recordsAs` */
  readonly recordsAs?: UsageHow;
  /** How the code was entered, for the venue's statistics. @default unknown */
  readonly input?: UsageInput;
}

/** Options of `Desk.reconcile`. */
export interface ReconcileOptions extends CallOptions {
  /** Whose visits to compare with: this device's, or all of the venue's, for which the token needs `export`. @default 'device' */
  readonly of?: 'device' | 'venue';
}

/** Which visit to find: the one with a reference, or with an id. */
export type FindOptions = CallOptions & ({ readonly reference: string } | { readonly visitId: string });

/** What the clerk and the ticketing system say about a visit. */
export interface AdmitOptions extends CallOptions {
  /** The clerk has confirmed that the venue agreed to a group of more than five. @default false */
  readonly agreed?: boolean;
  /**
   * `client-inside`: the clerk has confirmed that a worker joins a client whose ticket is recorded already. The worker may
   * then come without minors. Not needed for a client in the same visit who has a ticket. @default none
   */
  readonly company?: Company | undefined;
  /**
   * The ticketing system's own key for this visit, such as an order line's: 1 to 100 printable characters, unique among all
   * systems that sell for the show, so begin it with the name of yours.
   *
   * The reference makes recording safe to repeat, also after a crash or on another device: the same cards get the first
   * result, with its ids, and count once. Other cards throw `idempotency/mismatch`. During an outage a device knows only its
   * own visits; a conflict with another device's comes to the review list later.
   *
   * After `undecided`, or a crash before the result, the visit may or may not count, because nothing is voided automatically
   * as it is without a reference. Record it again under the same reference, or `void` it. A visit that was refused under a
   * reference stays refused, and one that was voided stays voided (`desk/voided-visit`): use another reference.
   * @default none
   */
  readonly reference?: string;
  /**
   * Stored with the visit. Returned by `find`, and in the registry's list of visits and statistics. At most 10 keys of
   * lower-case letters, digits and `_`, each with at most 100 printable characters. Must not contain personal data.
   * @default none
   */
  readonly metadata?: Readonly<Record<string, string>>;
}
