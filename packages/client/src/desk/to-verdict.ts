import { peopleOf } from '../admission/cap.ts';
import { maskCardCode } from '../card/mask.ts';
import { KaikuError, type KaikuErrorCode } from '../errors.ts';
import type { RecordResult } from '../outbox/port.ts';
import type { Visit } from '../usage/visit.ts';
import type { LateEntry, RecordedVisit, Verdict } from '../verdict.ts';

/**
 * Converts the outbox's result to the desk's verdict.
 * @throws KaikuError `idempotency/mismatch`, `desk/voided-visit` if the visit can never be recorded under its id
 */
export function toVerdict(result: RecordResult, recorded: RecordedVisit): Verdict {
  switch (result.outcome) {
    case 'counted': {
      const { recordedAt, flags, show } = result;
      return { outcome: 'confirmed', ...recorded, recordedAt, flags, show };
    }
    case 'kept':
      return { outcome: 'provisional', ...recorded, cause: result.cause, by: result.by };
    case 'refused':
      return { outcome: 'refused', refusal: result.refusal };
    case 'undecided':
      assertUsableId(result.cause);
      return { outcome: 'undecided', cause: result.cause, ...(result.room !== undefined && { room: result.room }) };
    default:
      return result satisfies never;
  }
}

/** Converts a visit to what its verdict says about it. */
export function toRecordedVisit(
  visit: Visit,
  { withTicket, late }: { withTicket: number; late: LateEntry | undefined },
): RecordedVisit {
  return {
    visitId: visit.id,
    usages: visit.usages.map(({ id, card, minors }) => ({ usageId: id, maskedCard: maskCardCode(card), minors })),
    people: visit.usages.reduce((sum, usage) => sum + peopleOf(usage), 0),
    ...(withTicket > 0 && { withTicket }),
    ...(late !== undefined && { takenAt: late.takenAt }),
  };
}

const unusableIdMessages = {
  'idempotency/mismatch':
    'Other cards are recorded under this `reference`. Nothing was recorded. Give each visit a reference of its own.',
  'desk/voided-visit':
    'The visit under this `reference` or id was voided, which is permanent. Nothing was recorded. Use another reference.',
} as const;

/** Returns the error for an id under which the visit can never be recorded. An error, because a verdict invites a retry. */
export function unusableId(code: keyof typeof unusableIdMessages): KaikuError {
  return new KaikuError(code, unusableIdMessages[code], { retryable: false });
}

/** @throws KaikuError `idempotency/mismatch`, `desk/voided-visit` if that is the cause */
export function assertUsableId(cause: KaikuErrorCode): void {
  if (cause === 'idempotency/mismatch' || cause === 'desk/voided-visit') throw unusableId(cause);
}
