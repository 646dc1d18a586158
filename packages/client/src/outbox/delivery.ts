import type { RecordAnswer, RecordMode } from '../usage/answer.ts';
import type { Batch, DeliveredBatch, Sent } from '../usage/delivery.ts';
import type { Visit } from '../usage/visit.ts';

/**
 * The outbox's connection to the registry, provided by the device. Idempotent by the visits' ids. Rejects only with
 * `KaikuError`, and at once when the signal aborts.
 */
export interface Delivery {
  /** Requests that the registry record a visit. @param mode default `request`, which the registry may refuse */
  request(visit: Visit, sent: Sent, signal: AbortSignal, mode?: RecordMode): Promise<RecordAnswer>;
  /** Sends reports and voids. */
  deliver(batch: Batch, signal: AbortSignal): Promise<DeliveredBatch>;
}
