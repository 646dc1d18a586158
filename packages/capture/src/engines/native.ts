import type { DecodedSymbol, Engine } from '../decode/engine.ts';
import { decodeError, toLoadError } from '../decode/engine-errors.ts';
import { type Frame, refuseMisshapen } from '../decode/frame.ts';
import { createLoadable } from '../decode/loadable.ts';

/** The source of the browser's detector. */
export interface NativeOptions {
  /** Default: the thread's own `BarcodeDetector`, if it has one. */
  readonly Detector?: DetectorClass | undefined;
}

/** The part of the Shape Detection API's `BarcodeDetector` that is used here, which TypeScript's DOM does not have. */
export type DetectorClass = new (options: {
  readonly formats: readonly string[];
}) => {
  detect(image: ImageData): Promise<readonly { readonly format: string; readonly rawValue: string }[]>;
};

/**
 * Creates an engine of the browser's own `BarcodeDetector`, which needs no download. `load` tests it, because Chrome 133 on
 * some phones claims to read and returns nothing (docs/sources.md#decoders-measured), and some readers turn a Code 39 of six
 * characters into a Code 32. It must read a small picture of a QR code and of such a Code 39 within three seconds; otherwise
 * `load` throws `engine/load`.
 *
 * Limits: Chromium has a detector on Android, ChromeOS and macOS, Node has none. Each system reads blur, angles and white on
 * black differently. The conformance suite runs in browsers that have one.
 */
export function nativeEngine({ Detector = ownDetector() }: NativeOptions = {}): Engine {
  const detector = createLoadable(() => testedDetector(Detector), toLoadError);
  return {
    load: detector.load,
    async decode(frame) {
      const loaded = detector.need();
      refuseMisshapen(frame);
      try {
        return await detectIn(loaded, frame);
      } catch (cause) {
        throw decodeError('BarcodeDetector failed on a frame.', cause);
      }
    },
    async close() {
      detector.close();
    },
  };
}

type BarcodeDetector = InstanceType<DetectorClass>;

function ownDetector(): DetectorClass | undefined {
  return (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
}

/** Its names of ours. */
const formats = { qr_code: 'qr', code_39: 'code-39' } as const;

async function testedDetector(Detector: DetectorClass | undefined): Promise<BarcodeDetector> {
  if (Detector === undefined) throw new Error('This browser has no BarcodeDetector.');
  const detector = new Detector({ formats: Object.keys(formats) });
  const symbols = await inTime(detectIn(detector, selfTestFrame()));
  const read = symbols.map(({ symbology, text }) => `${symbology} ${text}`).sort();
  if (read.join() !== `code-39 ${selfTestCode39},qr ${selfTestQr}`)
    throw new Error(`The browser’s BarcodeDetector read ${read.length} of the two symbols of its self-test.`);
  return detector;
}

async function detectIn(detector: BarcodeDetector, frame: Frame): Promise<readonly DecodedSymbol[]> {
  if (frame.luma.length === 0) return [];
  const found = await detector.detect(toImageData(frame));
  return found.flatMap(({ format, rawValue }) => {
    const symbology = formats[format as keyof typeof formats];
    return symbology === undefined ? [] : [{ symbology, text: rawValue }];
  });
}

function toImageData({ luma, widthPx, heightPx }: Frame): ImageData {
  const rgba = new Uint8ClampedArray(luma.length * 4);
  const pixels = new Uint32Array(rgba.buffer);
  for (let at = 0; at < luma.length; at++) pixels[at] = 0xff000000 | (luma[at] * 0x010101);
  return new ImageData(rgba, widthPx, heightPx);
}

/** Guess: a detector that takes longer for one small picture is of no use at a door. */
const selfTestWithinMs = 3000;

async function inTime<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('BarcodeDetector did not answer.')), selfTestWithinMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Six characters: a reader that takes them for Code 32 says `A010266409`, a card. */
const selfTestCode39 = '09T9T9';
const selfTestQr = 'SELF-TEST';

/** Version 1-M, a row of 21 modules a number, drawn once with bwip-js 4.11.4; 1 is dark. */
const selfTestQrRows = [
  0x1fdb7f, 0x104641, 0x17585d, 0x174d5d, 0x17565d, 0x104b41, 0x1fd57f, 0x001000, 0x00c155, 0x04985c, 0x1bf169,
  0x012883, 0x0473bc, 0x0018d4, 0x1fcdbf, 0x105b69, 0x1749ae, 0x1742ec, 0x1747ef, 0x104b81, 0x1fcdcc,
];

/** Widths of bar, space, bar, … in modules, from the same. */
const selfTestBars = '1311313111111331311111331131111111313311113311311111113133111133113111131131311';

/** The QR code above the Code 39, three pixels a module, a margin of ten modules all round. */
function selfTestFrame(): Frame {
  const bars = [...selfTestBars].flatMap((width, at) => Array<boolean>(Number(width)).fill(at % 2 === 0));
  const [scale, margin, barRows] = [3, 10, 30];
  const widthPx = (bars.length + 2 * margin) * scale;
  const heightPx = (selfTestQrRows.length + barRows + 3 * margin) * scale;
  const luma = new Uint8Array(widthPx * heightPx).fill(255);
  const barsFrom = selfTestQrRows.length + 2 * margin;
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const [column, row] = [Math.floor(x / scale) - margin, Math.floor(y / scale)];
      const inQr = column < 21 && ((selfTestQrRows[row - margin] ?? 0) >> (20 - column)) & 1;
      const inBars = row >= barsFrom && row < barsFrom + barRows && bars[column];
      if (column >= 0 && (inQr || inBars)) luma[y * widthPx + x] = 0;
    }
  return { luma, widthPx, heightPx, takenAtMs: 0 };
}
