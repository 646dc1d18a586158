import type { AnnulReason, RecordAnswer, RecordMode } from '../usage/answer.ts';
import type { Unit, UnitKind, Usage, Visit } from '../usage/usage.ts';

/** The way out, given by the desk: idempotent by the unit's id, rejecting only with `KaikuError`, at once when aborted. */
export interface Delivery {
  record(usage: Usage, mode: RecordMode, signal?: AbortSignal): Promise<RecordAnswer>;
  recordVisit(visit: Visit, mode: RecordMode, signal?: AbortSignal): Promise<RecordAnswer>;
  annul(usageId: string, showId: string, reason: AnnulReason, signal?: AbortSignal): Promise<unknown>;
  annulVisit(visitId: string, showId: string, reason: AnnulReason, signal?: AbortSignal): Promise<unknown>;
}

/** What is left of a unit when it is to be annulled: enough to find it in the register, and nothing of its cards. */
export interface UnitToAnnul {
  readonly kind: UnitKind;
  readonly unitId: string;
  readonly showId: string;
  readonly reason: AnnulReason;
}

export function recordUnit(
  delivery: Delivery,
  unit: Unit,
  mode: RecordMode,
  signal: AbortSignal,
): Promise<RecordAnswer> {
  return 'usages' in unit ? delivery.recordVisit(unit, mode, signal) : delivery.record(unit, mode, signal);
}

export function annulUnit(
  delivery: Delivery,
  { kind, unitId, showId, reason }: UnitToAnnul,
  signal: AbortSignal,
): Promise<unknown> {
  return kind === 'visit'
    ? delivery.annulVisit(unitId, showId, reason, signal)
    : delivery.annul(unitId, showId, reason, signal);
}
