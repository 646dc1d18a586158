import { untilAborted, within } from '../deadline.ts';
import { KaikuError } from '../errors.ts';
import { type Entry, visitIdOf } from '../storage/entry.ts';
import { type RecordAnswer, type RecordMode, undoReasons } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import { createCapacities } from './capacities.ts';
import { mayKeep } from './decide-alone.ts';
import { createJournal } from './journal.ts';
import { withdrawFailed, withdrawLeftOvers } from './left-overs.ts';
import type { Outbox, OutboxOptions, RecordResult } from './port.ts';
import { answeredSince, askedBefore, isSame, mismatch } from './requested-before.ts';
import { recordVisit } from './requesting.ts';
import { createSender, senderLock } from './sender.ts';
import { adopt, parseOutboxFile, toOutboxFile } from './transfer.ts';
import { dismissNotice, keepVoid } from './voiding.ts';

/**
 * An outbox over a storage. Sends what waits there from the start, one sender among all tabs. A storage or a lock that
 * cannot be had at first is tried again, with each request and by the sender.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { storage, delivery, environment, timeoutMs } = options;
  const owner = `${storage.name}/asker/${environment.newId()}`;
  const closing = new AbortController();
  const journal = createJournal(storage);
  const capacities = createCapacities({ storage, journal, environment });
  const sender = createSender({
    delivery,
    environment,
    lockName: senderLock(storage.name),
    journal,
    identity: () => storage.identity(),
    onAcknowledged: options.onAcknowledged,
    async refresh() {
      await open();
      // In an outage a round is most likely in vain, and ten thousand entries take a tenth of a second to be read: what other
      // tabs have left is seen once the registry answers.
      if (options.mayAsk()) await leftOvers();
    },
    onDelivered(delivered) {
      void capacities.look();
      options.onDelivered(delivered);
    },
  });
  /** The requests a clerk waits for in this very life, by the visit's id. */
  const underWay = new Map<string, { readonly visit: Visit; readonly asked: Promise<RecordResult> }>();
  /** Visits of which the clerk was told that nothing counts, because the storage failed after they had been sent. */
  const failed = new Map<string, Visit>();
  let opening: Promise<() => void> | undefined;
  open().then(sender.wake, sender.wake);

  /** Holds our owner's lock and withdraws what an earlier life left behind; once, or again where it failed. */
  async function open(): Promise<void> {
    if (closing.signal.aborted) throw new KaikuError('desk/closed', 'This desk has been closed.', { retryable: false });
    opening ??= begin().catch((error) => {
      opening = undefined;
      throw error;
    });
    await opening;
  }

  async function begin(): Promise<() => void> {
    const release = await environment.locks.hold(owner).catch(cannotLock);
    try {
      // Counting is not worth a start that fails.
      await storage.recount().catch(() => {});
      await leftOvers();
      await capacities.look();
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  async function leftOvers(): Promise<void> {
    const isUnderWay = (visitId: string) => underWay.has(visitId);
    await withdrawLeftOvers(journal, { locks: environment.locks, owner, isUnderWay });
    await withdrawFailed(journal, failed);
  }

  function request(visit: Visit, mode: RecordMode = 'request', signal?: AbortSignal): Promise<RecordResult> {
    const before = underWay.get(visit.id);
    if (before !== undefined) return isSame(before.visit, visit) ? before.asked : Promise.resolve(mismatch);
    const asked = openAndAsk(visit, mode, signal).finally(() => underWay.delete(visit.id));
    underWay.set(visit.id, { visit, asked });
    // Whoever asked hears that nothing is recorded. That this is true is seen to at once, before another tab sends what may
    // stand there, and else by the sender's next round, which may be agreed to be far off.
    asked.catch(() =>
      closing.signal.aborted
        ? undefined
        : leftOvers()
            .catch(() => {})
            .finally(sender.wake),
    );
    return asked;
  }

  async function openAndAsk(visit: Visit, mode: RecordMode, signal: AbortSignal | undefined): Promise<RecordResult> {
    await open();
    const standing = askedBefore(journal, visit);
    if (standing !== undefined) return standing;
    const asking = { ...options, journal, capacities, owner, closing: closing.signal, failed, wake: sender.wake };
    return recordVisit({ ...asking, signal }, visit, mode);
  }

  async function askAgain(visit: Visit, seq: number): Promise<RecordAnswer> {
    const { journal: id } = await storage.identity();
    return within({ environment, ms: timeoutMs, closing: closing.signal }, (signal) =>
      untilAborted(delivery.request(visit, { origin: { journal: id, seq }, leaseId: null }, signal, 'request'), signal),
    );
  }

  function voiding(): number {
    if (journal.count('void') === 0) return 0;
    return journal.count('void') - [...journal.entries()].filter(isUndo).length;
  }

  return {
    request,
    async void(visitId, visitsShowId, { isOurs = false, signal: calledOff, reason = 'undone-by-clerk', usages } = {}) {
      await open();
      // Another tab may have kept it since we looked: beside its report a void would make the report seem voided elsewhere.
      await journal.read().catch(() => {});
      await keepVoid(journal, { visitId, showId: visitsShowId, reason, ...(usages && { usages }), isOurs });
      await capacities.look();
      return within({ environment, ms: timeoutMs, closing: closing.signal, callerSignal: calledOff }, (signal) =>
        untilAborted(sender.sendNow(visitId), signal).catch(() => 'registry/unreachable' as const),
      );
    },
    async dismiss(visitId) {
      await open();
      await dismissNotice(journal, visitId);
      sender.wake();
    },
    capacityOf(showId) {
      const capacity = capacities.of(showId);
      return {
        ...capacity.seen,
        leased: capacity.usableLease()?.left ?? 0,
        mayKeep: (tickets) => mayKeep({ ...options, capacity, showId }, tickets),
      };
    },
    isStanding: (seq) => journal.entry(seq) !== undefined,
    lookAtCapacity: capacities.look,
    get pending() {
      return journal.count('report') + journal.count('void') - voiding();
    },
    get voiding() {
      return voiding();
    },
    get oldest() {
      for (const entry of journal.entries()) if (entry.stage === 'report' || isUndo(entry)) return entry;
      return undefined;
    },
    async isConsumedFrom(leaseId) {
      await journal.read();
      return [...journal.entries()].some(
        (entry) =>
          'consumedFrom' in entry && entry.consumedFrom?.from === 'lease' && entry.consumedFrom.leaseId === leaseId,
      );
    },
    async entryOf(visitId) {
      await open();
      await journal.read();
      return [...journal.entries()].find(
        (entry) =>
          visitIdOf(entry) === visitId &&
          (entry.stage !== 'review' || entry.visit !== null) &&
          (entry.stage !== 'void' || entry.usages === undefined),
      );
    },
    reductionsOf(visitId) {
      return [...journal.entries()].flatMap((entry) =>
        entry.stage === 'void' && entry.visitId === visitId ? (entry.usages ?? []) : [],
      );
    },
    async answeredSince(visitId, outcome) {
      const clockSuspect = options.clockSuspect();
      await answeredSince(journal, { visitId, outcome, clockSuspect, request: askAgain, tell: options.onAcknowledged });
      await capacities.look();
      sender.wake();
    },
    standing() {
      return new Map([...journal.entries()].flatMap(standingOf));
    },
    get notices() {
      if (journal.count('review') + journal.count('void') === 0) return [];
      return [...journal.entries()].flatMap((entry) => ('notice' in entry ? (entry.notice ?? []) : []));
    },
    identity: () => storage.identity(),
    async toFile() {
      await open();
      await leftOvers();
      // A request that a clerk still waits for is this device's to decide: withdrawn elsewhere it would be lost.
      const entries = [...journal.entries()].filter(({ stage }) => stage !== 'request');
      return toOutboxFile((await storage.identity()).journal, entries, environment.now());
    },
    async adoptFile(text) {
      const file = parseOutboxFile(text);
      await open();
      await journal.read();
      const taken = await adopt(journal, file);
      await storage.recount();
      await capacities.look();
      sender.wake();
      return taken;
    },
    subscribe: journal.subscribe,
    async flush() {
      await open();
      await journal.read();
      sender.retry();
    },
    wake: sender.retry,
    wakeSoon: sender.retrySoon,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await sender.close();
      await Promise.allSettled([...underWay.values()].map(({ asked }) => asked));
      const release = await opening?.catch(() => undefined);
      release?.();
      await journal.close();
    },
  };
}

function standingOf(entry: Entry): readonly (readonly [string, 'pending' | 'undoing' | 'review'])[] {
  if ('notice' in entry && entry.notice !== null) return [[entry.notice.visitId, 'review']];
  if (entry.stage === 'report') return [[entry.visit.id, 'pending']];
  return isUndo(entry) && entry.stage === 'void' && entry.usages === undefined ? [[entry.visitId, 'undoing']] : [];
}

/** A void that a clerk has asked for: they wait for it as for a visit. */
function isUndo(entry: Entry): boolean {
  return entry.stage === 'void' && undoReasons.some((reason) => reason === entry.reason);
}

function cannotLock(cause: unknown): never {
  throw new KaikuError('outbox/storage', 'The device gives no locks, so the storage cannot be used safely.', {
    retryable: true,
    cause,
  });
}
