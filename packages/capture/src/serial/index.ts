import { CaptureError } from '../errors.ts';
import type { ReadingSource, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { createEmitScan } from '../wedge/emit-scan.ts';

/** The part of Web Serial that is used here, which TypeScript's DOM does not have. */
export interface SerialApi extends EventTarget {
  /** Returns the ports with permission. */
  getPorts(): Promise<readonly SerialPort[]>;
  /** Opens the browser's list of ports. Rejects with `NotFoundError` if the person chose none. */
  requestPort(): Promise<SerialPort>;
}

/** A `SerialPort`. */
export interface SerialPort {
  /** The bytes from the reader; `null` while the port is closed. */
  readonly readable: ReadableStream<Uint8Array> | null;
  /** Opens the port. */
  open(options: { readonly baudRate: number }): Promise<void>;
  /** Closes the port. */
  close(): Promise<void>;
}

/** Options of the serial source. */
export interface SerialSourceOptions {
  /** The texts worth reading. */
  readonly grammar: SymbolGrammar;
  /** The reader's setting. @default 9600, the factory setting of readers */
  readonly baudRate?: number | undefined;
  /** @default the browser's, if it has one */
  readonly serial?: SerialApi | undefined;
  /** Now in milliseconds since the Unix epoch. @default `Date.now` */
  readonly wallNowMs?: (() => number) | undefined;
}

/** A source that needs permission for its port once. */
export interface SerialSource extends ReadingSource {
  /** Opens the browser's list of ports; call it in a click. Returns true if the person chose one. */
  ask(): Promise<boolean>;
}

/** The message if the browser has no Web Serial. */
const unsupported =
  'This browser cannot speak to readers by a serial port. Use Chrome, Edge or Firefox, or set the reader to type like a keyboard.';

/** The end of a code: CR, LF, Tab or ETX. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: readers send ETX
const ends = /[\r\n\t\x03]+/;

/** No code is longer. A port that sends more without an end is not a reader. */
const maxTextLength = 256;

/**
 * Creates a {@link ReadingSource} of readers on a serial port, or set to "USB COM". They do not type, and must end each code
 * with Enter or Tab. It reads from every port with permission, also after one was unplugged and connected again.
 *
 * `start` throws `config/invalid` if the browser has no Web Serial. Without a port it runs and waits for one.
 */
export function serialSource(options: SerialSourceOptions): SerialSource {
  const { grammar, baudRate = 9600, wallNowMs = Date.now } = options;
  const { serial = (globalThis.navigator as { serial?: SerialApi } | undefined)?.serial } = options;
  let open: ((port: SerialPort) => void) | undefined;

  async function read({ signal, running, emit }: Run): Promise<void> {
    if (serial === undefined) throw new CaptureError('config/invalid', unsupported, { retryable: false });
    const emitScan = createEmitScan(grammar, emit, wallNowMs);
    const reading = new Map<SerialPort, Promise<void>>();
    open = (port) => {
      if (reading.has(port)) return;
      const over = readFrom(port, { baudRate, signal, emitScan }).finally(() => reading.delete(port));
      reading.set(port, over);
    };
    // The port is the event's target.
    serial.addEventListener('connect', ({ target }) => open?.(target as unknown as SerialPort), { signal });
    for (const port of await serial.getPorts()) open(port);
    running();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    open = undefined;
    await Promise.all(reading.values());
  }

  return Object.assign(createSource('wedge', read), {
    async ask() {
      if (serial === undefined) throw new CaptureError('config/invalid', unsupported, { retryable: false });
      const port = await serial.requestPort().catch(noneChosen);
      if (port !== undefined) open?.(port);
      return port !== undefined;
    },
  });
}

function noneChosen(cause: unknown): undefined {
  if ((cause as { name?: unknown }).name !== 'NotFoundError') throw cause;
}

interface Reading {
  readonly baudRate: number;
  readonly signal: AbortSignal;
  readonly emitScan: (text: string) => void;
}

/** Reads until the abort, or until the port is unplugged or taken: never throws. */
async function readFrom(port: SerialPort, { baudRate, signal, emitScan }: Reading): Promise<void> {
  try {
    await port.open({ baudRate });
    const reader = port.readable?.getReader();
    const stop = (): void => void reader?.cancel().catch(() => {});
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    let rest = '';
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      const texts = (rest + String.fromCharCode(...value)).split(ends);
      rest = (texts.pop() ?? '').slice(-maxTextLength);
      for (const text of texts) emitScan(text);
    }
    signal.removeEventListener('abort', stop);
    reader?.releaseLock();
  } catch {
    // Unplugged, or used by another program. A `connect` event brings it again.
  }
  await port.close().catch(() => {});
}
