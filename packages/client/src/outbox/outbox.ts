import { untilAborted, within } from '../deadline.ts';
import { asKaikuError, isKaikuError, type KaikuErrorCode } from '../errors.ts';
import { voidEntry } from '../storage/entry.ts';
import type { RecordAnswer, RecordMode } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import { mayKeep } from './decide-offline.ts';
import { returnMissing } from './kept-entries.ts';
import { isConsumedFrom } from './outbox-state.ts';
import { createOutboxParts, type OutboxParts } from './parts.ts';
import type { Outbox, OutboxOptions, RecordResult, ShowCapacity, VoidOptions } from './port.ts';
import { recordVisit } from './record.ts';
import { isSameVisit, mismatch, settleUnanswered, storedResultOf } from './requested-before.ts';
import { adopt, parseOutboxFile, toOutboxFile } from './transfer.ts';
import { dismissNotice, storeVoid } from './voiding.ts';

/**
 * Creates an outbox over a storage. Starts to send its pending entries at once; among all tabs one sends. If the storage or
 * a lock fails at first, each request and each send pass tries again.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const parts = createOutboxParts(options);
  const { journal, capacities, sender, open } = parts;
  open().then(sender.wake, sender.wake);

  return {
    journal,
    async read() {
      await open();
      await journal.read();
      return journal;
    },
    request: (visit, mode = 'request', signal) => requestOnce(parts, visit, mode, signal),
    void: (visitId, showId, given = {}) => voidVisit(parts, visitId, showId, given),
    async turnAway(showId) {
      await open();
      await journal.append(voidEntry({ id: options.environment.newId(), showId }, 'cap-reached'));
      // In an outage its end wakes the sender.
      if (options.mayAsk()) sender.wake();
    },
    async dismiss(visitId) {
      await open();
      await dismissNotice(journal, visitId);
      sender.wake();
    },
    answeredSince: (visitId, outcome) => answeredSince(parts, visitId, outcome),
    capacityOf: (showId) => capacityOf(parts, showId),
    lookAtCapacity: capacities.look,
    async sendAgain(delivered, sentMs) {
      if (await returnMissing(journal, delivered, sentMs)) sender.wake();
    },
    async isConsumedFrom(leaseId) {
      await journal.read();
      return isConsumedFrom(journal, leaseId);
    },
    toFile: () => toFile(parts),
    adoptFile: (text) => adoptFile(parts, text),
    subscribe: journal.subscribe,
    async flush() {
      await open();
      await journal.read();
      sender.retry();
    },
    wake: sender.retry,
    wakeSoon: sender.retrySoon,
    close: () => close(parts),
  };
}

/** Records a visit. A request for a visit that is in flight already returns the result of that one. */
function requestOnce(
  parts: OutboxParts,
  visit: Visit,
  mode: RecordMode,
  signal: AbortSignal | undefined,
): Promise<RecordResult> {
  const { inFlight, closing, sender } = parts;
  const earlier = inFlight.get(visit.id);
  if (earlier !== undefined) return isSameVisit(earlier.visit, visit) ? earlier.result : Promise.resolve(mismatch);
  const result = openAndRecord(parts, visit, mode, signal).finally(() => inFlight.delete(visit.id));
  inFlight.set(visit.id, { visit, result });
  // The clerk is shown that nothing is recorded. Make it true at once, before another tab sends what may be stored; the next
  // send pass would do it too, but may be an hour away.
  result.catch(() =>
    closing.signal.aborted
      ? undefined
      : parts
          .voidOrphaned()
          .catch(() => {})
          .finally(sender.wake),
  );
  return result;
}

async function openAndRecord(
  parts: OutboxParts,
  visit: Visit,
  mode: RecordMode,
  signal: AbortSignal | undefined,
): Promise<RecordResult> {
  const { options, journal, capacities, owner, closing, failed, sender } = parts;
  await parts.open();
  const stored = storedResultOf(journal, visit);
  if (stored !== undefined) return stored;
  const sealed = await options.seal(visit).catch(asKaikuError);
  if (isKaikuError(sealed)) return { outcome: 'undecided', cause: sealed.code };
  const onFailed = () => void failed.set(visit.id, visit);
  const given = {
    ...options,
    journal,
    capacities,
    sent: visit,
    owner,
    closing: closing.signal,
    signal,
    onFailed,
    wake: sender.wake,
  };
  return recordVisit(given, sealed, mode);
}

async function voidVisit(
  parts: OutboxParts,
  visitId: string,
  showId: string,
  { isOurs = false, signal: callerSignal, reason = 'undone-by-clerk', usages }: VoidOptions,
): Promise<KaikuErrorCode | undefined> {
  const { options, journal, capacities, closing, sender } = parts;
  await parts.open();
  // Another tab may have stored a report since: with a void next to it, the report would be listed as voided elsewhere.
  await journal.read().catch(() => {});
  await storeVoid(journal, { visitId, showId, reason, ...(usages && { usages }), isOurs });
  await capacities.look();
  const { environment, timeoutMs } = options;
  return within({ environment, ms: timeoutMs, closing: closing.signal, callerSignal }, (signal) =>
    untilAborted(sender.sendNow(visitId), signal).catch(() => 'registry/unreachable' as const),
  );
}

async function answeredSince(
  parts: OutboxParts,
  visitId: string,
  outcome: 'counted' | 'refused' | 'voided',
): Promise<void> {
  const { options, journal, capacities, sender } = parts;
  const request = (visit: Visit, seq: number) => requestAgain(parts, visit, seq);
  await settleUnanswered(journal, { ...options, visitId, outcome, request });
  await capacities.look();
  sender.wake();
}

async function requestAgain(
  { options, storage, closing }: OutboxParts,
  visit: Visit,
  seq: number,
): Promise<RecordAnswer> {
  const { environment, delivery, timeoutMs } = options;
  const { journal } = await storage.identity();
  return within({ environment, ms: timeoutMs, closing: closing.signal }, (signal) =>
    untilAborted(delivery.request(visit, { origin: { journal, seq }, leaseId: null }, signal, 'request'), signal),
  );
}

function capacityOf({ options, capacities }: OutboxParts, showId: string): ShowCapacity {
  const capacity = capacities.of(showId);
  return {
    ...capacity.seen,
    leased: capacity.usableLease()?.left ?? 0,
    mayKeep: (tickets) => mayKeep({ ...options, capacity, showId }, tickets),
  };
}

async function toFile(parts: OutboxParts): Promise<string> {
  const { options, journal, storage } = parts;
  await parts.open();
  await parts.voidOrphaned();
  // A request in flight stays with this device: another device would void it.
  const entries = [...journal.entries()].filter(({ stage }) => stage !== 'request');
  return toOutboxFile((await storage.identity()).journal, entries, options.environment.now());
}

async function adoptFile(parts: OutboxParts, text: string): Promise<number> {
  const { options, journal, storage, capacities, sender } = parts;
  const file = parseOutboxFile(text);
  await parts.open();
  await journal.read();
  const added = await adopt(journal, file, options.seal);
  await storage.recount();
  await capacities.look();
  sender.wake();
  return added;
}

async function close({ closing, sender, inFlight, journal, release }: OutboxParts): Promise<void> {
  if (closing.signal.aborted) return;
  closing.abort();
  await sender.close();
  await Promise.allSettled([...inFlight.values()].map(({ result }) => result));
  await release();
  await journal.close();
}
