import { CaptureError } from '../errors.ts';
import type { Reading, ReadingSource, SourceEvent } from '../reading.ts';
import { createSource } from '../source.ts';

/** The part of a window that receives messages. */
export interface MessageTarget {
  /** Sends a message to the window, if its page is of that origin. */
  postMessage(message: unknown, targetOrigin: string): void;
}

/** The receiver of readings. */
export interface HandOnOptions {
  /** The exact origin of the parent page: `https://till.example`. No other page receives anything. */
  readonly origin: string;
  /** @default the parent window */
  readonly to?: MessageTarget | undefined;
}

/** Options of the iframe source. */
export interface FrameSourceOptions {
  /** The iframe whose page sends its readings. */
  readonly frame: Pick<HTMLIFrameElement, 'contentWindow'>;
  /** The exact origin of its page. Messages from elsewhere are ignored. */
  readonly origin: string;
  /** The window that receives the messages. @default the current one */
  readonly target?: EventTarget | undefined;
}

/**
 * In an iframe: sends what its source reads to the parent page. Only the frame with the focus receives keys, so each page
 * that can have it needs its own source. Returns a function that stops it.
 * @throws CaptureError `config/invalid` if `origin` is not one origin, such as `*`.
 */
export function handOn(source: ReadingSource, { origin, to = window.parent }: HandOnOptions): () => void {
  assertOrigin(origin);
  return source.subscribe((event) => {
    if (event.type === 'reading' || event.type === 'unrecognised') to.postMessage({ kaiku: event }, origin);
  });
}

/**
 * In the parent page: creates a {@link ReadingSource} of what the iframe sends. `start` throws `config/invalid` if `origin`
 * is not one origin.
 */
export function frameSource({ frame, origin, target = globalThis.window }: FrameSourceOptions): ReadingSource {
  return createSource('wedge', async ({ signal, running, emit }) => {
    assertOrigin(origin);
    const hear = (event: Event): void => {
      const message = event as MessageEvent<unknown>;
      if (message.origin !== origin || message.source !== frame.contentWindow) return;
      const received = toEvent(message.data);
      if (received !== undefined) emit(received);
    };
    target.addEventListener('message', hear, { signal });
    running();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });
}

function assertOrigin(origin: string): void {
  let parsed: URL | undefined;
  try {
    parsed = new URL(origin);
  } catch {
    // Reported below. URL.canParse is in Safari only from 17.
  }
  if (parsed?.origin !== origin)
    throw new CaptureError('config/invalid', `“${origin}” is not an origin like https://till.example.`, {
      retryable: false,
    });
}

/** Returns the event of a message, if it is one of ours. Its text is parsed later, like any other. */
function toEvent(data: unknown): SourceEvent | undefined {
  const { kaiku } = (data ?? {}) as { kaiku?: Partial<SourceEvent> };
  if (kaiku?.type === 'unrecognised') return { type: 'unrecognised', origin: 'wedge' };
  if (kaiku?.type !== 'reading') return undefined;
  const { text, symbology, takenAtMs, repairs } = (kaiku.reading ?? {}) as Partial<Reading>;
  if (typeof text !== 'string' || text.length > 64 || typeof takenAtMs !== 'number') return undefined;
  const known = symbology === 'qr' || symbology === 'code-39' ? symbology : undefined;
  const reading: Reading = { text, origin: 'wedge', symbology: known, takenAtMs };
  return { type: 'reading', reading: Array.isArray(repairs) ? { ...reading, repairs } : reading };
}
