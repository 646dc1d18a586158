import type { ShowFacts } from '../../packages/client/src/admission/facts.ts';
import type { Environment } from '../../packages/client/src/environment.ts';
import { KaikuError, type KaikuErrorCode } from '../../packages/client/src/errors.ts';
import { createInProcessLocks, type Locks } from '../../packages/client/src/locks.ts';
import type { Delivery } from '../../packages/client/src/outbox/delivery.ts';
import type { OutboxStorage } from '../../packages/client/src/outbox/storage.ts';
import type { RecordAnswer } from '../../packages/client/src/usage/answer.ts';
import type { Unit, UnitKind } from '../../packages/client/src/usage/usage.ts';

/** An outside world that stands still unless a test moves it. */
export interface World {
  readonly environment: Environment;
  /** Lets so many milliseconds pass, every timer in its order. */
  pass(ms: number): Promise<void>;
  /** The device believes it is online again. */
  comeOnline(): void;
  /** How many timers wait. */
  readonly timers: number;
}

/** Everything that can go on without the outside going on first has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function createWorld(locks: Locks = createInProcessLocks(), newId: () => string = createIds()): World {
  let nowMs = Date.parse('2026-05-15T16:00:00Z');
  const timers = new Set<{ readonly atMs: number; readonly task: () => void }>();
  const onlineListeners = new Set<() => void>();
  return {
    environment: {
      now: () => nowMs,
      random: () => 0.5,
      newId,
      fetch: () => Promise.reject(new Error('There is no network in this world.')),
      after(ms, task) {
        const timer = { atMs: nowMs + ms, task };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      locks,
      onOnline(listener) {
        onlineListeners.add(listener);
        return () => void onlineListeners.delete(listener);
      },
    },
    async pass(ms) {
      const untilMs = nowMs + ms;
      await settled();
      for (;;) {
        const [next] = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.task();
        await settled();
      }
      nowMs = untilMs;
    },
    comeOnline() {
      for (const listener of onlineListeners) listener();
    },
    get timers() {
      return timers.size;
    },
  };
}

/** Ids that are the same in every run. */
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

export const counted: RecordAnswer = {
  outcome: 'counted',
  recordedAt: '2026-05-15T16:00:00Z',
  flags: [],
  show: hamlet,
};

export const soldOut: RecordAnswer = {
  outcome: 'refused',
  refusal: { reason: 'cap-reached', rule: { id: 'cap-policy', edition: 'any', source: 'test' }, cap: 10, remaining: 0 },
  show: hamlet,
};

export function error(code: KaikuErrorCode, retryable = true): KaikuError {
  return new KaikuError(code, `This is ${code}.`, { retryable });
}

/** One request on its way, as the network sees it. */
export interface Exchange {
  readonly what: 'ask' | 'fact' | 'annul';
  /** By which of the two routes. */
  readonly kind: UnitKind;
  readonly unitId: string;
  /** `undefined` of an annulment. */
  readonly unit: Unit | undefined;
  readonly signal: AbortSignal | undefined;
  answer(answer: RecordAnswer): void;
  fail(error: unknown): void;
}

/** A delivery whose every request waits for the test to answer it, and ends when its signal does. */
export function createScriptedDelivery(): { readonly delivery: Delivery; readonly open: Exchange[] } {
  const open: Exchange[] = [];
  function exchange(
    asked: Pick<Exchange, 'what' | 'kind' | 'unitId' | 'unit'>,
    signal: AbortSignal | undefined,
  ): Promise<RecordAnswer> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = open.indexOf(one);
        if (at >= 0) open.splice(at, 1);
      };
      const one: Exchange = {
        ...asked,
        signal,
        answer: (answer) => {
          leave();
          resolve(answer);
        },
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
      record: (usage, mode, signal) => exchange({ what: mode, kind: 'usage', unitId: usage.id, unit: usage }, signal),
      recordVisit: (visit, mode, signal) =>
        exchange({ what: mode, kind: 'visit', unitId: visit.id, unit: visit }, signal),
      annul: (unitId, _showId, _reason, signal) =>
        exchange({ what: 'annul', kind: 'usage', unitId, unit: undefined }, signal),
      annulVisit: (unitId, _showId, _reason, signal) =>
        exchange({ what: 'annul', kind: 'visit', unitId, unit: undefined }, signal),
    },
  };
}

type Call = 'append' | 'change' | 'entries';

/** A storage that refuses a call where `refuses` says so: before anything is changed. */
export function refusingStorage(storage: OutboxStorage, refuses: (call: Call) => boolean): OutboxStorage {
  const guard = async <T>(call: Call, work: () => Promise<T>): Promise<T> => {
    if (refuses(call)) throw error('outbox/storage');
    return work();
  };
  return {
    name: storage.name,
    append: (entry) => guard('append', () => storage.append(entry)),
    change: (seq, from, to) => guard('change', () => storage.change(seq, from, to)),
    entries: () => guard('entries', () => storage.entries()),
    close: () => storage.close(),
  };
}
