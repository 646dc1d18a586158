import type { ShowFacts } from '../../packages/client/src/admission/facts.ts';
import type { Environment } from '../../packages/client/src/environment.ts';
import { KaikuError, type KaikuErrorCode } from '../../packages/client/src/errors.ts';
import { createInProcessLocks, type Locks } from '../../packages/client/src/locks.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import type { RecordAnswer } from '../../packages/client/src/usage/answer.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';

/** A fake environment whose time passes only when the test says so. */
export interface World {
  readonly environment: Environment;
  /** Lets time pass, and runs every timer in its order. */
  pass(ms: number): Promise<void>;
  /** Sets the wall clock forward, or back if negative. No time passes. */
  putClock(byMs: number): void;
  /** The device sleeps: the wall clock continues, the steady clock and timers stop. */
  sleep(ms: number): void;
  /** Fires the `online` event. */
  comeOnline(): void;
  /** Fires the `pagehide` event. */
  leavePage(): void;
  /** How many timers are set. */
  readonly timers: number;
}

/** Resolves once everything has run that needs no time and no answer. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

let boots = 0;

export function createWorld(locks: Locks = createInProcessLocks(), newId: () => string = createIds()): World {
  boots += 1;
  const boot = `boot-${boots}`;
  let wallMs = Date.parse('2026-05-15T16:00:00Z');
  let steadyMs = 1000;
  const timers = new Set<{ readonly atMs: number; readonly task: () => void }>();
  const onlineListeners = new Set<() => void>();
  const leaveListeners = new Set<() => void>();
  function goOn(untilMs: number): void {
    wallMs += untilMs - steadyMs;
    steadyMs = untilMs;
  }
  return {
    environment: {
      now: () => wallMs,
      clocks: () => ({ wallMs, steadyMs, boot }),
      random: () => 0.5,
      newId,
      fetch: () => Promise.reject(new Error('The fake environment has no network.')),
      after(ms, task) {
        const timer = { atMs: steadyMs + ms, task };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      locks,
      onOnline(listener) {
        onlineListeners.add(listener);
        return () => void onlineListeners.delete(listener);
      },
      onLeave(listener) {
        leaveListeners.add(listener);
        return () => void leaveListeners.delete(listener);
      },
    },
    async pass(ms) {
      const untilMs = steadyMs + ms;
      await settled();
      for (;;) {
        const [next] = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        timers.delete(next);
        goOn(Math.max(steadyMs, next.atMs));
        next.task();
        await settled();
      }
      goOn(untilMs);
    },
    putClock(byMs) {
      wallMs += byMs;
    },
    sleep(ms) {
      wallMs += ms;
    },
    leavePage() {
      for (const listener of leaveListeners) listener();
    },
    comeOnline() {
      for (const listener of onlineListeners) listener();
    },
    get timers() {
      return timers.size;
    },
  };
}

/** Returns a generator of ids that are the same in every run. */
export function createIds(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `019a0000-0000-7000-8000-${last.toString(16).padStart(12, '0')}`;
  };
}

export const hamlet: ShowFacts = {
  id: 'hamlet',
  name: 'Hamlet',
  venue: 'Kaupunginteatteri',
  kind: 'performance',
  startsAt: '2026-05-15T19:00:00+03:00',
  seats: 200,
  cap: 10,
  taken: 0,
  reservationOpens: 'at-once',
  redemptionOpensMin: null,
};

/** One card with one minor. */
export const single: Visit = {
  id: '019a0000-0000-7000-8000-000000000001',
  showId: hamlet.id,
  how: 'sold',
  takenAt: '2026-05-15T16:00:00.000Z',
  usages: [{ id: '019a0000-0000-7000-8000-00000000000c', card: 'A045198723', minors: 1 }],
};

export const counted: RecordAnswer = {
  outcome: 'counted',
  recordedAt: '2026-05-15T16:00:00Z',
  flags: [],
  show: hamlet,
};

export const soldOut = {
  outcome: 'refused',
  refusal: { reason: 'cap-reached', rule: { id: 'cap-policy', edition: 'any', source: 'test' }, cap: 10, remaining: 0 },
  show: hamlet,
} as const satisfies RecordAnswer;

export function error(code: KaikuErrorCode, retryable = true, retryAfterMs?: number): KaikuError {
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new KaikuError(code, `This is ${code}.`, { retryable, ...after });
}

type Call = Exclude<keyof OutboxStorage, 'name' | 'close' | 'emergency'>;

/** Wraps a storage so that calls reject, with nothing changed, while `refuses` returns true. */
export function refusingStorage(storage: OutboxStorage, refuses: (call: Call) => boolean): OutboxStorage {
  const guard = async <T>(call: Call, work: () => Promise<T>): Promise<T> => {
    if (refuses(call)) throw error('outbox/storage');
    return work();
  };
  return guardedStorage(storage, guard);
}

/** Wraps every call of a storage with `guard`. */
export function guardedStorage(
  storage: OutboxStorage,
  guard: <T>(call: Call, work: () => Promise<T>) => Promise<T>,
): OutboxStorage {
  return {
    name: storage.name,
    identity: () => guard('identity', () => storage.identity()),
    append: (entry) => guard('append', () => storage.append(entry)),
    change: (...given) => guard('change', () => storage.change(...given)),
    returnKept: (...given) => guard('returnKept', () => storage.returnKept(...given)),
    eraseKept: (outside) => guard('eraseKept', () => storage.eraseKept(outside)),
    entries: () => guard('entries', () => storage.entries()),
    capacity: (showId) => guard('capacity', () => storage.capacity(showId)),
    leases: () => guard('leases', () => storage.leases()),
    changeLease: (...given) => guard('changeLease', () => storage.changeLease(...given)),
    recount: () => guard('recount', () => storage.recount()),
    note: (key) => guard('note', () => storage.note(key)),
    keepNote: (key, value) => guard('keepNote', () => storage.keepNote(key, value)),
    forgetLoss: () => guard('forgetLoss', () => storage.forgetLoss()),
    close: () => storage.close(),
  };
}
