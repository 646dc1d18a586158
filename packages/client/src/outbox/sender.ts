import { within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { asKaikuError, KaikuError, type KaikuErrorCode } from '../errors.ts';
import { annulUnit, type Delivery, recordUnit } from './delivery.ts';
import { bareNotice, type Entry, type NewEntry, noticeOf } from './entry.ts';
import type { Journal } from './journal.ts';

export interface SenderOptions {
  readonly delivery: Delivery;
  readonly environment: Environment;
  /** One sender at a time holds this lock, among all tabs. */
  readonly lockName: string;
  readonly journal: Journal;
  /** Brings the journal up to date before each round. A rejection ends the round; it is tried again at the next. */
  readonly refresh: () => Promise<void>;
}

export interface Sender {
  /** Begins a round now, unless one runs; then another follows it. */
  wake(): void;
  /** Things may be better than when a round last failed: begins one now. A round that runs will see for itself. */
  retry(): void;
  /**
   * Runs a round and says how the delivery of one annulment went: `undefined` when it is acknowledged, else why not.
   * Waits for its turn where another tab is sending.
   */
  sendNow(unitId: string): Promise<KaikuErrorCode | undefined>;
  /** Stops. A request under way is called off (its repetition is harmless), a turn not yet come is not waited for. */
  close(): Promise<void>;
}

/** Waits between rounds that failed: anywhere from 0 to min(60 s, 0.5 s · 2^failures), "full jitter" (decision 0006). */
const firstWaitMs = 500;
const longestWaitMs = 60_000;

/** When nothing waits the storage is looked at this often: another tab may have died and left something. Guess, decision 0006. */
const lookAgainMs = 30_000;

/** How long one delivery may take. Nobody stands waiting for it, so longer than an ask (decision 0006). */
const sendWithinMs = 15_000;

/** Errors that any other entry would meet as well: the round ends there. Others only pass their own entry over. */
const stopsTheRound: ReadonlySet<KaikuErrorCode> = new Set([
  'registry/unreachable',
  'registry/busy',
  'registry/unauthorised',
  'registry/forbidden',
]);

type Waiting = Extract<Entry, { stage: 'fact' | 'void' }>;

/** Sends facts and annulments, one request at a time, until none waits: in the order they were made, failed ones last. */
export function createSender({ delivery, environment, lockName, journal, refresh }: SenderOptions): Sender {
  const closing = new AbortController();
  /** Why an entry, by its number, did not go through when it was last tried. */
  const troubles = new Map<number, KaikuErrorCode>();
  /** What ended the last round before its end. */
  let stopped: KaikuErrorCode | undefined;
  /** The next round, from waiting for its turn to its end. */
  let running: Promise<void> | undefined;
  /** The round itself, once its turn has come. */
  let round: Promise<boolean> = Promise.resolve(false);
  let again = false;
  let failures = 0;
  let cancelWait = () => {};

  function wake(): void {
    cancelWait();
    if (closing.signal.aborted) return;
    if (running === undefined) running = takeTurn().then(afterRound);
    else again = true;
  }

  /** True when something is left for later. */
  async function takeTurn(): Promise<boolean> {
    try {
      return await environment.locks.exclusive(lockName, () => {
        round = sendAll();
        return round;
      });
    } catch {
      // A storage that cannot be read now is tried again like a register that does not answer.
      stopped = 'outbox/storage';
      return true;
    }
  }

  function afterRound(left: boolean): void {
    running = undefined;
    failures = left ? failures + 1 : 0;
    if (again) {
      again = false;
      wake();
    } else if (!closing.signal.aborted) {
      const backOffMs = environment.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** failures);
      cancelWait = environment.after(left ? backOffMs : lookAgainMs, wake);
    }
  }

  async function sendAll(): Promise<boolean> {
    if (closing.signal.aborted) return false;
    stopped = undefined;
    await refresh();
    // Whoever woke us so far has been heard: what they wrote stands in what we have just read.
    again = false;
    // One that something on the way will never let through must not hold up the others for ever.
    const failedLast = waiting().sort((a, b) => Number(troubles.has(a.seq)) - Number(troubles.has(b.seq)));
    for (const entry of failedLast) {
      if (closing.signal.aborted) return false;
      const trouble = await send(entry);
      if (trouble === undefined) troubles.delete(entry.seq);
      else troubles.set(entry.seq, trouble);
      if (trouble !== undefined && stopsTheRound.has(trouble)) {
        stopped = trouble;
        break;
      }
    }
    return waiting().length > 0;
  }

  function waiting(): Waiting[] {
    return journal.entries.filter((entry) => entry.stage === 'fact' || entry.stage === 'void');
  }

  /** Sends one entry and writes down what became of it. The error's code where it must be tried again. */
  async function send(entry: Waiting): Promise<KaikuErrorCode | undefined> {
    const error = await deliver(entry).catch(asKaikuError);
    if (error?.retryable) return error.code;
    try {
      // As it stands now: its notice may have been dismissed meanwhile.
      const now = waiting().find(({ seq, stage }) => seq === entry.seq && stage === entry.stage) ?? entry;
      const left = error ? toAttention(now, error.code, environment.now()) : leftOver(now);
      await journal.change(entry.seq, entry.stage, left);
      return undefined;
    } catch {
      return 'outbox/storage';
    }
  }

  /** Nothing once it is acknowledged, or why it never will be; rejects where it may be at another time. */
  function deliver(entry: Waiting): Promise<KaikuError | undefined> {
    return within({ environment, ms: sendWithinMs, closing: closing.signal }, async (signal) => {
      if (entry.stage === 'void') {
        await annulUnit(delivery, entry, signal);
        return undefined;
      }
      const { outcome } = await recordUnit(delivery, entry.unit, 'fact', signal);
      if (outcome !== 'refused') return undefined;
      return new KaikuError('registry/contract', 'The register refused what has happened.', { retryable: false });
    });
  }

  return {
    wake,
    retry() {
      if (running === undefined) wake();
    },
    async sendNow(unitId) {
      wake();
      while (running !== undefined) await running;
      for (const entry of journal.entries) {
        if (entry.stage === 'void' && entry.unitId === unitId)
          return troubles.get(entry.seq) ?? stopped ?? 'registry/unreachable';
        if (entry.stage === 'attention' && entry.notice.unitId === unitId && entry.notice.why !== 'interrupted')
          return entry.notice.why;
      }
      return undefined;
    },
    async close() {
      closing.abort();
      cancelWait();
      await round.catch(() => {});
    },
  };
}

/** What stays of a delivered entry: only what a person must still hear of. */
function leftOver(entry: Waiting): NewEntry | null {
  return entry.stage === 'void' && entry.notice !== null
    ? { stage: 'attention', notice: entry.notice, unit: null }
    : null;
}

/** An entry the register will never take: it stays on the list of a person, and holds nothing up. */
function toAttention(entry: Waiting, why: KaikuErrorCode, atMs: number): NewEntry {
  if (entry.stage === 'fact') return { stage: 'attention', notice: noticeOf(entry.unit, why), unit: entry.unit };
  const notice = entry.notice === null ? bareNotice(entry, why, atMs) : { ...entry.notice, why };
  return { stage: 'attention', notice, unit: null };
}
