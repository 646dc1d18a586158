import { untilAborted, within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { asKaikuError, isKaikuError, KaikuError, type KaikuErrorCode } from '../errors.ts';
import type { AnnulReason, RecordAnswer } from '../usage/answer.ts';
import { kindOf, type Unit, type UnitKind } from '../usage/usage.ts';
import { type Delivery, recordUnit } from './delivery.ts';
import { type NewEntry, type Notice, noticeOf } from './entry.ts';
import { createJournal } from './journal.ts';
import { createSender } from './sender.ts';
import type { OutboxStorage } from './storage.ts';

export interface OutboxOptions {
  readonly storage: OutboxStorage;
  readonly delivery: Delivery;
  readonly environment: Environment;
  /** How long a clerk waits for the register's word before the device decides, in milliseconds. */
  readonly askWithinMs: number;
  /** How many unconfirmed uses of one show may wait at once on this device; a visit counts as one. */
  readonly maxUnconfirmed: number;
}

/** What became of an ask. */
export type Asked =
  | Extract<RecordAnswer, { outcome: 'counted' | 'refused' }>
  /** No word in time: kept as a fact, on its way. */
  | { readonly outcome: 'kept'; readonly cause: KaikuErrorCode }
  /** No word and no allowance left, or a no that will not pass: nothing counts. */
  | { readonly outcome: 'given-up'; readonly cause: KaikuErrorCode };

/** The write-ahead outbox: nothing is sent that does not stand in the storage first. */
export interface Outbox {
  /**
   * Keeps a use or a visit, then asks the register. What comes of a visit comes of all of it.
   * @throws KaikuError `outbox/storage`: nothing was sent, or it is withdrawn, by the next life of this device at the
   *   latest; `desk/closed`
   */
  ask(unit: Unit): Promise<Asked>;
  /**
   * Keeps an annulment, then sends it. `undefined` once acknowledged, else (by `askWithinMs`) why it still waits.
   * @throws KaikuError `outbox/storage`: it is not kept; `desk/closed`
   */
  annul(kind: UnitKind, unitId: string, showId: string): Promise<KaikuErrorCode | undefined>;
  /** Takes a notice off. @throws KaikuError `outbox/storage`, `desk/closed` */
  dismiss(unitId: string): Promise<void>;
  /** Whether one more unconfirmed use or visit of a show may be kept. */
  mayKeep(showId: string): boolean;
  /** Facts and annulments not acknowledged yet. */
  readonly waiting: number;
  /** By age, oldest first. */
  readonly notices: readonly Notice[];
  /** Calls `listener` when `waiting` or `notices` may have changed. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
  /** Something has changed outside (the network is back): send what waits now rather than at its next turn. */
  wake(): void;
  /** Stops sending; asks under way are decided at once, as if no answer had come. Then lets the storage go. */
  close(): Promise<void>;
}

/**
 * An outbox over a storage. Sends what waits there from the start, one sender among all tabs. A storage or a lock that
 * cannot be had at first is tried again, with each ask and by the sender.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { storage, delivery, environment, askWithinMs, maxUnconfirmed } = options;
  const owner = `${storage.name}/asker/${environment.newId()}`;
  const closing = new AbortController();
  const journal = createJournal(storage);
  const sender = createSender({
    delivery,
    environment,
    lockName: `${storage.name}/sender`,
    journal,
    async refresh() {
      await open();
      await withdrawLeftOvers();
    },
  });
  /** The asks a clerk waits for in this very life, by the unit's id. */
  const underWay = new Map<string, Promise<Asked>>();
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
      await withdrawLeftOvers();
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Asks that nobody waits for any more must not count: their asker's life has ended, or the storage failed under it. */
  async function withdrawLeftOvers(): Promise<void> {
    const asked = (await journal.read()).filter((entry) => entry.stage === 'asked');
    if (asked.length === 0) return;
    // Looked at after the entries: whoever had written one by then, and lives, is among them.
    const living = await environment.locks.held().catch(cannotLock);
    for (const { seq, unit, owner: asker } of asked) {
      if (asker === owner ? underWay.has(unit.id) : living.has(asker)) continue;
      const withdrawn =
        asker === owner
          ? voided(unit, 'never-answered', null)
          : voided(unit, 'device-restarted', noticeOf(unit, 'interrupted'));
      await journal.change(seq, 'asked', withdrawn);
    }
  }

  function ask(unit: Unit): Promise<Asked> {
    const asked = keepAndAsk(unit).finally(() => underWay.delete(unit.id));
    underWay.set(unit.id, asked);
    // Whoever asked hears that nothing is recorded; the sender's next round sees to it that this is true.
    asked.catch(sender.wake);
    return asked;
  }

  async function keepAndAsk(unit: Unit): Promise<Asked> {
    await open();
    const seq = await journal.append({ stage: 'asked', unit, owner });
    const answer = await askWithin(unit);
    if (isKaikuError(answer)) return unanswered(seq, unit, answer);
    const ours = await journal.change(seq, 'asked', null);
    if (answer.outcome === 'refused') return answer;
    // Taken for a left-over by another tab (possible without Web Locks), or annulled in the register: it will not count.
    if (!ours || answer.outcome === 'void') return { outcome: 'given-up', cause: 'registry/contract' };
    return answer;
  }

  function askWithin(unit: Unit): Promise<RecordAnswer | KaikuError> {
    return within({ environment, ms: askWithinMs, closing: closing.signal }, (signal) =>
      recordUnit(delivery, unit, 'ask', signal),
    ).catch(asKaikuError);
  }

  /** Nobody said yes or no: the ask may or may not have arrived. */
  async function unanswered(seq: number, unit: Unit, error: KaikuError): Promise<Asked> {
    const cause = error.code;
    if (!error.retryable) {
      await journal.change(seq, 'asked', null);
      return { outcome: 'given-up', cause };
    }
    // One at a time: two that are unanswered at once must not both take the last place of the allowance.
    const kept = await environment.locks.exclusive(`${storage.name}/allowance`, async () => {
      await journal.read();
      if (mayKeep(unit.showId)) return journal.change(seq, 'asked', { stage: 'fact', unit });
      await journal.change(seq, 'asked', voided(unit, 'never-answered', null));
      return false;
    });
    sender.wake();
    return kept ? { outcome: 'kept', cause } : { outcome: 'given-up', cause };
  }

  function mayKeep(showId: string): boolean {
    const unconfirmed = journal.entries.filter((entry) => entry.stage === 'fact' && entry.unit.showId === showId);
    return unconfirmed.length < maxUnconfirmed;
  }

  async function annul(kind: UnitKind, unitId: string, showId: string): Promise<KaikuErrorCode | undefined> {
    await open();
    await keepAnnulment({ stage: 'void', kind, unitId, showId, reason: 'undone-by-clerk', notice: null });
    return within({ environment, ms: askWithinMs, closing: closing.signal }, (signal) =>
      untilAborted(sender.sendNow(unitId), signal).catch(() => 'registry/unreachable' as const),
    );
  }

  async function keepAnnulment(annulment: Extract<NewEntry, { stage: 'void' }>): Promise<void> {
    const { unitId } = annulment;
    for (const entry of journal.entries) {
      if (entry.stage === 'void' && entry.unitId === unitId) return;
      const keepsUnit = entry.stage === 'fact' || entry.stage === 'attention';
      if (!keepsUnit || entry.unit?.id !== unitId) continue;
      if (await journal.change(entry.seq, entry.stage, annulment)) return;
    }
    // Acknowledged in this very moment, or long ago: then it gets an entry of its own.
    await journal.append(annulment);
  }

  async function dismiss(unitId: string): Promise<void> {
    await open();
    for (const entry of journal.entries) {
      if (entry.stage === 'attention' && entry.notice.unitId === unitId)
        await journal.change(entry.seq, 'attention', null);
      if (entry.stage === 'void' && entry.notice?.unitId === unitId)
        await journal.change(entry.seq, 'void', { ...entry, notice: null });
    }
  }

  return {
    ask,
    annul,
    dismiss,
    mayKeep,
    get waiting() {
      return journal.entries.filter(({ stage }) => stage === 'fact' || stage === 'void').length;
    },
    get notices() {
      return journal.entries.flatMap((entry) => ('notice' in entry ? (entry.notice ?? []) : []));
    },
    subscribe: journal.subscribe,
    wake: sender.retry,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await sender.close();
      await Promise.allSettled(underWay.values());
      const release = await opening?.catch(() => undefined);
      release?.();
      await journal.close();
    },
  };
}

function voided(unit: Unit, reason: AnnulReason, notice: Notice | null): NewEntry {
  return { stage: 'void', kind: kindOf(unit), unitId: unit.id, showId: unit.showId, reason, notice };
}

function cannotLock(cause: unknown): never {
  throw new KaikuError('outbox/storage', 'The device gives no locks, so the storage cannot be used safely.', {
    retryable: true,
    cause,
  });
}
