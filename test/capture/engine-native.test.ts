// The browser's detector, replaced by detectors that behave as real ones have been observed to.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lumaFromRgba } from '../../packages/capture/src/decode/frame.ts';
import { type DetectorClass, nativeEngine } from '../../packages/capture/src/engines/native.ts';
import { zxingLibraryEngine } from '../../packages/capture/src/engines/zxing-library.ts';
import { engineCases } from '../contract/engine.case.ts';
import { engineLimits } from '../contract/engine-limits.ts';

type Found = Awaited<ReturnType<InstanceType<DetectorClass>['detect']>>;

/** Returns a detector class with these answers. */
function detector(detect: (image: ImageData) => Promise<Found>): DetectorClass {
  return class {
    detect = detect;
  };
}

/** Finds what is in the frame, as a sound detector does. */
const sound = detector(async ({ data, width, height }) => {
  const reader = zxingLibraryEngine();
  await reader.load();
  const frame = { luma: lumaFromRgba(data), widthPx: width, heightPx: height, takenAtMs: 0 };
  const symbols = await reader.decode(frame);
  return symbols.map(({ symbology, text }) => ({
    format: symbology.replace('-', '_').replace(/^qr$/, 'qr_code'),
    rawValue: text,
  }));
});

beforeEach(() => {
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      readonly width: number;
      readonly height: number;
      constructor(data: Uint8ClampedArray, width: number, height: number) {
        this.data = data;
        this.width = width;
        this.height = height;
      }
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('native with a sound detector', () => {
  for (const { name, run } of engineCases(() => nativeEngine({ Detector: sound }), engineLimits.native)) it(name, run);
});

describe('native does not load', () => {
  const seen = { format: 'code_39', rawValue: 'A010266409' };
  it.each<[string, DetectorClass | undefined]>([
    ['without a detector', undefined],
    ['with one that finds nothing', detector(async () => [])],
    ['with one that rewrites Code 39', detector(async () => [{ format: 'qr_code', rawValue: 'SELF-TEST' }, seen])],
    ['with one that throws', detector(() => Promise.reject(new DOMException('', 'NotSupportedError')))],
  ])('%s', async (_name, Detector) => {
    const engine = nativeEngine({ Detector });
    await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load' });
    await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load' });
  });

  it('with a detector that never answers', async () => {
    vi.useFakeTimers();
    const loading = nativeEngine({ Detector: detector(() => new Promise(() => {})) }).load();
    const failed = expect(loading).rejects.toMatchObject({ code: 'engine/load' });
    await vi.advanceTimersByTimeAsync(3000);
    await failed;
  });
});
