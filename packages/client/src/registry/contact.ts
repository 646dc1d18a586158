import type { ShowFacts } from '../admission/facts.ts';
import { untilAborted } from '../deadline.ts';
import { asKaikuError, isKaikuError, type KaikuErrorCode } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import { unreachable } from './problems.ts';
import type { Registry } from './registry.ts';

/** A register under watch: how the last exchange went, and each show as it was last told. */
export interface Contact {
  /**
   * The same register, every exchange noticed, and held to what `Registry` promises: it rejects only with KaikuError,
   * and at once when its signal aborts (`registry/unreachable`).
   */
  readonly registry: Registry;
  /** Why the last exchange did not go through; `null` when it did, `undefined` before the first. */
  readonly trouble: KaikuErrorCode | null | undefined;
  show(showId: string): ShowFacts | undefined;
  /** Calls `listener` after each exchange. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
}

/** Watches a register. An answer of any kind, a no included, counts as gone through; only retryable errors do not. */
export function watchContact(registry: Registry): Contact {
  const listeners = createListeners();
  const shows = new Map<string, ShowFacts>();
  let trouble: KaikuErrorCode | null | undefined;

  async function notice<T>(
    exchange: () => Promise<T>,
    signal: AbortSignal | undefined,
    showOf: (answer: T) => ShowFacts | undefined,
  ): Promise<T> {
    try {
      const answer = await held(exchange, signal);
      const show = showOf(answer);
      if (show !== undefined) shows.set(show.id, show);
      trouble = null;
      return answer;
    } catch (cause) {
      const error = signal?.aborted && !isKaikuError(cause) ? unreachable(cause) : asKaikuError(cause);
      trouble = error.retryable ? error.code : null;
      throw error;
    } finally {
      listeners.call();
    }
  }

  return {
    registry: {
      shows: (signal) =>
        notice(
          () => registry.shows(signal),
          signal,
          () => undefined,
        ),
      show: (showId, signal) =>
        notice(
          () => registry.show(showId, signal),
          signal,
          (show) => show,
        ),
      lookUp: (showId, card, signal) => notice(() => registry.lookUp(showId, card, signal), signal, showIn),
      record: (usage, mode, signal) => notice(() => registry.record(usage, mode, signal), signal, showIn),
      recordVisit: (visit, mode, signal) => notice(() => registry.recordVisit(visit, mode, signal), signal, showIn),
      annul: (usageId, showId, reason, signal) =>
        notice(() => registry.annul(usageId, showId, reason, signal), signal, showIn),
      annulVisit: (visitId, showId, reason, signal) =>
        notice(() => registry.annulVisit(visitId, showId, reason, signal), signal, showIn),
    },
    get trouble() {
      return trouble;
    },
    show: (showId) => shows.get(showId),
    subscribe: listeners.add,
  };
}

/** An exchange that has not begun when its signal aborts never does. */
async function held<T>(exchange: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  return untilAborted(exchange(), signal);
}

function showIn({ show }: { readonly show: ShowFacts | undefined }): ShowFacts | undefined {
  return show;
}
