import type { KaikuErrorCode } from '../errors.ts';
import { retryWaitMs } from './retry-wait.ts';
import { type EntryFailures, type SendPassOptions, type Stop, sendPass } from './send-pass.ts';
import { idle, type SenderEvent, type SenderState, senderStateAfter } from './sender-state.ts';

export interface SenderOptions extends Omit<SendPassOptions, 'closing' | 'wake'> {
  /** Name of the lock that lets one tab send at a time. */
  readonly lockName: string;
  /** Updates the journal before each pass. If it rejects, the pass ends and is retried. */
  readonly refresh: () => Promise<void>;
}

/** Runs send passes while entries are pending: the states are in `sender-state.ts`. */
export interface Sender {
  /** Starts a pass, unless one is running (then another follows) or the end of the last one requires a pause. */
  wake(): void;
  /** Starts a pass even during a pause, unless one is running. */
  retry(): void;
  /**
   * Starts a pass at a random moment of the next 5 s: the registry was unreachable, and many devices notice at once that it
   * is back. Does nothing while the registry has asked for a pause.
   */
  retrySoon(): void;
  /**
   * Starts a pass and returns the result of one void: `undefined` once it is acknowledged, otherwise why not. Waits while
   * another tab is sending.
   */
  sendNow(visitId: string): Promise<KaikuErrorCode | undefined>;
  /** Stops. A delivery in flight is cancelled (it is safe to repeat); does not wait for a turn that has not come. */
  close(): Promise<void>;
}

/** How often the storage is read if nothing is pending: another tab may have died and left entries. Guess, decision 0006. */
const lookEveryMs = 30_000;

/** The first pass after an outage starts within this time (decision 0010). */
const backWithinMs = 5_000;

/** Returns the name of the lock that the sender of a storage holds. */
export function senderLock(storageName: string): string {
  return `${storageName}/sender`;
}

export function createSender({ lockName, refresh, ...options }: SenderOptions): Sender {
  const { environment, journal } = options;
  const closing = new AbortController();
  let state: SenderState = idle;
  let cancelWait = () => {};
  let failures: EntryFailures = new Map();
  let stop: Stop | undefined;
  /** The current pass, including the wait for its turn. */
  let turn: Promise<void> | undefined;
  /** The current pass, once its turn has come. */
  let pass: Promise<boolean> = Promise.resolve(false);

  function on(event: SenderEvent): void {
    const before = state;
    state = senderStateAfter(before, event);
    if (state === before) return;
    if (state.phase === 'sending') {
      if (before.phase === 'sending' && event.type !== 'ended') return;
      cancelWait();
      turn = takeTurn();
    } else {
      cancelWait();
      if (state.phase === 'waiting') cancelWait = environment.after(waitMs(state), () => on({ type: 'due' }));
    }
  }

  function waitMs({ reason, failures: inARow, stop: last }: Extract<SenderState, { phase: 'waiting' }>): number {
    if (reason === 'look') return lookEveryMs;
    if (reason === 'back') return environment.random() * backWithinMs;
    return retryWaitMs({ ...last, failures: inARow, random: environment.random });
  }

  async function takeTurn(): Promise<void> {
    let isLeft = true;
    try {
      isLeft = await environment.locks.exclusive(lockName, () => {
        pass = sendAll();
        return pass;
      });
    } catch {
      // A storage that cannot be read is retried, like a registry that does not respond.
      stop = { code: 'outbox/storage', minWaitMs: 0, retryAfterMs: undefined };
    }
    turn = undefined;
    on({ type: 'ended', isLeft, stop });
  }

  /** Returns true if entries are still pending. */
  async function sendAll(): Promise<boolean> {
    if (closing.signal.aborted) return false;
    stop = undefined;
    await refresh();
    on({ type: 'read' });
    const result = await sendPass({ ...options, closing: closing.signal, wake: () => on({ type: 'wake' }) }, failures);
    ({ stop, failures } = result);
    return journal.count('report') + journal.count('void') > 0;
  }

  return {
    wake: () => on({ type: 'wake' }),
    retry: () => on({ type: 'retry' }),
    retrySoon: () => on({ type: 'back' }),
    async sendNow(visitId) {
      on({ type: 'wake' });
      while (turn !== undefined) await turn;
      for (const entry of journal.entries()) {
        if (entry.stage === 'void' && entry.visitId === visitId)
          return failures.get(entry.seq) ?? stop?.code ?? 'registry/unreachable';
        if (entry.stage === 'review' && entry.notice.visitId === visitId && isErrorCode(entry.notice.why))
          return entry.notice.why;
      }
      return undefined;
    },
    async close() {
      closing.abort();
      on({ type: 'close' });
      await pass.catch(() => {});
    },
  };
}

function isErrorCode(why: string): why is KaikuErrorCode {
  return why.includes('/');
}
