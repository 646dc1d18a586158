import { peopleOf } from '../admission/cap.ts';
import type { Admission } from '../admission/decide.ts';
import { maskCardCode } from '../card/mask.ts';
import { KaikuError, type KaikuErrorCode } from '../errors.ts';
import type { RecordResult } from '../outbox/port.ts';
import type { RecordMode } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import type { DecisionBody, LateEntry, Verdict, VisitPart, VoidResult } from '../verdict.ts';
import { toHeldTicket } from './tickets.ts';

/** What was entered later of a part; a ticket that was redeemed in advance is only shown now. */
export function lateOf(part: VisitPart | undefined): LateEntry | undefined {
  return part === undefined || part.decision.outcome === 'has-ticket' ? undefined : part.decision.late;
}

/** As what something is recorded: what has happened is told, not asked. */
export function modeOf(late: LateEntry | undefined): RecordMode {
  return late === undefined ? 'request' : 'report';
}

/** What the rules say of a card that was looked up, for the clerk; `warnings` only where something is to be recorded. */
export function toDecision(admission: Admission, about: Known): DecisionBody {
  const { code, repairs, card, show } = about;
  switch (admission.outcome) {
    case 'admissible':
      return { ...admission, ...about };
    case 'has-ticket': {
      const { outcome, minors, ticket } = admission;
      return { outcome, minors, ticket: toHeldTicket(ticket), code, repairs, card, show, earlier: ticket };
    }
    case 'refused':
      return { ...admission, code, repairs };
    default:
      return admission satisfies never;
  }
}

type Admissible = Extract<DecisionBody, { outcome: 'admissible' }>;
type Known = Pick<Admissible, 'code' | 'repairs' | 'card' | 'earlier' | 'show' | 'warnings'>;

type Recorded = Pick<
  Extract<Verdict, { outcome: 'provisional' }>,
  'visitId' | 'usages' | 'people' | 'withTicket' | 'takenAt'
>;

/**
 * What came of a request, for the clerk; `about` is what was asked for, told where it stands recorded.
 * @throws KaikuError `idempotency/mismatch`, `desk/voided-visit`: never under this id
 */
export function toVerdict(asked: RecordResult, about: Recorded): Verdict {
  switch (asked.outcome) {
    case 'counted': {
      const { recordedAt, flags, show } = asked;
      return { outcome: 'confirmed', ...about, recordedAt, flags, show };
    }
    case 'kept':
      return { outcome: 'provisional', ...about, cause: asked.cause, by: asked.by };
    case 'refused':
      return { outcome: 'refused', refusal: asked.refusal };
    case 'undecided':
      assertNotFinal(asked.cause);
      return { outcome: 'undecided', cause: asked.cause, ...(asked.room !== undefined && { room: asked.room }) };
    default:
      return asked satisfies never;
  }
}

const neverUnderItsId = {
  'idempotency/mismatch':
    'Other cards were recorded under this `reference`. Nothing was recorded now. Give each visit a reference of its own.',
  'desk/voided-visit':
    'What was recorded under this `reference` or id has been taken back, and stays so. Nothing was recorded now. Record it under another reference.',
} as const;

/** The same again is answered the same for ever: so it is no verdict, after which a till may try again. */
export function never(code: keyof typeof neverUnderItsId): KaikuError {
  return new KaikuError(code, neverUnderItsId[code], { retryable: false });
}

/** @throws KaikuError `idempotency/mismatch`, `desk/voided-visit` where that is the cause */
export function assertNotFinal(cause: KaikuErrorCode): void {
  if (cause === 'idempotency/mismatch' || cause === 'desk/voided-visit') throw never(cause);
}

/** What is told of a visit that is on its way. */
export function toRecorded(
  visit: Visit,
  { withTicket, late }: { withTicket: number; late: LateEntry | undefined },
): Recorded {
  return {
    visitId: visit.id,
    usages: visit.usages.map(({ id, card, minors }) => ({ usageId: id, maskedCard: maskCardCode(card), minors })),
    people: visit.usages.reduce((sum, usage) => sum + peopleOf(usage), 0),
    ...(withTicket > 0 && { withTicket }),
    ...(late !== undefined && { takenAt: late.takenAt }),
  };
}

/** Neither this device nor the registry knows what was to be voided. */
export function unknownVisit(): KaikuError {
  const message =
    'No visit, or no such usage of it, has been recorded under this id, neither on this device nor in the registry. ' +
    'Nothing was undone. The verdict and `find` tell the ids of a visit and its usages.';
  return new KaikuError('desk/unknown-visit', message, { retryable: false });
}

/** The visit has been recorded, but without such a usage. */
export function unknownUsage(ids: readonly string[]): KaikuError {
  const message = `The visit has no usage of this id. Its usages are ${ids.join(', ')}. Nothing was undone.`;
  return new KaikuError('desk/unknown-visit', message, { retryable: false });
}

/** What came of a void: nothing stands in its way, or the reason why it still waits. */
export function toVoidResult(cause: KaikuErrorCode | undefined): VoidResult {
  return cause === undefined ? { outcome: 'voided' } : { outcome: 'provisional', cause };
}
