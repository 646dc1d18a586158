import {
  prepareZXingModule,
  purgeZXingModule,
  type ZXingReaderModule as TypedPart,
  type ZXingReaderOptions,
  type ZXingReadResult,
  type ZXingVector,
} from 'zxing-wasm/reader';
import type { DecodedSymbol, Engine } from '../decode/engine.ts';
import { decodeError, loadFailure } from '../decode/engine-errors.ts';
import { type Frame, refuseMisshapen } from '../decode/frame.ts';
import { createLoadable } from '../decode/loadable.ts';
import { otherKinds, symbologies } from '../decode/symbologies.ts';
import type { Symbology } from '../reading.ts';

/** The source of `zxing_reader.wasm`. It has no default, and is never a CDN. */
export type ZxingWasmOptions = { readonly wasmUrl: string | URL } | { readonly wasmBinary: ArrayBuffer };

/** The part of the wasm module that we use. The package leaves its memory to `@types/emscripten`, which declares globals. */
interface ReaderModule extends Pick<TypedPart, 'readBarcodesFromPixmap'> {
  readonly HEAPU8: Uint8Array;
  _malloc(byteLength: number): number;
  _free(pointer: number): void;
}

/**
 * zxing-cpp 3, compiled to WebAssembly (`zxing-wasm`): QR model 2 and standard Code 39, straight, upside down or on
 * their side, black on white or white on black. Runs on the thread it is made on, in browsers and in Node.
 *
 * It calls the wasm module instead of the package's `readBarcodes`, which keeps one module for the whole thread and falls
 * back to a CDN when that is purged, takes RGBA while our frames are luma, and leaks its result list (measured in 3.1.4:
 * 16 bytes a frame and 239 a hit, none with `delete`). The version is pinned exactly, and `test/contract/engine.case.ts`
 * checks it.
 */
export function zxingWasmEngine(options: ZxingWasmOptions): Engine {
  const module = createLoadable(() => loadModule(options), loadFailure('zxing_reader.wasm could not be loaded.'));

  function decodeAs(asked: ZXingReaderOptions, frame: Frame): readonly DecodedSymbol[] {
    const loaded = module.need();
    refuseMisshapen(frame);
    try {
      return decodeWith(loaded, frame, asked);
    } catch (cause) {
      throw decodeError('zxing-wasm failed on a frame.', cause);
    }
  }

  return {
    load: module.load,
    decode: async (frame) => decodeAs(readerOptions, frame),
    decodeOthers: async (frame) => decodeAs(otherOptions, frame),
    async close() {
      module.close();
    },
  };
}

async function loadModule(options: ZxingWasmOptions): Promise<ReaderModule> {
  const wasmBinary = 'wasmBinary' in options ? options.wasmBinary : await fetchWasm(options.wasmUrl);
  try {
    // `locateFile` is not called if there is a binary. It is set so that no path leads to the CDN.
    // Whatever the module prints it also throws.
    const overrides = { wasmBinary, locateFile: (name: string) => name, printErr: () => {} };
    return (await prepareZXingModule({ overrides, fireImmediately: true })) as unknown as ReaderModule;
  } finally {
    // The package keeps one module a thread, even a failed one. This engine keeps its own.
    purgeZXingModule();
  }
}

/** 400 kB on a line of 20 kB a second. Guess (docs/decisions/0013). */
const downloadWithinMs = 20_000;

async function fetchWasm(url: string | URL): Promise<ArrayBuffer> {
  // A stalled download must not delay the next engine.
  const response = await fetch(url, { signal: AbortSignal.timeout(downloadWithinMs) });
  if (!response.ok) throw new Error(`${url} could not be fetched: status ${response.status}.`);
  return response.arrayBuffer();
}

/** The settings of zxing-cpp, in its own encoding. A number without a source is zxing-wasm's own default. */
const readerOptions: ZXingReaderOptions = {
  formats: Object.values(symbologies)
    .map(({ zxingWasm }) => zxingWasm.request)
    .join(),
  tryHarder: true,
  tryRotate: true,
  // A dark-mode phone may show the code in white on black.
  tryInvert: true,
  tryDownscale: true,
  tryDenoise: false,
  binarizer: 0, // LocalAverage
  isPure: false,
  downscaleFactor: 3,
  downscaleThreshold: 500,
  // Where two codes touch, two lines in a row may cross from one into the other and agree; right reads have 3 to 50 lines.
  minLineCount: 4,
  // A card has two codes; a few more are a group's cards held together. Guess, to be measured.
  maxNumberOfSymbols: 4,
  validateOptionalChecksum: false,
  returnErrors: false,
  eanAddOnSymbol: 0, // Ignore
  textMode: 0, // Plain
  characterSet: 0, // Unknown: guessed from the bytes
  tryCode39ExtendedMode: false,
};

/** For codes of other kinds, which are held close: a lighter search, in a third of the time. */
const otherOptions: ZXingReaderOptions = {
  ...readerOptions,
  formats: otherKinds.zxingWasm.request,
  // These have check characters.
  minLineCount: 2,
  tryHarder: false,
  tryInvert: false,
};

function decodeWith(
  module: ReaderModule,
  { luma, widthPx, heightPx }: Frame,
  asked: ZXingReaderOptions,
): readonly DecodedSymbol[] {
  // zxing-cpp throws on an image without pixels.
  if (luma.length === 0) return [];
  const pointer = module._malloc(luma.length);
  if (pointer === 0) throw new Error('The wasm memory is full. Close the engine and load it again.');
  try {
    module.HEAPU8.set(luma, pointer);
    return takeAll(module.readBarcodesFromPixmap(pointer, widthPx, heightPx, asked));
  } finally {
    module._free(pointer);
  }
}

/** Copies the results out of wasm memory and frees them; embind's `delete` is missing from the package's types. */
function takeAll(found: ZXingVector<ZXingReadResult> & { delete?: () => void }): readonly DecodedSymbol[] {
  const symbols: DecodedSymbol[] = [];
  for (let index = 0; index < found.size(); index++) {
    const result = found.get(index);
    if (result?.isValid) symbols.push({ symbology: symbologyOf(result.symbology), text: result.text });
  }
  found.delete?.();
  return symbols;
}

function symbologyOf(format: string): DecodedSymbol['symbology'] {
  const names = Object.keys(symbologies) as Symbology[];
  return names.find((name) => symbologies[name].zxingWasm.result === format) ?? 'other';
}
