import type { RecordAnswer, RecordMode } from '../usage/answer.ts';
import type { Batch, DeliveredBatch, Sent } from '../usage/delivery.ts';
import type { Visit } from '../usage/visit.ts';

/** The way out, given by the desk: idempotent by the visits' ids, rejecting only with `KaikuError`, at once when aborted. */
export interface Delivery {
  /** Asks the registry to record a visit, which it may refuse; as a `report`, which it may not. Default `request`. */
  request(visit: Visit, sent: Sent, signal: AbortSignal, mode?: RecordMode): Promise<RecordAnswer>;
  /** Tells it what has happened, and what must not count. */
  deliver(batch: Batch, signal: AbortSignal): Promise<DeliveredBatch>;
}
