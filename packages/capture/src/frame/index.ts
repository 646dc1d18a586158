import { CaptureError } from '../errors.ts';
import type { Reading, ReadingSource, SourceEvent } from '../reading.ts';
import { createSource } from '../source.ts';

/** What of a window a message is sent to. */
export interface MessageTarget {
  postMessage(message: unknown, targetOrigin: string): void;
}

/** To whom readings are handed on. */
export interface HandOnOptions {
  /** Of the page around this one, exactly: `https://till.example`. No other page gets anything. */
  readonly origin: string;
  /** Default: the window this one is framed by. */
  readonly to?: MessageTarget | undefined;
}

/** What a frame's source is made of. */
export interface FrameSourceOptions {
  /** The iframe whose page hands its readings on. */
  readonly frame: Pick<HTMLIFrameElement, 'contentWindow'>;
  /** Of the page in it, exactly. Anything from elsewhere is passed over in silence. */
  readonly origin: string;
  /** The window that is listened at. Default: the one this runs in. */
  readonly target?: EventTarget | undefined;
}

/**
 * In a frame: hands what its source reads on to the page around it. Keys go to the frame that has the focus and to no
 * other, so each page that can have it needs a source of its own. Returns what ends it.
 * @throws CaptureError `config/invalid` where `origin` is not one origin, such as `*`.
 */
export function handOn(source: ReadingSource, { origin, to = window.parent }: HandOnOptions): () => void {
  assertOrigin(origin);
  return source.subscribe((event) => {
    if (event.type === 'reading' || event.type === 'unrecognised') to.postMessage({ kaiku: event }, origin);
  });
}

/**
 * In the page around a frame: a {@link ReadingSource} of what the frame hands on. `start` throws `config/invalid` where
 * `origin` is not one origin.
 */
export function frameSource({ frame, origin, target = globalThis.window }: FrameSourceOptions): ReadingSource {
  return createSource('wedge', async ({ signal, running, emit }) => {
    assertOrigin(origin);
    const hear = (event: Event): void => {
      const message = event as MessageEvent<unknown>;
      if (message.origin !== origin || message.source !== frame.contentWindow) return;
      const told = toEvent(message.data);
      if (told !== undefined) emit(told);
    };
    target.addEventListener('message', hear, { signal });
    running();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });
}

function assertOrigin(origin: string): void {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    throw new CaptureError('config/invalid', `“${origin}” is not an origin like https://till.example.`, {
      retryable: false,
    });
}

/** What a message says, if it is one of ours. The text is read by the card's rules afterwards, as any other is. */
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
