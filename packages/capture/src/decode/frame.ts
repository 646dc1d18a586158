import { CaptureError } from '../errors.ts';

/** The brightness of one picture, to find symbols in. */
export interface Frame {
  /** Brightness, one byte a pixel, 0 black to 255 white, rows from the top, no padding: `widthPx * heightPx` bytes. */
  readonly luma: Uint8Array<ArrayBuffer>;
  /** Columns. */
  readonly widthPx: number;
  /** Rows. */
  readonly heightPx: number;
  /** When the picture was taken, in milliseconds since the Unix epoch. */
  readonly takenAtMs: number;
}

/** @throws CaptureError `engine/decode` if the length of the luma does not match the frame's size. */
export function refuseMisshapen({ luma, widthPx, heightPx }: Frame): void {
  if (luma.length === widthPx * heightPx) return;
  throw new CaptureError(
    'engine/decode',
    `The luma has ${luma.length} bytes; ${widthPx} × ${heightPx} pixels need ${widthPx * heightPx}.`,
    { retryable: false },
  );
}

/**
 * Returns the brightness of RGBA pixels, one byte for every four; transparency is ignored. Weights of ITU-R BT.601 in 1/256ths, which sum to 256: white stays 255.
 */
export function lumaFromRgba(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const luma = new Uint8Array(rgba.length >> 2);
  for (let pixel = 0, byte = 0; pixel < luma.length; pixel++, byte += 4) {
    const red = rgba[byte] ?? 0;
    const green = rgba[byte + 1] ?? 0;
    const blue = rgba[byte + 2] ?? 0;
    luma[pixel] = (77 * red + 150 * green + 29 * blue + 128) >> 8;
  }
  return luma;
}
