import type { MinorsAllowed, Party, ShowFacts } from './admission/facts.ts';
import type { Refusal } from './admission/refusal.ts';
import type { RefusalReason } from './admission/rules.ts';
import type { CardCode, Repair } from './card/card-code.ts';
import type { KaikuErrorCode } from './errors.ts';

/** What a text shown at the desk comes to, before anybody has confirmed anything. Nothing is recorded yet. */
export type Decision =
  | {
      readonly outcome: 'admissible';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      readonly show: ShowFacts;
      readonly minors: MinorsAllowed;
      /** Kaikukortti tickets left before this party; `null` where the show has no cap. */
      readonly remaining: number | null;
    }
  | {
      readonly outcome: 'refused';
      /** Absent where the text is no card code of today. */
      readonly code: CardCode | undefined;
      readonly repairs: readonly Repair[];
      readonly refusal: Refusal;
    }
  /** The register could not be asked. With `mayRecord` the clerk may still admit: provisionally, by the outage policy. */
  | {
      readonly outcome: 'undecided';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      readonly cause: KaikuErrorCode;
      readonly mayRecord: boolean;
      /** What the card's kind allows at most; the number on the cardboard is the clerk's only guide meanwhile. */
      readonly minors: MinorsAllowed;
    };

/** What became of a confirmed party. The four are told apart by word, icon, shape and colour wherever they are shown. */
export type Verdict =
  /** In the register. Made only from a register's answer. */
  | {
      readonly outcome: 'confirmed';
      readonly usageId: string;
      readonly party: Party;
      readonly recordedAt: string;
      readonly flags: readonly RefusalReason[];
      readonly show: ShowFacts;
    }
  /** Safe on this device and on its way; the register has not answered yet. */
  | { readonly outcome: 'provisional'; readonly usageId: string; readonly party: Party; readonly cause: KaikuErrorCode }
  /** A rule said no. Nothing is recorded. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** Nobody can say now, and nothing is recorded: the paper form is the way (docs/sources.md#paper-form). */
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode };

/** What became of an undo. */
export type Annulment =
  | { readonly outcome: 'annulled' }
  | { readonly outcome: 'provisional'; readonly cause: KaikuErrorCode };
