import type { ShowFacts } from '../admission/facts.ts';
import { cancelReason, untilAborted } from '../deadline.ts';
import { asKaikuError, isForbidden, isKaikuError, isLockOut, type KaikuErrorCode } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import { afterExchange, closedCircuit, type ExchangeResult } from './circuit-breaker.ts';
import type { OwnDevice } from './contract/index.ts';
import { type Exchange, observeRegistry } from './observe-registry.ts';
import { unreachable } from './problems.ts';
import type { Registry } from './registry.ts';

/** A registry whose exchanges are observed: their results, and the last known state of each show. */
export interface Contact {
  /**
   * The observed registry. It keeps the promises of `Registry` even if the original does not: rejects only with KaikuError,
   * and as soon as the signal aborts (`registry/unreachable`).
   */
  readonly registry: Registry;
  /** Why the last exchange failed; `null` if it did not, `undefined` before the first. */
  readonly failure: KaikuErrorCode | null | undefined;
  /** Why the registry has locked this device out, also while it is unreachable; `undefined` if it has not. */
  readonly lockedOut: KaikuErrorCode | undefined;
  /** What the registry last said about this device; `undefined` before. */
  readonly device: OwnDevice | undefined;
  /** Returns why the registry records no visit of this device for a show; `undefined` if it does. */
  lockOutOf(showId: string): KaikuErrorCode | undefined;
  /** True if the registry last said that the venue has no such show. */
  isUnknown(showId: string): boolean;
  /** Takes over what an earlier run knew, unless the registry has answered since. */
  recall(standing: Standing): void;
  /** `open` if the registry is probably unreachable, so that no clerk should wait for it. */
  readonly circuit: 'closed' | 'open';
  /** Start of the outage, in milliseconds since the Unix epoch by this device's clock; `undefined` without one. */
  readonly outSinceMs: number | undefined;
  /** Returns the last known state of a show. */
  show(showId: string): ShowFacts | undefined;
  /** Returns the last known state of a show, and when it arrived. */
  lastKnown(showId: string): { readonly show: ShowFacts; readonly atMs: number } | undefined;
  /** Calls `listener` after each exchange. Returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
}

/** What a device knows about itself. Stored, so that a page that is loaded in an outage knows it too. */
export interface Standing {
  readonly lockedOut: KaikuErrorCode | null;
  readonly device: OwnDevice | null;
}

/** Observes a registry. Any response counts as reachable, even a refusal; only a retryable error is a failure. */
export function watchContact(registry: Registry, now: () => number): Contact {
  const listeners = createListeners();
  const shows = createShowCache(now);
  const unknown = new Set<string>();
  let failure: KaikuErrorCode | null | undefined;
  let outSinceMs: number | undefined;
  let lockedOut: KaikuErrorCode | undefined;
  let device: OwnDevice | undefined;
  let circuit = closedCircuit;

  function setFailure(code: KaikuErrorCode | null): void {
    failure = code;
    if (code === null) outSinceMs = undefined;
    else outSinceMs ??= now();
  }

  const exchange: Exchange = async (send, signal, { showsIn = () => [], showId, deviceIn, mayBeForbidden = false }) => {
    const number = shows.beginExchange();
    try {
      const answer = await startUnlessAborted(send, signal);
      for (const show of showsIn(answer)) shows.keep(show, number);
      if (showId !== undefined) unknown.delete(showId);
      device = deviceIn?.(answer) ?? device;
      // The only answer that a frozen device gets.
      lockedOut = deviceIn?.(answer)?.state === 'frozen' ? 'registry/frozen' : undefined;
      setFailure(lockedOut ?? null);
      circuit = afterExchange(circuit, 'response');
      return answer;
    } catch (cause) {
      const error = signal?.aborted && !isKaikuError(cause) ? unreachable(cause) : asKaikuError(cause);
      if (signal?.reason === cancelReason) throw error;
      const isForbiddenAlone = mayBeForbidden && isForbidden(error.code);
      setFailure(error.retryable && !isForbiddenAlone ? error.code : null);
      if (isLockOut(error.code) && !isForbiddenAlone) lockedOut = error.code;
      // The registry has examined the request itself, so the device is not locked out.
      else if (!error.retryable) lockedOut = undefined;
      if (showId !== undefined && error.code === 'registry/not-found') unknown.add(showId);
      circuit = afterExchange(circuit, resultOf(error.code, signal));
      throw error;
    } finally {
      listeners.call();
    }
  };

  return {
    registry: observeRegistry(registry, exchange),
    get failure() {
      return failure;
    },
    get lockedOut() {
      return lockedOut;
    },
    get device() {
      return device;
    },
    lockOutOf: (showId) =>
      lockedOut ?? (device?.shows?.includes(showId) === false ? 'registry/not-assigned' : undefined),
    isUnknown: (showId) => unknown.has(showId),
    recall(standing) {
      if (failure !== undefined && failure !== 'registry/unreachable') return;
      lockedOut ??= standing.lockedOut ?? undefined;
      device ??= standing.device ?? undefined;
      listeners.call();
    },
    get circuit() {
      return circuit.state;
    },
    get outSinceMs() {
      return outSinceMs;
    },
    show: (showId) => shows.get(showId)?.show,
    lastKnown: (showId) => shows.get(showId),
    subscribe: listeners.add,
  };
}

/** Stores the newest known state of each show, with exchanges numbered in the order they begin. */
function createShowCache(now: () => number) {
  const shows = new Map<string, { readonly show: ShowFacts; readonly atMs: number; readonly number: number }>();
  let exchanges = 0;
  return {
    get: (showId: string) => shows.get(showId),
    beginExchange(): number {
      exchanges += 1;
      return exchanges;
    },
    /**
     * Of two answers in flight at the same time, the order in the registry is unknown. Keeps the one with fewer tickets
     * left, so that an older state never hides a usage just recorded.
     */
    keep(show: ShowFacts | undefined, number: number): void {
      if (show === undefined) return;
      const known = shows.get(show.id);
      if (known !== undefined && number <= known.number && show.taken < known.show.taken) return;
      shows.set(show.id, { show, atMs: now(), number: exchanges });
    },
  };
}

function resultOf(code: KaikuErrorCode, signal: AbortSignal | undefined): ExchangeResult {
  if (signal?.aborted) return 'timeout';
  // Without a token nothing was sent.
  return code === 'registry/unreachable' || code === 'registry/no-token' ? 'no-response' : 'response';
}

async function startUnlessAborted<T>(send: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  return untilAborted(send(), signal);
}
