/** Where a text came from: a camera, or a reader's device, whether it types or is spoken to (WebHID, Web Serial). */
export type ReadingOrigin = 'camera' | 'wedge';

/** The symbologies a card bears: QR on the front, Code 39 on the back (docs/sources.md#code-on-the-card). */
export type Symbology = 'qr' | 'code-39';

/** One text read from one card: all that leaves this package. Plain and structured-clonable. */
export interface Reading {
  /** The text as it was read; what a keyboard did to it is put right, the rest is `@kaiku/client`'s business. */
  readonly text: string;
  readonly origin: ReadingOrigin;
  /** What kind of symbol bore the text; `undefined` where the reader does not say (a keyboard wedge). */
  readonly symbology: Symbology | undefined;
  /** When the last frame or key of it was taken, in milliseconds since the Unix epoch. */
  readonly takenAtMs: number;
  /** What had to be put right, so that the clerk can be told how to set the reader. Absent or empty: nothing. */
  readonly repairs?: readonly ReadingRepair[];
}

/** What a reader, or the keyboard it pretends to be, did to a text. Settings against each: docs/readers.md. */
export type ReadingRepair =
  /** It is set to another keyboard than the computer. */
  | 'keyboard-layout'
  /** Lower case came: Caps Lock is on. */
  | 'letter-case'
  /** It says the symbology (`]A0`). */
  | 'symbology-prefix'
  /** It sends start and stop of Code 39. */
  | 'asterisks'
  /** It sends STX, ETX, GS and the like. */
  | 'control-characters'
  /** It sends characters as Alt and numbers. */
  | 'alt-codes'
  /** It paused within a code: a weak radio link. */
  | 'stalled';

/** Why a code of a reader that types is refused. */
export type UnrecognisedReason =
  /** It can be two different card codes, by the keyboard the reader is set to. */
  | 'ambiguous'
  /** It presses combinations or function keys. */
  | 'commands'
  /** It is longer than any card's. */
  | 'too-long'
  /** The keys have no names (Android): a capture field reads them. */
  | 'unnamed-keys';

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
  | {
      readonly type: 'unrecognised';
      readonly origin: ReadingOrigin;
      readonly symbology?: Symbology | undefined;
      /** Absent: it simply is no card's. */
      readonly reason?: UnrecognisedReason | undefined;
    }
  /** Something did not come right and the reading goes on without it: told once a source, for whoever keeps the page. */
  | {
      readonly type: 'warning';
      readonly origin: ReadingOrigin;
      readonly code: import('./errors.ts').CaptureErrorCode;
    }
  | { readonly type: 'state'; readonly state: SourceState }
  /** Only of a source with a {@link ReadingSource.camera}: where it stands has changed, or what can be set on it. */
  | { readonly type: 'camera'; readonly camera: CameraState };

/** Where a camera stands. What leads from one to the other: docs/camera.md. */
export type CameraAt =
  /** Nobody wants a picture. */
  | 'closed'
  /** The browser, or a person, is asked. */
  | 'opening'
  /** Pictures come. */
  | 'playing'
  /** The system holds the picture back: a call, a privacy switch. */
  | 'muted'
  /** It gave no pictures, was let go, and is opened anew after a moment. */
  | 'stalled'
  /** Let go: nobody sees the page. It comes back with the page. */
  | 'hidden'
  /** Let go: no card for long. {@link CameraControl.wake} brings it back. */
  | 'asleep'
  /** Let go: somebody must act. */
  | 'failed';

/** A camera as it stands. Plain and structured-clonable. */
export interface CameraState {
  readonly at: CameraAt;
  /** What the browser calls the camera that is open; `undefined` where none is. */
  readonly label: string | undefined;
  /** How many other cameras there are to try, as far as is known. None is ever opened to find out. */
  readonly others: number;
  /** Whether the light is on; `undefined` where the camera has none. This and the next two while it is open or coming back. */
  readonly torch: boolean | undefined;
  /** As the camera counts it, mostly 1 for none; `undefined` where it cannot. */
  readonly zoom:
    | { readonly value: number; readonly min: number; readonly max: number; readonly step: number }
    | undefined;
  /** Whether it can be told where to focus. */
  readonly focusable: boolean;
}

/** What can be asked of a camera. Requests only: what comes of them is told as {@link CameraState}. None throws. */
export interface CameraControl {
  readonly state: CameraState;
  /** Somebody is there: wakes a camera that sleeps, and puts the sleep of any other off. */
  wake(): void;
  /** Opens the next of the other cameras, the likeliest first; also when this one has failed. Without others, nothing. */
  another(): void;
  setTorch(on: boolean): void;
  zoomTo(value: number): void;
  /** Focuses on a point of the picture, 0–1 from its left and from its top, for some seconds. */
  focusAt(x: number, y: number): void;
}

/** Where a source stands. `failed` carries why; `start()` may be called again. */
export type SourceState =
  | { readonly status: 'stopped' }
  | { readonly status: 'starting' }
  /** It reads, or will by itself as soon as it can: a camera may be out of sight, asleep or coming back. */
  | { readonly status: 'running' }
  | { readonly status: 'failed'; readonly code: import('./errors.ts').CaptureErrorCode };

/** A reader of cards with a life: the port that camera and wedge implement. */
export interface ReadingSource {
  readonly origin: ReadingOrigin;
  /** What can be asked of the camera; absent where there is none, or none that can be asked. */
  readonly camera?: CameraControl | undefined;
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
