import type { Instant, ShowFacts } from '../admission/facts.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { Flag } from '../admission/rules.ts';

export const recordModes = ['request', 'report'] as const;

/**
 * `request`: asks the registry to record a visit, which it may refuse by the rules. `report`: the visit took place, so the
 * registry records it in any case, and flags the rules it breaks.
 */
export type RecordMode = (typeof recordModes)[number];

/** What the registry did with a visit, as a whole. */
export type RecordAnswer =
  | {
      readonly outcome: 'counted';
      readonly recordedAt: Instant;
      /** The flags of all usages, each once. */
      readonly flags: readonly Flag[];
      /** True if it was counted from this device's lease, and not from free tickets. */
      readonly fromLease?: boolean;
      readonly show: ShowFacts;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly show: ShowFacts | undefined }
  /** Voided before, so it does not count. */
  | { readonly outcome: 'voided'; readonly show: ShowFacts };

/** The reasons of a clerk: see `UndoReason`. */
export const undoReasons = ['undone-by-clerk', 'returned', 'duplicate'] as const;

/**
 * Why a clerk voids a visit or a part of it. `undone-by-clerk`: it was a mistake. `returned`: the visitor returned the
 * ticket. `duplicate`: it was recorded elsewhere.
 */
export type UndoReason = (typeof undoReasons)[number];

export const voidReasons = [
  ...undoReasons,
  'never-answered',
  'device-restarted',
  'dismissed-by-clerk',
  'cap-reached',
] as const;

/**
 * Why a visit is voided: by a clerk, or by the device. `never-answered`: a request timed out. `device-restarted`: the page
 * ended before the response. `dismissed-by-clerk`: a clerk removed it from the review list. `cap-reached`: the device
 * turned the visitor away and sent no request; the void has an id of its own, and is counted in the statistics.
 */
export type VoidReason = (typeof voidReasons)[number];
