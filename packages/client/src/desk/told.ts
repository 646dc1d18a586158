import type { Admission } from '../admission/decide.ts';
import { KaikuError, type KaikuErrorCode } from '../errors.ts';
import type { Asked } from '../outbox/port.ts';
import type { RecordMode } from '../usage/answer.ts';
import type { UnitKind } from '../usage/usage.ts';
import type { Annulment, DecisionBody, LateEntry, VisitPart } from '../verdict.ts';
import { toHeldTicket } from './tickets.ts';

/** What was entered later of a part; a ticket that was redeemed in advance is only shown now. */
export function lateOf(part: VisitPart | undefined): LateEntry | undefined {
  return part === undefined || part.decision.outcome === 'has-ticket' ? undefined : part.decision.late;
}

/** As what something is recorded: what has happened is told, not asked. */
export function modeOf(late: LateEntry | undefined): RecordMode {
  return late === undefined ? 'ask' : 'fact';
}

/** When it happened, where it was entered later. */
export function enteredFor(late: LateEntry | undefined) {
  return late === undefined ? {} : { takenAt: late.takenAt };
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

/** What came of an ask, for the clerk; `about` is what was asked for, told where it stands recorded. */
export function toVerdict<A extends object>(asked: Asked, about: A) {
  switch (asked.outcome) {
    case 'counted': {
      const { recordedAt, flags, show } = asked;
      return { outcome: 'confirmed', ...about, recordedAt, flags, show } as const;
    }
    case 'kept':
      return { outcome: 'provisional', ...about, cause: asked.cause, by: asked.by } as const;
    case 'refused':
      return { outcome: 'refused', refusal: asked.refusal } as const;
    case 'given-up':
      return {
        outcome: 'undecided',
        cause: asked.cause,
        ...(asked.room !== undefined && { room: asked.room }),
      } as const;
    default:
      return asked satisfies never;
  }
}

/** Neither this device nor the register knows what was to be annulled. */
export function unknownUsage(kind: UnitKind): KaikuError {
  const message = `No ${kind} has been recorded under this id, neither on this device nor in the register. Nothing was undone.`;
  return new KaikuError('desk/unknown-usage', message, { retryable: false });
}

/** What came of an annulment: nothing stands in its way, or the reason why it still waits. */
export function toAnnulment(cause: KaikuErrorCode | undefined): Annulment {
  return cause === undefined ? { outcome: 'annulled' } : { outcome: 'provisional', cause };
}
