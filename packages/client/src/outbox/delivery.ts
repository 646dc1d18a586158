import type { RecordAnswer, RecordMode } from '../usage/answer.ts';
import type { Batch, DeliveredBatch, Sent } from '../usage/delivery.ts';
import type { Unit } from '../usage/usage.ts';

/** The way out, given by the desk: idempotent by the units' ids, rejecting only with `KaikuError`, at once when aborted. */
export interface Delivery {
  /** Asks the register to record a unit, which it may refuse; as a `fact`, which it may not. Default `ask`. */
  ask(unit: Unit, sent: Sent, signal: AbortSignal, mode?: RecordMode): Promise<RecordAnswer>;
  /** Tells it what has happened, and what must not count. */
  deliver(batch: Batch, signal: AbortSignal): Promise<DeliveredBatch>;
}
