import type { Delivery } from '../../packages/client/src/outbox/delivery.ts';
import type { RecordAnswer } from '../../packages/client/src/usage/answer.ts';
import type {
  Batch,
  DeliveredBatch,
  DeliveredEntry,
  OutgoingEntry,
  Sent,
} from '../../packages/client/src/usage/delivery.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';
import { error } from './world.ts';

/** An HTTP request in flight. */
export interface Exchange {
  /** `batch`: a delivery of several entries, or of none. */
  readonly what: 'request' | 'report' | 'void' | 'batch';
  /** Of the first entry, like `visit`. */
  readonly visitId: string;
  /** `undefined` for a void. */
  readonly visit: Visit | undefined;
  /** Only for a request. */
  readonly sent: Sent | undefined;
  /** Only for a delivery. */
  readonly batch: Batch | undefined;
  readonly signal: AbortSignal | undefined;
  /** Answers a request, or every entry of a delivery alike (a void as acknowledged). */
  answer(answer: RecordAnswer): void;
  /** Answers a delivery entry by entry. */
  deliver(results: readonly DeliveredEntry[], more?: Partial<DeliveredBatch>): void;
  fail(error: unknown): void;
}

export interface ScriptedDelivery {
  readonly delivery: Delivery;
  readonly open: Exchange[];
}

/** Creates a delivery whose requests wait for the test's answer, and end when their signal aborts. */
export function createScriptedDelivery(): ScriptedDelivery {
  const open: Exchange[] = [];

  function exchange<T>(
    asked: Pick<Exchange, 'what' | 'visitId' | 'visit' | 'sent' | 'batch'>,
    signal: AbortSignal | undefined,
    toAnswer: (answer: RecordAnswer | DeliveredBatch) => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = open.indexOf(one);
        if (at >= 0) open.splice(at, 1);
      };
      const give = (answer: RecordAnswer | DeliveredBatch) => {
        leave();
        resolve(toAnswer(answer));
      };
      const one: Exchange = {
        ...asked,
        signal,
        answer: give,
        deliver: (results, more = {}) => give({ ...nothingElse, results, ...more }),
        fail: (cause) => {
          leave();
          reject(cause);
        },
      };
      open.push(one);
      const abort = () => one.fail(error('registry/unreachable'));
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
    });
  }

  return {
    open,
    delivery: {
      request: (visit, sent, signal) =>
        exchange(
          { what: 'request', visitId: visit.id, visit, sent, batch: undefined },
          signal,
          (answer) => answer as RecordAnswer,
        ),
      deliver: (batch, signal) =>
        exchange({ ...aboutBatch(batch), sent: undefined, batch }, signal, (answer) =>
          'results' in answer ? answer : { ...nothingElse, results: batch.entries.map((one) => alike(one, answer)) },
        ),
    },
  };
}

export const nothingElse = { leases: [], missing: [], cloned: false } as const;

function aboutBatch({ entries }: Batch): Pick<Exchange, 'what' | 'visitId' | 'visit'> {
  const [first] = entries;
  if (first === undefined) return { what: 'batch', visitId: '', visit: undefined };
  const what = entries.length > 1 ? 'batch' : first.what === 'report' ? 'report' : 'void';
  if (first.what === 'void') return { what, visitId: first.visitId, visit: undefined };
  return { what, visitId: first.visit.id, visit: first.visit };
}

/** Converts the answer of a request to the result of an entry. */
export function alike({ what, seq }: OutgoingEntry, answer: RecordAnswer): DeliveredEntry {
  if (what === 'void' || answer.outcome === 'voided') return { outcome: 'voided', seq };
  if (answer.outcome === 'refused') return { outcome: 'rejected', seq, code: 'registry/contract' };
  const { recordedAt, flags, fromLease } = answer;
  const from = fromLease ? 'lease' : flags.includes('cap-reached') ? 'over' : 'free';
  return { outcome: 'counted', seq, recordedAt, flags, from };
}
