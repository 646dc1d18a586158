import type { Symbology } from '../reading.ts';
import type { Frame } from './frame.ts';

/** One symbol that an engine found in one frame. */
export interface DecodedSymbol {
  /** `other`: a kind that no card has. `hidden`: a card's Code 39 that is covered in part; it has no text. */
  readonly symbology: Symbology | 'other' | 'hidden';
  /** The content exactly as encoded, without start, stop or check characters. */
  readonly text: string;
  /** True if the engine has compared the text with all others and needs no second frame. */
  readonly confident?: boolean;
}

/**
 * Finds symbols in frames. Every engine implements this port, and `test/contract/engine.case.ts` specifies it. An engine
 * knows no cards, cameras, threads or earlier frames.
 */
export interface Engine {
  /**
   * Makes the engine ready. A second call returns the same outcome; after a failure it tries again.
   * @throws CaptureError `engine/load` if the engine's library or memory is not available.
   */
  load(): Promise<void>;
  /**
   * Returns the QR and standard Code 39 symbols of one frame, in no order; an empty list if there are none. The frame may
   * have any size, even 0, and is not changed.
   * @throws CaptureError `engine/decode` if the engine fails or is not loaded.
   */
  decode(frame: Frame): Promise<readonly DecodedSymbol[]>;
  /**
   * Returns the symbols of kinds that no card has (EAN, UPC, Code 128, Data Matrix, Aztec, PDF417), so that the screen can
   * say what was shown. Absent in engines that know none. Throws like {@link Engine.decode}.
   */
  decodeOthers?(frame: Frame): Promise<readonly DecodedSymbol[]>;
  /** Releases all memory. `load` may be called again. Never throws. */
  close(): Promise<void>;
}
