import type { KaikuErrorCode } from '../errors.ts';
import { retryWaitMs } from './retry-wait.ts';
import { type RoundOptions, type Stop, sendRound } from './round.ts';

export interface SenderOptions extends Omit<RoundOptions, 'closing' | 'troubles'> {
  /** One sender at a time holds this lock, among all tabs. */
  readonly lockName: string;
  /** Brings the journal up to date before each round. A rejection ends the round; it is tried again at the next. */
  readonly refresh: () => Promise<void>;
}

export interface Sender {
  /** Begins a round now, unless one runs (then another follows it) or it has been agreed to wait. */
  wake(): void;
  /** Somebody asks for it: begins a round now whatever was agreed. A round that runs will see for itself. */
  retry(): void;
  /**
   * A round anywhere in the next 5 s: the registry was out of reach, and many devices notice at once that it is back. Not
   * before the time that the registry itself has asked for.
   */
  retrySoon(): void;
  /**
   * Runs a round and says how the delivery of one void went: `undefined` when it is acknowledged, else why not.
   * Waits for its turn where another tab is sending.
   */
  sendNow(visitId: string): Promise<KaikuErrorCode | undefined>;
  /** Stops. A request under way is called off (its repetition is harmless), a turn not yet come is not waited for. */
  close(): Promise<void>;
}

/** When nothing waits the storage is looked at this often: another tab may have died and left something. Guess, decision 0006. */
const lookAgainMs = 30_000;

/** The first round after an outage begins within this time (decision 0010). */
const firstAfterOutageMs = 5_000;

/** The lock's name for the sender of one storage. */
export function senderLock(storageName: string): string {
  return `${storageName}/sender`;
}

/** Sends reports and voids, round after round, while any wait. */
export function createSender({ lockName, refresh, ...options }: SenderOptions): Sender {
  const { environment, journal } = options;
  const closing = new AbortController();
  const troubles = new Map<number, KaikuErrorCode>();
  let stopped: Stop | undefined;
  /** The next round, from waiting for its turn to its end. */
  let running: Promise<void> | undefined;
  /** The round itself, once its turn has come. */
  let round: Promise<boolean> = Promise.resolve(false);
  let again = false;
  let failures = 0;
  let cancelWait = () => {};
  /** Why no round begins before its turn: what ended the last one asks for a wait, which new entries do not cut short. */
  let waitsFor: Stop | undefined;

  function wake(): void {
    if (waitsFor === undefined) begin();
  }

  function begin(): void {
    cancelWait();
    waitsFor = undefined;
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
      // A storage that cannot be read now is tried again like a registry that does not answer.
      stopped = { code: 'outbox/storage', minWaitMs: 0, retryAfterMs: undefined };
      return true;
    }
  }

  async function sendAll(): Promise<boolean> {
    if (closing.signal.aborted) return false;
    stopped = undefined;
    await refresh();
    // Whoever woke us so far has been heard: what they wrote stands in what we have just read.
    again = false;
    stopped = await sendRound({ ...options, closing: closing.signal, troubles });
    return journal.count('report') + journal.count('void') > 0;
  }

  function afterRound(left: boolean): void {
    running = undefined;
    failures = left ? failures + 1 : 0;
    waitsFor = left && asksToWait(stopped) ? stopped : undefined;
    const follows = again && waitsFor === undefined;
    again = false;
    if (follows) begin();
    else if (!closing.signal.aborted) {
      const wait = left ? retryWaitMs({ ...stopped, failures, random: environment.random }) : lookAgainMs;
      cancelWait = environment.after(wait, begin);
    }
  }

  function retry(): void {
    if (running === undefined) begin();
  }

  return {
    wake,
    retry,
    retrySoon() {
      if (running !== undefined || closing.signal.aborted || waitsFor?.retryAfterMs !== undefined) return;
      cancelWait();
      cancelWait = environment.after(environment.random() * firstAfterOutageMs, begin);
    },
    async sendNow(visitId) {
      wake();
      while (running !== undefined) await running;
      for (const entry of journal.entries()) {
        if (entry.stage === 'void' && entry.visitId === visitId)
          return troubles.get(entry.seq) ?? stopped?.code ?? 'registry/unreachable';
        if (entry.stage === 'review' && entry.notice.visitId === visitId && isFailure(entry.notice.why))
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

function asksToWait(stopped: Stop | undefined): boolean {
  return stopped !== undefined && (stopped.minWaitMs > 0 || stopped.retryAfterMs !== undefined);
}

function isFailure(why: string): why is KaikuErrorCode {
  return why.includes('/');
}
