import { ShowIds, type ShowsEvent } from '@kaiku/client/offline-contract';
import { streamSSE } from 'hono/streaming';
import * as z from 'zod/mini';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import { noSuchShow, problem, retryAfter } from '../http/problems.ts';
import type { News } from '../store/news/news.ts';
import type { Store } from '../store/store.ts';

/** Streams of one token at a time, and of all. Each is an open connection, but not a query of its own. Guesses. */
const maxStreams = { ofToken: 8, ofAll: 1_000 } as const;

/** How long a stream lives, in milliseconds: then the page connects again, with a token that is still valid. Guess. */
const streamMs = 5 * 60_000;

/** How long a page waits before it connects again, in milliseconds. */
const reconnectMs = 2_000;

/** Streams by device, of each registry in this process. */
const streams = new WeakMap<Store, Map<string, number>>();

export const eventOperations = [
  operation({
    method: 'get',
    path: '/v1/events',
    id: 'watchShows',
    summary: 'Follow shows by server-sent events: each as it is, at once and after each change',
    query: { shows: ShowIds },
    answers: {
      200: {
        description: 'Events `shows`, whose data is a `ShowsEvent`',
        schema: z.string(),
        type: 'text/event-stream',
      },
    },
    problems: [404],
    handle: watchShows,
  }),
];

async function watchShows(c: RegistryContext, { shows }: { readonly shows: string }): Promise<Response> {
  const { device, store } = c.var;
  const open = streams.get(store) ?? new Map<string, number>();
  streams.set(store, open);
  const all = [...open.values()].reduce((sum, each) => sum + each, 0);
  const ofToken = open.get(device.id) ?? 0;
  if (ofToken >= maxStreams.ofToken || all >= maxStreams.ofAll) {
    const detail = 'Too many streams are open. Close some, or try again after Retry-After.';
    return problem(c, 'registry/busy', { status: 429, detail, headers: retryAfter(30_000) });
  }
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), streamMs);
  const news = store.watch(device, [...new Set(shows.split(','))], ending.signal);
  open.set(device.id, ofToken + 1);
  const close = () => {
    clearTimeout(timer);
    ending.abort();
    const left = (open.get(device.id) ?? 1) - 1;
    if (left === 0) open.delete(device.id);
    else open.set(device.id, left);
  };
  const first = await news.next().catch((error: unknown) => {
    close();
    throw error;
  });
  if (first.done) {
    close();
    return noSuchShow(c);
  }
  // nginx would collect the events; other proxies know the type.
  c.header('X-Accel-Buffering', 'no');
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => ending.abort());
    try {
      for (let its: IteratorResult<News | null, void> = first; !its.done; its = await news.next()) {
        if (its.value === null) await stream.write(':\n\n');
        else {
          const event = { shows: [...its.value.shows], serverTime: c.var.serverTime() } satisfies z.infer<
            typeof ShowsEvent
          >;
          await stream.writeSSE({
            event: 'shows',
            id: its.value.stamp,
            retry: reconnectMs,
            data: JSON.stringify(event),
          });
        }
      }
    } catch (error) {
      // The page connects again, and gets the error of that request.
      c.var.logError(error);
    } finally {
      close();
    }
  });
}
