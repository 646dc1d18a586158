import type { ShowFacts } from '../admission/facts.ts';
import { calledOffReason, untilAborted } from '../deadline.ts';
import { asKaikuError, isKaikuError, isLockOut, type KaikuErrorCode } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import { afterExchange, freshLink } from './link.ts';
import { unreachable } from './problems.ts';
import type { OfflineRegistry, Registry, ReservationRegistry } from './registry.ts';

/** A registry under watch: how the last exchanges went, and each show as it was last told. */
export interface Contact {
  /**
   * The same registry, every exchange noticed, and held to what `Registry` promises: it rejects only with KaikuError,
   * and at once when its signal aborts (`registry/unreachable`).
   */
  readonly registry: Registry;
  /** Why the last exchange did not go through; `null` when it did, `undefined` before the first. */
  readonly failure: KaikuErrorCode | null | undefined;
  /**
   * Why the registry lets this device do nothing: its last word, though it may not be reached now. `undefined` while it
   * lets it.
   */
  readonly lockedOut: KaikuErrorCode | undefined;
  /** Whether asking is worth a clerk's wait. */
  readonly link: 'up' | 'down';
  /** Since when nothing has gone through, by this device's clock; `undefined` while it does. */
  readonly outSinceMs: number | undefined;
  show(showId: string): ShowFacts | undefined;
  /** The same, with when it was told. */
  lastTold(showId: string): { readonly show: ShowFacts; readonly atMs: number } | undefined;
  /** Calls `listener` after each exchange. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
}

/** What is to be noticed of an exchange, besides how it went. */
interface About<T> {
  /** The shows that the answer tells. */
  readonly showsOf?: (answer: T) => readonly (ShowFacts | undefined)[];
  /** A device that may not do this may yet record. */
  readonly isSpecial?: boolean;
}

/** Watches a registry. An answer of any kind, a no included, counts as gone through; only retryable errors do not. */
export function watchContact(registry: Registry, now: () => number): Contact {
  const listeners = createListeners();
  const shows = new Map<string, { readonly show: ShowFacts; readonly atMs: number; readonly nth: number }>();
  let exchanges = 0;
  let failure: KaikuErrorCode | null | undefined;
  let outSinceMs: number | undefined;
  let lockedOut: KaikuErrorCode | undefined;
  let link = freshLink;

  async function notice<T>(
    exchange: () => Promise<T>,
    signal: AbortSignal | undefined,
    { showsOf = () => [], isSpecial = false }: About<T> = {},
  ): Promise<T> {
    exchanges += 1;
    const nth = exchanges;
    try {
      const answer = await held(exchange, signal);
      for (const show of showsOf(answer)) keep(show, nth);
      went(null);
      lockedOut = undefined;
      link = afterExchange(link, 'answered');
      return answer;
    } catch (cause) {
      const error = signal?.aborted && !isKaikuError(cause) ? unreachable(cause) : asKaikuError(cause);
      if (signal?.reason === calledOffReason) throw error;
      const isNotAllowed = isSpecial && error.code === 'registry/forbidden';
      went(error.retryable && !isNotAllowed ? error.code : null);
      if (isLockOut(error.code) && !isNotAllowed) lockedOut = error.code;
      // It has looked at the request itself.
      else if (!error.retryable) lockedOut = undefined;
      link = afterExchange(link, howItWent(error.code, signal));
      throw error;
    } finally {
      listeners.call();
    }
  }

  /**
   * Of two answers under way at the same time nobody knows which is newer: the one that leaves fewer tickets stands, so that a
   * use just recorded is never covered by news that were read before it.
   */
  function keep(show: ShowFacts | undefined, nth: number): void {
    if (show === undefined) return;
    const known = shows.get(show.id);
    if (known !== undefined && nth <= known.nth && show.taken < known.show.taken) return;
    shows.set(show.id, { show, atMs: now(), nth: exchanges });
  }

  function went(how: KaikuErrorCode | null): void {
    failure = how;
    if (how === null) outSinceMs = undefined;
    else outSinceMs ??= now();
  }

  function watchOffline(offline: OfflineRegistry): OfflineRegistry {
    const keepLease = offline.keepLease?.bind(offline);
    const news = offline.news?.bind(offline);
    const leases = offline.leases?.bind(offline);
    const revokeLease = offline.revokeLease?.bind(offline);
    return {
      deliver: (batch, signal) =>
        notice(() => offline.deliver(batch, signal), signal, { showsOf: ({ shows }) => shows }),
      lease: (request, signal) => notice(() => offline.lease(request, signal), signal, { showsOf: showIn }),
      returnLease: (leaseId, signal, how) =>
        notice(() => offline.returnLease(leaseId, signal, how), signal, { showsOf: showIn }),
      ...(keepLease && {
        keepLease: (leaseId, signal) => notice(() => keepLease(leaseId, signal), signal, { showsOf: showIn }),
      }),
      ...(leases && { leases: (showId, signal) => notice(() => leases(showId, signal), signal) }),
      ...(revokeLease && {
        revokeLease: (leaseId, reason, signal) =>
          notice(() => revokeLease(leaseId, reason, signal), signal, { isSpecial: true }),
      }),
      ...(news && {
        news: (question, signal) => notice(() => news(question, signal), signal, { showsOf: ({ shows }) => shows }),
      }),
      reportLost: (lost, signal) => notice(() => offline.reportLost(lost, signal), signal),
    };
  }

  function watchReservations(reservations: ReservationRegistry): ReservationRegistry {
    return {
      list: (showId, signal) => notice(() => reservations.list(showId, signal), signal, { showsOf: showIn }),
      redeem: (id, redemption, signal) =>
        notice(() => reservations.redeem(id, redemption, signal), signal, { showsOf: showIn }),
      release: (id, showId, signal) =>
        notice(() => reservations.release(id, showId, signal), signal, { showsOf: showIn }),
    };
  }

  const find = registry.find?.bind(registry);
  return {
    registry: {
      shows: (signal, from) => notice(() => registry.shows(signal, from), signal, { showsOf: (shows) => shows }),
      show: (showId, signal) => notice(() => registry.show(showId, signal), signal, { showsOf: (show) => [show] }),
      lookUp: (showId, card, signal, at) =>
        // Of a past moment the show is told as it stood on that day, which is not how it stands now.
        notice(() => registry.lookUp(showId, card, signal, at), signal, at === undefined ? { showsOf: showIn } : {}),
      record: (visit, mode, signal, sent) =>
        notice(() => registry.record(visit, mode, signal, sent), signal, { showsOf: showIn }),
      void: (voidRequest, signal) => notice(() => registry.void(voidRequest, signal), signal, { showsOf: showIn }),
      ...(find && {
        find: (visitId, signal) => notice(() => find(visitId, signal), signal, { showsOf: (found) => [found?.show] }),
      }),
      ...(registry.reservations && { reservations: watchReservations(registry.reservations) }),
      ...(registry.offline === undefined ? {} : { offline: watchOffline(registry.offline) }),
    },
    get failure() {
      return failure;
    },
    get lockedOut() {
      return lockedOut;
    },
    get link() {
      return link.state;
    },
    get outSinceMs() {
      return outSinceMs;
    },
    show: (showId) => shows.get(showId)?.show,
    lastTold: (showId) => shows.get(showId),
    subscribe: listeners.add,
  };
}

function howItWent(code: KaikuErrorCode, signal: AbortSignal | undefined): 'answered' | 'unanswered' | 'too-late' {
  if (signal?.aborted) return 'too-late';
  // Without a token nothing was sent.
  return code === 'registry/unreachable' || code === 'registry/no-token' ? 'unanswered' : 'answered';
}

/** An exchange that has not begun when its signal aborts never does. */
async function held<T>(exchange: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  return untilAborted(exchange(), signal);
}

function showIn({ show }: { readonly show: ShowFacts | undefined }): readonly (ShowFacts | undefined)[] {
  return [show];
}
