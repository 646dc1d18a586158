/** Long polling for news of shows and leases. */
import { cancelReason, untilAborted, within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { isKaikuError } from '../errors.ts';
import type { Contact } from '../registry/contact.ts';
import type { OfflineRegistry } from '../registry/registry.ts';
import type { RegistryLease } from '../usage/delivery.ts';

export interface NewsOptions {
  readonly contact: Contact;
  readonly environment: Environment;
  readonly closing: AbortSignal;
  readonly showIds: () => readonly string[];
  /** The journal of this storage; `undefined` until the registry knows it. */
  readonly journal: () => string | undefined;
  readonly onLeases: (leases: readonly RegistryLease[]) => Promise<void>;
}

type News = NonNullable<OfflineRegistry['news']>;

/** The registry did not wait for news if it answers sooner than this. Guess. */
const minWaitMs = 1_000;

/**
 * The shortest time between two requests, in milliseconds. Without it, each of many devices that empty their outboxes would
 * request news as fast as the registry answers. A request in the registry waits 1.5 seconds for recalled tickets.
 */
const minIntervalMs = 750;

/**
 * Requests news of all shows, repeatedly, until `closing` aborts. Returns a function that restarts the request in flight,
 * for use after a show was added. Of all tabs that share a storage one requests, because a browser allows few connections
 * to one address.
 */
export function listenForNews(options: NewsOptions): () => void {
  const { contact, environment, closing } = options;
  const { news } = contact.registry.offline ?? {};
  let request = followingController(closing);
  if (news !== undefined) void listenInTurn(news);

  async function listenInTurn(news: News): Promise<void> {
    const journal = await firstJournal(options);
    // Without the lock another tab may listen. Shows are still refreshed at intervals.
    if (journal !== undefined) await environment.locks.exclusive(`${journal}/news`, () => listen(news)).catch(() => {});
  }

  async function listen(news: News): Promise<void> {
    let since: string | undefined;
    while (!closing.aborted) {
      const startedMs = environment.clocks().steadyMs;
      try {
        const stamp = await requestNews(options, news, since, request.signal);
        const tookMs = environment.clocks().steadyMs - startedMs;
        const wasHasty = stamp === since && tookMs < minWaitMs;
        since = stamp;
        // Do not poll a registry that does not wait for news.
        if (wasHasty) await nextResponse(contact, closing);
        else if (tookMs < minIntervalMs) await pause(options, minIntervalMs - tookMs);
      } catch (error) {
        since = undefined;
        if (request.signal.aborted) request = followingController(closing);
        // This registry has no news route.
        else if (isKaikuError(error) && error.code === 'registry/not-found') return;
        else await nextResponse(contact, closing);
      }
    }
  }

  return () => request.abort(cancelReason);
}

/** Returns the stamp for the next request; `undefined` if that one must start from the beginning. */
async function requestNews(
  options: NewsOptions,
  news: News,
  since: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { contact, closing } = options;
  const journal = options.journal();
  closing.throwIfAborted();
  if (journal === undefined) return undefined;
  const showIds = options.showIds();
  // All desks are closed. Wait until the next one opens, which restarts the request.
  if (showIds.length === 0) return await untilAborted(new Promise<never>(() => {}), signal);
  const { leases, shows, stamp } = await news({ shows: showIds, journal, since }, signal);
  // If a later request was answered in the meantime, its show may be newer than these news: start from the beginning.
  const isLatest = shows.every((show) => contact.show(show.id) === show);
  await options.onLeases(leases);
  return isLatest ? stamp : undefined;
}

/** Resolves after `ms` milliseconds, or when `closing` aborts. */
function pause({ environment, closing }: NewsOptions, ms: number): Promise<void> {
  const never = new Promise<never>(() => {});
  return within({ environment, ms, closing }, (signal) => untilAborted(never, signal)).catch(() => {});
}

/** Returns the journal once the registry knows it; `undefined` if the device closes before. */
async function firstJournal({ contact, closing, journal }: NewsOptions): Promise<string | undefined> {
  while (journal() === undefined && !closing.aborted) await nextResponse(contact, closing);
  return journal();
}

/** Resolves with the registry's next response, or when `closing` aborts. */
function nextResponse(contact: Contact, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = contact.subscribe(() => {
      if (contact.failure === null) done();
    });
    const done = () => {
      stop();
      closing.removeEventListener('abort', done);
      resolve();
    };
    closing.addEventListener('abort', done);
    if (closing.aborted) done();
  });
}

/** Returns a controller that also aborts when `signal` does. */
function followingController(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  signal.addEventListener('abort', () => controller.abort());
  return controller;
}
