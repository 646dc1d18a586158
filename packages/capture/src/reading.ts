/** Where a text came from. */
export type ReadingOrigin = 'camera' | 'wedge';

/** The symbologies a card bears: QR on the front, Code 39 on the back (docs/sources.md#code-on-the-card). */
export type Symbology = 'qr' | 'code-39';

/** One text read from one card: all that leaves this package. Plain and structured-clonable. */
export interface Reading {
  /** The text exactly as it was read; putting it right is `@kaiku/client`'s business. */
  readonly text: string;
  readonly origin: ReadingOrigin;
  /** What kind of symbol bore the text; `undefined` where the reader does not say (a keyboard wedge). */
  readonly symbology: Symbology | undefined;
  /** When the last frame or key of it was taken, in milliseconds since the Unix epoch. */
  readonly takenAtMs: number;
}

/** A shape of text worth reading: a prefix, then decimal digits. Case does not matter. */
export interface SymbolShape {
  /** Letters before the digits; `''` for a bare number. */
  readonly prefix: string;
  /** The digit counts that may follow, ascending. */
  readonly digits: readonly number[];
}

/** All shapes of text worth reading. Anything else is never a {@link Reading}. */
export type SymbolGrammar = readonly SymbolShape[];

/** What a source tells its subscribers. */
export type SourceEvent =
  | { readonly type: 'reading'; readonly reading: Reading }
  /** A code was read well that is not of the grammar (a URL, an EAN): told once per code in view, without its content. */
  | { readonly type: 'foreign'; readonly origin: ReadingOrigin; readonly symbology: Symbology | undefined }
  | { readonly type: 'state'; readonly state: SourceState };

/** Where a source stands. `failed` carries why; `start()` may be called again. */
export type SourceState =
  | { readonly status: 'stopped' }
  | { readonly status: 'starting' }
  | { readonly status: 'running' }
  | { readonly status: 'failed'; readonly code: import('./errors.ts').CaptureErrorCode };

/** A reader of cards with a life: the port that camera and wedge implement. */
export interface ReadingSource {
  readonly origin: ReadingOrigin;
  /** The state now; every change is also told to subscribers. */
  readonly state: SourceState;
  /**
   * Starts reading. Resolves when running; calling it while starting or running returns the same outcome. A start
   * overtaken by `stop` resolves too, with the source stopped.
   * @throws CaptureError `camera/*`, `engine/load`, `config/invalid`; the source is then `failed`.
   */
  start(): Promise<void>;
  /** Stops reading; the device is let go when it resolves. Nothing but the state is told from the call on. Never throws. */
  stop(): Promise<void>;
  /** Calls `listener` for each event, in order, from now on. Returns the unsubscribe. */
  subscribe(listener: (event: SourceEvent) => void): () => void;
  /** Stops for good and drops all subscribers. */
  close(): Promise<void>;
}
