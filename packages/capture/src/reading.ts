/** The origin of a text: a camera, or a reader, whether it types or not (WebHID, Web Serial). */
export type ReadingOrigin = 'camera' | 'wedge';

/** The symbologies of a card: QR on the front, Code 39 on the back (docs/sources.md#code-on-the-card). */
export type Symbology = 'qr' | 'code-39';

/** One text read from one card: all that leaves this package. Plain and structured-clonable. */
export interface Reading {
  /** The text as read. What a keyboard changed is corrected; `@kaiku/client` parses the rest. */
  readonly text: string;
  /** Whether a camera or a reader read it. */
  readonly origin: ReadingOrigin;
  /** The kind of symbol; `undefined` if the reader does not report it (a keyboard wedge). */
  readonly symbology: Symbology | undefined;
  /** When the last frame or key of it was taken, in milliseconds since the Unix epoch. */
  readonly takenAtMs: number;
  /** What was corrected, so that the screen can explain the reader's settings. Absent or empty: nothing. */
  readonly repairs?: readonly ReadingRepair[];
}

/** A change that a reader, or the keyboard it emulates, made to a text. Settings against each: docs/readers.md. */
export type ReadingRepair =
  /** It is set to another keyboard than the computer. */
  | 'keyboard-layout'
  /** Lower case came: Caps Lock is on. */
  | 'letter-case'
  /** It sends the symbology (`]A0`). */
  | 'symbology-prefix'
  /** It sends start and stop of Code 39. */
  | 'asterisks'
  /** It sends STX, ETX, GS and the like. */
  | 'control-characters'
  /** It sends characters as Alt and numbers. */
  | 'alt-codes'
  /** It paused within a code: a weak radio link. */
  | 'stalled';

/** The reason why a code is not read: of a keyboard wedge, but for `hidden`. */
export type UnrecognisedReason =
  /** It can be two different card codes, by the keyboard the reader is set to. */
  | 'ambiguous'
  /** It presses combinations or function keys. */
  | 'commands'
  /** It is longer than any card's. */
  | 'too-long'
  /** The keys have no names (Android): a capture field reads them. */
  | 'unnamed-keys'
  /** A camera sees a card's bars, but something covers a part of them: a finger, glare, a scratch. */
  | 'hidden';

/** A shape of text worth reading: a prefix, then decimal digits. Case does not matter. */
export interface SymbolShape {
  /** Letters before the digits; `''` for a bare number. */
  readonly prefix: string;
  /** The digit counts that may follow, ascending. */
  readonly digits: readonly number[];
}

/** All shapes of text worth reading. Anything else is never a {@link Reading}. */
export type SymbolGrammar = readonly SymbolShape[];

/** An event of a source. */
export type SourceEvent =
  | { readonly type: 'reading'; readonly reading: Reading }
  /** A code that is not of the grammar (a URL, an EAN): once per code in view, without its content. */
  | {
      readonly type: 'unrecognised';
      readonly origin: ReadingOrigin;
      readonly symbology?: Symbology | undefined;
      /** Absent: it is not a card's. */
      readonly reason?: UnrecognisedReason | undefined;
    }
  /** Something failed without stopping the reading: once a source, for the operator of the page. */
  | {
      readonly type: 'warning';
      readonly origin: ReadingOrigin;
      readonly code: import('./errors.ts').CaptureErrorCode;
    }
  | { readonly type: 'state'; readonly state: SourceState }
  /** Only from a source with a {@link ReadingSource.camera}: its state changed, or what can be set on it. */
  | { readonly type: 'camera'; readonly camera: CameraState };

/** The phase of a camera. Transitions: docs/camera.md. */
export type CameraAt =
  /** No picture is needed. */
  | 'closed'
  /** Waiting for the browser, or for a person's permission. */
  | 'opening'
  /** Pictures arrive. */
  | 'playing'
  /** The system holds the picture back: a call, a privacy switch. */
  | 'muted'
  /** It delivered no pictures, was released, and is opened again after a moment. */
  | 'stalled'
  /** Released, because the page is hidden. It returns with the page. */
  | 'hidden'
  /** Released, after a long time without a card. {@link CameraControl.wake} opens it again. */
  | 'asleep'
  /** Released; a person must act. */
  | 'failed';

/** The state of a camera. Plain and structured-clonable. */
export interface CameraState {
  /** The phase. */
  readonly at: CameraAt;
  /** The browser's name for the open camera; `undefined` if none is open. */
  readonly label: string | undefined;
  /** The number of other cameras to try, as far as known. None is ever opened to find out. */
  readonly others: number;
  /** True if the light is on; `undefined` if the camera has none. This and the next two while it is open or reopening. */
  readonly torch: boolean | undefined;
  /** In the camera's own units, mostly 1 for no zoom; `undefined` if it cannot zoom. */
  readonly zoom:
    | { readonly value: number; readonly min: number; readonly max: number; readonly step: number }
    | undefined;
  /** True if it can focus on a given point. */
  readonly focusable: boolean;
}

/** Requests to a camera. Their results appear in {@link CameraState}. None throws. */
export interface CameraControl {
  /** The current state. */
  readonly state: CameraState;
  /** Reports that a person is present: wakes a sleeping camera, and postpones the sleep of any other. */
  wake(): void;
  /** Opens the next of the other cameras, likeliest first, even after this one failed. Does nothing if there is none. */
  another(): void;
  /** Turns the light on or off. */
  setTorch(on: boolean): void;
  /** Sets the zoom, in the units of {@link CameraState.zoom}. */
  zoomTo(value: number): void;
  /** Focuses on a point of the picture, 0–1 from its left and from its top, for some seconds. */
  focusAt(x: number, y: number): void;
}

/** The state of a source. `failed` has the error's code; `start()` may be called again. */
export type SourceState =
  | { readonly status: 'stopped' }
  | { readonly status: 'starting' }
  /** It reads, or will automatically as soon as it can: a camera may be hidden, asleep or reopening. */
  | { readonly status: 'running' }
  | { readonly status: 'failed'; readonly code: import('./errors.ts').CaptureErrorCode };

/** Emits readings between `start` and `stop`: the port of cameras and readers. */
export interface ReadingSource {
  /** Whether it is a camera or a reader. */
  readonly origin: ReadingOrigin;
  /** Controls the camera; absent if the source has none. */
  readonly camera?: CameraControl | undefined;
  /** The current state; every change is also an event. */
  readonly state: SourceState;
  /**
   * Starts reading. Resolves when running; calling it while starting or running returns the same outcome. A start
   * overtaken by `stop` resolves too, with the source stopped.
   * @throws CaptureError `camera/*`, `engine/load`, `config/invalid`; the source is then `failed`.
   */
  start(): Promise<void>;
  /** Stops reading. Emits no events but `state` from the call on. Resolves when the device is released. Never throws. */
  stop(): Promise<void>;
  /** Calls `listener` for each event, in order, from now on. Returns the unsubscribe. */
  subscribe(listener: (event: SourceEvent) => void): () => void;
  /** Stops permanently and removes all subscribers. */
  close(): Promise<void>;
}
