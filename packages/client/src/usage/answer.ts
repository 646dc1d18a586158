import type { Instant, ShowFacts } from '../admission/facts.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { Flag } from '../admission/rules.ts';

export const recordModes = ['request', 'report'] as const;

/**
 * `request`: the registry may refuse by the rules. `report`: it has happened at the door and is recorded whatever the rules
 * say, flagged with what they would have said.
 */
export type RecordMode = (typeof recordModes)[number];

/** What the registry did with a visit: with all of it. */
export type RecordAnswer =
  | {
      readonly outcome: 'counted';
      readonly recordedAt: Instant;
      /** Of all its usages; each once. */
      readonly flags: readonly Flag[];
      /** Tickets that this device held were given, and no free ones. */
      readonly fromLease?: boolean;
      readonly show: ShowFacts;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly show: ShowFacts | undefined }
  /** Voided before, so not counted now. */
  | { readonly outcome: 'voided'; readonly show: ShowFacts };

export const undoReasons = ['undone-by-clerk', 'returned', 'duplicate'] as const;

/**
 * Why a clerk takes a visit back, or a part of it. `undone-by-clerk`: it was a mistake. `returned`: a ticket was given back.
 * `duplicate`: it had been recorded elsewhere.
 */
export type UndoReason = (typeof undoReasons)[number];

export const voidReasons = [...undoReasons, 'never-answered', 'device-restarted', 'dismissed-by-clerk'] as const;

/** Why a visit is voided. */
export type VoidReason = (typeof voidReasons)[number];
