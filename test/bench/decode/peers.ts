// The other libraries, each at the setting with which it read most in one frame, behind one function. For the bench alone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Quagga from '@ericblade/quagga2';
import { getDefaultScanner, scanGrayBuffer, ZBarConfigType, ZBarSymbolType } from '@undecaf/zbar-wasm';
import * as zxing from '@zxing/library';
import jsqr from 'jsqr';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { wasmBinary } from '../../support/zxing-wasm.ts';

/** The symbology to look for; `both` only for measurements of time. */
export type Kind = 'qr' | 'code-39' | 'both';

/** A library or one of our engines that returns the texts of single frames. */
export interface Reader {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** Never throws: an exception of the library counts as a frame not read. */
  read(frame: Frame, kind: Kind): Promise<readonly string[]>;
}

const require = createRequire(import.meta.url);

/** Returns name and version of an installed package. */
export function versionOf(name: string): string {
  const entry = require.resolve(name);
  const folder = `node_modules/${name}/`;
  const manifest = entry.slice(0, entry.lastIndexOf(folder) + folder.length);
  return `${name} ${JSON.parse(readFileSync(`${manifest}package.json`, 'utf8')).version}`;
}

/**
 * zxing-wasm as its authors set it (all its "try" options on), with denoising for QR codes, which is off by default.
 * The thread has one copy of its module, so an engine of ours must have been loaded before.
 */
export async function zxingWasmPeer(): Promise<Reader> {
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  const formats = { qr: ['QRCodeModel2'], 'code-39': ['Code39Std'], both: ['QRCodeModel2', 'Code39Std'] } as const;
  return {
    name: 'zxing-wasm',
    kinds: ['qr', 'code-39', 'both'],
    async read(frame, kind) {
      if (frame.luma.length === 0) return [];
      const image = {
        data: rgbaOf(frame),
        width: frame.widthPx,
        height: frame.heightPx,
        colorSpace: 'srgb',
      } as ImageData;
      const found = await readBarcodes(image, {
        formats: [...formats[kind]],
        textMode: 'Plain',
        tryDenoise: kind === 'qr',
      });
      return found.filter(({ isValid }) => isValid).map(({ text }) => text);
    },
  };
}

/** @zxing/library at its most thorough, rotated by quarter turns as its own canvas source does. */
export function zxingLibraryPeer(): Reader {
  const hints = new Map([[zxing.DecodeHintType.TRY_HARDER, true]]);
  const readers = { qr: new zxing.QRCodeReader(), 'code-39': new zxing.Code39Reader(false, false) };
  const read = ({ luma, widthPx, heightPx }: Frame, kind: 'qr' | 'code-39'): readonly string[] => {
    try {
      const source = new Turnable(new Uint8ClampedArray(luma), widthPx, heightPx);
      return [readers[kind].decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source)), hints).getText()];
    } catch {
      return [];
    } finally {
      readers[kind].reset();
    }
  };
  return {
    name: '@zxing/library',
    kinds: ['qr', 'code-39', 'both'],
    read: async (frame, kind) =>
      kind === 'both' ? [...read(frame, 'qr'), ...read(frame, 'code-39')] : read(frame, kind),
  };
}

class Turnable extends zxing.RGBLuminanceSource {
  readonly #pixels: Uint8ClampedArray;
  constructor(pixels: Uint8ClampedArray, width: number, height: number) {
    super(pixels, width, height);
    this.#pixels = pixels;
  }
  override isRotateSupported(): boolean {
    return true;
  }
  override rotateCounterClockwise(): zxing.LuminanceSource {
    const [width, height] = [this.getWidth(), this.getHeight()];
    const turned = new Uint8ClampedArray(width * height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) turned[(width - 1 - x) * height + y] = this.#pixels[y * width + x] as number;
    return new Turnable(turned, height, width);
  }
}

function rgbaOf({ luma }: Frame): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(luma.length * 4);
  const pixels = new Uint32Array(rgba.buffer);
  for (let at = 0; at < luma.length; at++) pixels[at] = 0xff000000 | ((luma[at] as number) * 0x010101);
  return rgba;
}

/** jsQR, both polarities. */
export function jsqrPeer(): Reader {
  const decode = (jsqr as unknown as { default?: typeof jsqr }).default ?? jsqr;
  return {
    name: 'jsQR',
    kinds: ['qr'],
    async read(frame) {
      if (frame.luma.length === 0) return [];
      const found = decode(rgbaOf(frame), frame.widthPx, frame.heightPx);
      return found === null ? [] : [found.data];
    },
  };
}

/** ZBar with only one symbology enabled, which is faster and makes fewer mistakes. */
export async function zbarPeer(): Promise<Reader> {
  const scanner = await getDefaultScanner();
  const [qr, code39] = [ZBarSymbolType.ZBAR_QRCODE, ZBarSymbolType.ZBAR_CODE39];
  const types = { qr: [qr], 'code-39': [code39], both: [qr, code39] };
  let enabled: Kind | undefined;
  const enable = (kind: Kind) => {
    if (enabled === kind) return;
    scanner.setConfig(ZBarSymbolType.ZBAR_NONE, ZBarConfigType.ZBAR_CFG_ENABLE, 0);
    for (const type of types[kind]) scanner.setConfig(type, ZBarConfigType.ZBAR_CFG_ENABLE, 1);
    enabled = kind;
  };
  return {
    name: 'zbar-wasm',
    kinds: ['qr', 'code-39', 'both'],
    async read({ luma, widthPx, heightPx }, kind) {
      enable(kind);
      const found = await scanGrayBuffer(luma.slice().buffer, widthPx, heightPx, scanner);
      return found.filter(({ type }) => types[kind].includes(type)).map((symbol) => symbol.decode());
    },
  };
}

/** The part of quagga2's internals that takes pixels instead of a page's camera. */
interface QuaggaInside {
  readonly context: {
    readonly config: { readonly inputStream: unknown };
    inputStream: unknown;
    inputImageWrapper: { data: Uint8Array };
  };
  canRecord(done: (error?: unknown) => void): void;
  initInputStream(done: (error?: unknown) => void): void;
  publishResult(result?: QuaggaResult): void;
  locateAndDecode(): Promise<void>;
}
interface QuaggaResult {
  readonly codeResult?: { readonly code?: string | null };
  readonly barcodes?: readonly QuaggaResult[];
}
type QuaggaInit = (config: object, done: (error?: unknown) => void, image: null, inside: QuaggaInside) => void;

/**
 * quagga2 with its locator, at the two settings that together read most of `corpus/quagga2` (medium patches of the whole
 * frame, then large ones of half of it). Its locator keeps its buffers in the module, so the one instance is initialised
 * again for every size and setting.
 */
export function quaggaPeer(settings: readonly QuaggaSetting[] = quaggaSettings): Reader {
  const library = ((Quagga as unknown as { default?: typeof Quagga }).default ?? Quagga) as typeof Quagga;
  let ready: { readonly key: string; readonly use: QuaggaRun } | undefined;
  return {
    name: 'quagga2',
    kinds: ['code-39'],
    async read(given) {
      for (const setting of settings) {
        try {
          const frame = sizedTo(setting.longSidePx, given);
          const key = `${frame.widthPx}×${frame.heightPx} ${JSON.stringify(setting)}`;
          if (ready?.key !== key) ready = { key, use: setUpQuagga(library, frame, setting) };
          const texts = await ready.use(frame);
          if (texts.length > 0) return texts;
        } catch {
          ready = undefined;
        }
      }
      return [];
    },
  };
}

export interface QuaggaSetting {
  readonly patchSize: string;
  readonly halfSample: boolean;
  /** The longer side is scaled to this length first; 0: not scaled. */
  readonly longSidePx: number;
}
type QuaggaRun = (frame: Frame) => Promise<readonly string[]>;

const quaggaSettings: readonly QuaggaSetting[] = [{ patchSize: 'small', halfSample: true, longSidePx: 1280 }];

function setUpQuagga(library: typeof Quagga, { widthPx, heightPx }: Frame, setting: QuaggaSetting): QuaggaRun {
  let cut = { width: widthPx, height: heightPx };
  let inside: QuaggaInside | undefined;
  const trap = {
    init: (_config: unknown, _done: unknown, _image: unknown, instance: { constructor: new () => QuaggaInside }) => {
      inside = new instance.constructor();
    },
  };
  (library.decodeSingle as (this: unknown, config: object) => void).call(trap, { inputStream: {}, decoder: {} });
  const own = inside;
  if (own === undefined) throw new Error('quagga2 has changed inside.');
  const stream = {
    getWidth: () => cut.width,
    getHeight: () => cut.height,
    getRealWidth: () => widthPx,
    getRealHeight: () => heightPx,
    setWidth: (width: number) => {
      cut = { ...cut, width };
    },
    setHeight: (height: number) => {
      cut = { ...cut, height };
    },
    getConfig: () => own.context.config.inputStream,
    setTopRight: () => {},
    getTopRight: () => ({ x: 0, y: 0 }),
    setCanvasSize: () => {},
    getCanvasSize: () => ({ x: widthPx, y: heightPx }),
    getFrame: () => null,
    play: () => {},
    clearEventHandlers: () => {},
  };
  let last: QuaggaResult | undefined;
  own.initInputStream = (done) => {
    own.context.inputStream = stream;
    own.canRecord(done);
  };
  own.publishResult = (result) => {
    last = result;
  };
  const config = {
    locate: true,
    numOfWorkers: 0,
    inputStream: { type: 'ImageStream', sequence: false, size: 0 },
    decoder: { readers: ['code_39_reader'] },
    locator: { patchSize: setting.patchSize, halfSample: setting.halfSample },
  };
  const failIf = (error?: unknown) => {
    if (error) throw error;
  };
  (library.init as unknown as QuaggaInit)(config, failIf, null, own);
  return async ({ luma }) => {
    last = undefined;
    if (cut.width > widthPx || cut.height > heightPx) return [];
    own.context.inputImageWrapper.data = cropped(luma, widthPx, cut.width, cut.height);
    await own.locateAndDecode();
    const found = last as QuaggaResult | undefined;
    const all = found?.barcodes ?? (found === undefined ? [] : [found]);
    return all.flatMap(({ codeResult }) => (codeResult?.code ? [codeResult.code] : []));
  };
}

function cropped(luma: Uint8Array, stride: number, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) out.set(luma.subarray(y * stride, y * stride + width), y * width);
  return out;
}

function sizedTo(longSidePx: number, frame: Frame): Frame {
  const { luma, widthPx, heightPx, takenAtMs } = frame;
  const factor = longSidePx / Math.max(widthPx, heightPx);
  if (longSidePx === 0 || factor === 1) return frame;
  const [width, height] = [Math.max(1, Math.floor(widthPx * factor)), Math.max(1, Math.floor(heightPx * factor))];
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const py = Math.min(heightPx - 1, Math.max(0, (y + 0.5) / factor - 0.5));
    const [top, below] = [Math.floor(py), Math.min(heightPx - 1, Math.floor(py) + 1)];
    for (let x = 0; x < width; x++) {
      const px = Math.min(widthPx - 1, Math.max(0, (x + 0.5) / factor - 0.5));
      const [left, right] = [Math.floor(px), Math.min(widthPx - 1, Math.floor(px) + 1)];
      const [fx, fy] = [px - left, py - top];
      const upper = (luma[top * widthPx + left] as number) * (1 - fx) + (luma[top * widthPx + right] as number) * fx;
      const lower =
        (luma[below * widthPx + left] as number) * (1 - fx) + (luma[below * widthPx + right] as number) * fx;
      out[y * width + x] = upper * (1 - fy) + lower * fy;
    }
  }
  return { luma: out, widthPx: width, heightPx: height, takenAtMs };
}
