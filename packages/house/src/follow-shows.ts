/** Tonight's shows as the registry sends them, by server-sent events. */
import { ShowsEvent } from '@kaiku/client/offline-contract';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type * as z from 'zod/mini';
import type { Requests } from './requests.ts';

/** The shows of an event. */
export type LiveShows = z.infer<typeof ShowsEvent>['shows'];

/** How long to wait before the next attempt, in milliseconds: longer each time, up to the last. */
const waitsMs = [2_000, 5_000, 15_000] as const;

/** A comment follows at least every ten seconds. Without anything for this long, the connection is dead. */
const silenceMs = 30_000;

/**
 * Follows shows until `signal` aborts, and connects again when the connection ends. Calls `onShows` with each state, and with
 * `undefined` when the connection is lost.
 */
export async function followShows(
  { proof }: Pick<Requests, 'proof'>,
  {
    shows,
    signal,
    onShows,
  }: {
    readonly shows: readonly string[];
    readonly signal: AbortSignal;
    readonly onShows: (shows: LiveShows | undefined) => void;
  },
): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    try {
      await readEvents(proof, shows, signal, (its) => {
        failures = 0;
        onShows(its);
      });
      // The registry ends a stream after some minutes.
    } catch {
      if (signal.aborted) return;
      failures += 1;
      onShows(undefined);
    }
    await pause(waitsMs[Math.min(failures, waitsMs.length - 1)] ?? 0, signal);
  }
}

async function readEvents(
  proof: Requests['proof'],
  shows: readonly string[],
  signal: AbortSignal,
  onShows: (shows: LiveShows) => void,
): Promise<void> {
  const silence = new AbortController();
  // Not AbortSignal.any: Safari has it only from 17.4.
  signal.addEventListener('abort', () => silence.abort(), { signal: silence.signal });
  if (signal.aborted) silence.abort();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  const response = await fetch(`/v1/events?shows=${shows.join(',')}`, {
    ...proof,
    signal: silence.signal,
    cache: 'no-store',
  });
  if (!response.ok || response.body === null) throw new Error('The registry opened no stream.');
  const heard = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      controller.enqueue(part);
    },
  });
  const events = response.body
    .pipeThrough(heard)
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (let its = await events.read(); !its.done; its = await events.read()) {
      if (its.value.event === 'shows') onShows(ShowsEvent.parse(JSON.parse(its.value.data)).shows);
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** Resolves after `ms` milliseconds, or when `signal` aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
