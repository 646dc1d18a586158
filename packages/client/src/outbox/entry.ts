import type { Instant } from '../admission/facts.ts';
import { maskCardCode } from '../card/mask.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { AnnulReason } from '../usage/answer.ts';
import type { Usage } from '../usage/usage.ts';

/**
 * One use on its way to the register, or what is left of it.
 *
 * | stage | means | leaves it by |
 * |---|---|---|
 * | `asked` | a clerk waits for the register's word | answer → gone; no answer → `fact` or `void`; restart, or a storage that failed meanwhile → `void` |
 * | `fact` | the clerk was told "recorded on this device" | acknowledged → gone; refused for good → `attention`; undo → `void` |
 * | `void` | must not count, whatever was sent | acknowledged → gone, or `attention` where a clerk must hear of it; refused for good → `attention` |
 * | `attention` | a person must look at it | dismissed → gone; undo → `void` |
 */
export type Entry = { readonly seq: number } & NewEntry;

/** An entry before the storage has given it its number. */
export type NewEntry =
  | {
      readonly stage: 'asked';
      readonly usage: Usage;
      /** The lock its asker holds: gone with the page, so that a restart can tell a left-over ask from a live one. */
      readonly owner: string;
    }
  | { readonly stage: 'fact'; readonly usage: Usage }
  | {
      readonly stage: 'void';
      readonly usageId: string;
      readonly showId: string;
      readonly reason: AnnulReason;
      /** Told on the attention list, now and after delivery. */
      readonly notice: Notice | null;
    }
  | {
      readonly stage: 'attention';
      readonly notice: Notice;
      /** The use itself where the register will not take it: nothing is thrown away before a person has seen to it. */
      readonly usage: Usage | null;
    };

/** What a person is told of a use that went wrong. The code is shown only masked. */
export interface Notice {
  readonly usageId: string;
  readonly showId: string;
  /** `…` alone where the use had been acknowledged, so that nothing of the card is on the device any more. */
  readonly maskedCard: string;
  readonly minors: number;
  /** When the clerk confirmed; where that is not on the device any more, when the annulment failed. */
  readonly takenAt: Instant;
  /** `interrupted`, or the code of the error that will not pass. */
  readonly why: 'interrupted' | KaikuErrorCode;
}

export type Stage = Entry['stage'];

/** What a person is told of a usage. */
export function noticeOf(usage: Usage, why: Notice['why']): Notice {
  const { id: usageId, showId, minors, takenAt } = usage;
  return { usageId, showId, maskedCard: maskCardCode(usage.card), minors, takenAt, why };
}
