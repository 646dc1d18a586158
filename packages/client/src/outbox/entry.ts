import type { Instant } from '../admission/facts.ts';
import { maskCardCode } from '../card/mask.ts';
import type { KaikuErrorCode } from '../errors.ts';
import { kindOf, type Unit, type UnitKind } from '../usage/usage.ts';
import type { UnitToAnnul } from './delivery.ts';

/**
 * One use, or one visit of several, on its way to the register, or what is left of it. A visit is one entry: it goes
 * through the stages whole.
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
      readonly unit: Unit;
      /** The lock its asker holds: gone with the page, so that a restart can tell a left-over ask from a live one. */
      readonly owner: string;
    }
  | { readonly stage: 'fact'; readonly unit: Unit }
  | ({
      readonly stage: 'void';
      /** Told on the attention list, now and after delivery. */
      readonly notice: Notice | null;
    } & UnitToAnnul)
  | {
      readonly stage: 'attention';
      readonly notice: Notice;
      /** The use or visit itself where the register will not take it: nothing is thrown away before a person has seen to it. */
      readonly unit: Unit | null;
    };

/** What a person is told of a use or a visit that went wrong. Codes are shown only masked. */
export interface Notice {
  readonly kind: UnitKind;
  /** The usage's id, or the visit's. */
  readonly unitId: string;
  readonly showId: string;
  /**
   * Of a visit, its first card. `…` alone where the register had acknowledged it, so that nothing of it is on the device
   * any more.
   */
  readonly maskedCard: string;
  /** Each brings one adult. 0 where that is not on the device any more. */
  readonly cards: number;
  /** All together. */
  readonly minors: number;
  /** When the clerk confirmed; where that is not on the device any more, when the annulment failed. */
  readonly takenAt: Instant;
  /** `interrupted`, or the code of the error that will not pass. */
  readonly why: 'interrupted' | KaikuErrorCode;
}

export type Stage = Entry['stage'];

/** What a person is told of a unit that stands on the device. */
export function noticeOf(unit: Unit, why: Notice['why']): Notice {
  const usages = 'usages' in unit ? unit.usages : [unit];
  const [first] = usages;
  return {
    kind: kindOf(unit),
    unitId: unit.id,
    showId: unit.showId,
    maskedCard: maskCardCode(first?.card ?? ''),
    cards: usages.length,
    minors: usages.reduce((sum, { minors }) => sum + minors, 0),
    takenAt: first?.takenAt ?? '',
    why,
  };
}

/** What a person is told of a unit that was acknowledged long ago: nothing but its id is kept on the device. */
export function bareNotice({ kind, unitId, showId }: UnitToAnnul, why: Notice['why'], atMs: number): Notice {
  const takenAt = new Date(atMs).toISOString();
  return { kind, unitId, showId, maskedCard: '…', cards: 0, minors: 0, takenAt, why };
}
