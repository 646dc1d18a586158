import type { Symbology } from '../reading.ts';
import type { Frame } from './frame.ts';

/** One symbol that an engine found in one frame. */
export interface DecodedSymbol {
  /** `other`: a kind that no card bears. */
  readonly symbology: Symbology | 'other';
  /** The content exactly as encoded, without start, stop or check characters. */
  readonly text: string;
  /** True where the engine has weighed the text against all others and needs no second frame. */
  readonly confident?: boolean;
}

/**
 * Finds symbols in frames: the port that every engine implements and `test/contract/engine.case.ts` pins down.
 * It knows nothing of cards, cameras, threads or of earlier frames.
 */
export interface Engine {
  /**
   * Makes the engine ready. Called again, the same outcome; after a failure, a new attempt.
   * @throws CaptureError `engine/load`.
   */
  load(): Promise<void>;
  /**
   * The QR and standard Code 39 symbols of one frame, in no order; none is an empty list, never an error.
   * The frame may be of any size, empty included, and is only read.
   * @throws CaptureError `engine/decode` when the engine itself fails or is not loaded.
   */
  decode(frame: Frame): Promise<readonly DecodedSymbol[]>;
  /**
   * The symbols of kinds that no card bears (EAN, UPC, Code 128, Data Matrix, Aztec, PDF417), so that whoever shows one
   * can be told; some engines know none. Throws as {@link Engine.decode}.
   */
  decodeOthers?(frame: Frame): Promise<readonly DecodedSymbol[]>;
  /** Lets all memory go; `load` may be called again. Never throws. */
  close(): Promise<void>;
}
