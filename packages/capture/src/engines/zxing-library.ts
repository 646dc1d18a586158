import type { DecodedSymbol, Engine } from '../decode/engine.ts';
import { loadFailure } from '../decode/engine-errors.ts';
import { type Frame, refuseMisshapen } from '../decode/frame.ts';
import { createLoadable } from '../decode/loadable.ts';

/**
 * ZXing in JavaScript (`@zxing/library`, an optional peer): the engine for pages whose policy forbids WebAssembly.
 * QR and standard Code 39 by deep imports only, a fifth of what the package's front door would bring (docs/benchmarks.md,
 * "What a page loads"). Runs on the thread it is made on, in browsers and in Node.
 *
 * Limits: one QR a frame, black on white or white on black, at any angle; Code 39 within some 10° of straight, upside
 * down or on its side, black on white, and only where two rows agree: a row of the library's takes noise for short
 * texts. About three times as slow as `zxing-wasm` on an empty frame, and it stops reading earlier in blur and noise
 * (docs/benchmarks.md).
 */
export function zxingLibraryEngine(): Engine {
  const library = createLoadable(loadLibrary, loadFailure('@zxing/library could not be loaded.'));
  return {
    load: library.load,
    async decode(frame) {
      const loaded = library.need();
      refuseMisshapen(frame);
      return decodeWith(loaded, frame);
    },
    async close() {
      library.close();
    },
  };
}

type Library = Awaited<ReturnType<typeof loadLibrary>>;

/** `#zxing/…` is the package's own `imports` table: ES modules for bundlers, CommonJS for Node, which needs it. */
async function loadLibrary() {
  const [source, bitmap, hybrid, qr, code39, bits, hints] = await Promise.all([
    import('#zxing/RGBLuminanceSource'),
    import('#zxing/BinaryBitmap'),
    import('#zxing/common/HybridBinarizer'),
    import('#zxing/qrcode/QRCodeReader'),
    import('#zxing/oned/Code39Reader'),
    import('#zxing/common/BitArray'),
    import('#zxing/DecodeHintType'),
  ]);
  return {
    Source: fromEither(source),
    Bitmap: fromEither(bitmap),
    Binarizer: fromEither(hybrid),
    QrReader: fromEither(qr),
    Code39Reader: fromEither(code39),
    BitArray: fromEither(bits),
    Hint: fromEither(hints),
  };
}

/** The default export, wherever the kind of module put it. */
function fromEither<T>(module: { readonly default: T }): T {
  const { default: found } = module as { readonly default: T & { readonly default?: T } };
  return found.default ?? found;
}

function decodeWith(library: Library, frame: Frame): readonly DecodedSymbol[] {
  // The binarizer reads neighbours that smaller pictures do not have; no symbol fits in them either.
  if (frame.widthPx < smallestPx || frame.heightPx < 1) return [];
  const qr = frame.heightPx < smallestPx ? undefined : qrIn(library, frame);
  const straight = code39sOf(library, frame);
  const texts = straight.length > 0 || frame.heightPx < smallestPx ? straight : code39sOf(library, onItsSide(frame));
  return [
    ...(qr === undefined ? [] : [{ symbology: 'qr', text: qr } as const]),
    ...texts.map((text) => ({ symbology: 'code-39', text }) as const),
  ];
}

/**
 * Half the size first: it costs a quarter, and evens out the noise that the binarizer takes for ink (at sigma 6 it reads
 * none of ten codes at full size, and all ten at half).
 */
function qrIn(library: Library, frame: Frame): string | undefined {
  const half = halved(frame);
  const small = half.widthPx < smallestPx || half.heightPx < smallestPx ? frame : half;
  return qrOf(library, small) ?? qrOf(library, frame) ?? qrOf(library, inverted(small));
}

/** A version-1 QR code has 21 modules a side; below a pixel a module nothing is read. */
const smallestPx = 21;

function bitmapOf({ Source, Bitmap, Binarizer }: Library, { luma, widthPx, heightPx }: Frame) {
  const levels = new Uint8ClampedArray(luma.buffer, luma.byteOffset, luma.length);
  return new Bitmap(new Binarizer(new Source(levels, widthPx, heightPx)));
}

function qrOf(library: Library, frame: Frame): string | undefined {
  const hints = new Map([[library.Hint.TRY_HARDER, true]]);
  return unlessNone(() => new library.QrReader().decode(bitmapOf(library, frame), hints).getText());
}

/** The library throws if it finds nothing, or too little contrast. */
function unlessNone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Rows of a frame that are looked at; a Code 39 at 2 px a module is 40 to 60 px high. As many as zxing's own "harder". */
const rowsPerFrame = 128;

/** Returns the texts of at least two rows, forwards or backwards. */
function code39sOf(library: Library, frame: Frame): readonly string[] {
  const bitmap = bitmapOf(library, frame);
  const reader = new library.Code39Reader(false, false);
  const seen = new Map<string, number>();
  const step = Math.max(1, Math.floor(frame.heightPx / rowsPerFrame));
  const row = new library.BitArray(frame.widthPx);
  for (let y = step >> 1; y < frame.heightPx; y += step) {
    const read = () => reader.decodeRow(y, row).getText();
    if (unlessNone(() => bitmap.getBlackRow(y, row)) === undefined) continue;
    const forwards = unlessNone(read);
    row.reverse();
    const text = forwards ?? unlessNone(read);
    if (text !== undefined) seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  return [...seen].filter(([, rows]) => rows >= 2).map(([text]) => text);
}

/** A dark-mode phone may show the code in white on black. */
function inverted(frame: Frame): Frame {
  return { ...frame, luma: frame.luma.map((level) => 255 - level) };
}

/** Every four pixels as their mean. */
function halved({ luma, widthPx, heightPx, takenAtMs }: Frame): Frame {
  const [columns, rows] = [widthPx >> 1, heightPx >> 1];
  const half = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const at = 2 * (y * widthPx + x);
      const sum = (at: number) => luma[at] + luma[at + 1];
      half[y * columns + x] = (sum(at) + sum(at + widthPx) + 2) >> 2;
    }
  return { luma: half, widthPx: columns, heightPx: rows, takenAtMs };
}

function onItsSide({ luma, widthPx, heightPx, takenAtMs }: Frame): Frame {
  const turned = new Uint8Array(luma.length);
  for (let y = 0; y < heightPx; y++) for (let x = 0; x < widthPx; x++) turned[x * heightPx + y] = luma[y * widthPx + x];
  return { luma: turned, widthPx: heightPx, heightPx: widthPx, takenAtMs };
}
