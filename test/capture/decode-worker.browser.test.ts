// The decode worker in a real browser: the engine's cases again, through the worker, and a camera's shot.
import type { Shot } from '../../packages/capture/src/camera/frame-pump.ts';
import { createWorkerEngine } from '../../packages/capture/src/decode/worker-engine.ts';
import { engineCases } from '../contract/engine.case.ts';
import { engineLimits } from '../contract/engine-limits.ts';
import { frameOf } from '../contract/symbol-frames.ts';
import { codeOf, describe, it, same } from './browser-words.ts';
import { canvasOf } from './canvas.ts';

describe('the engine in its worker', () => {
  for (const { name, run } of engineCases(createWorkerEngine, engineLimits['zxing-wasm'])) it(name, run);

  const images: readonly [name: string, take: (canvas: HTMLCanvasElement) => Promise<Shot['image']>][] = [
    ['a VideoFrame', async (canvas) => new VideoFrame(canvas, { timestamp: 0 })],
    ['an ImageBitmap', (canvas) => createImageBitmap(canvas)],
  ];
  for (const [name, take] of images) {
    it(`reads ${name}, which the page then no longer has`, async () => {
      const engine = createWorkerEngine();
      await engine.load();
      const image = await take(canvasOf('qrcode', 'A045198723'));
      const symbols = await engine.decode({ image, takenAtMs: 0 });
      same(symbols, [{ symbology: 'qr', text: 'A045198723' }]);
      same('codedWidth' in image ? image.codedWidth : image.width, 0);
      await engine.close();
    });
  }

  const badAddresses: readonly [name: string, options: Parameters<typeof createWorkerEngine>[0]][] = [
    ['a worker that is not there', { workerUrl: '/nowhere/decode-worker.js' }],
    ['a worker of another origin', { workerUrl: 'https://example.invalid/decode-worker.js' }],
    ['a wasm that is not there', { wasmUrl: '/nowhere/reader.wasm', engines: ['zxing-wasm'] }],
  ];
  for (const [name, options] of badAddresses) {
    it(`fails to load with ${name}, each time again`, async () => {
      const engine = createWorkerEngine(options);
      const codes = [await codeOf(engine.load()), await codeOf(engine.load())];
      same(codes, ['engine/load', 'engine/load']);
    });
  }

  it('falls back on JavaScript if the wasm is missing, and warns', async () => {
    const warnings: string[] = [];
    const engine = createWorkerEngine({
      wasmUrl: '/nowhere/reader.wasm',
      onWarning: ({ code }) => void warnings.push(code),
    });
    await engine.load();
    same(await engine.decode(frameOf('qrcode', 'A045198723')), [{ symbology: 'qr', text: 'A045198723' }]);
    same(warnings, ['engine/load']);
    await engine.close();
  });

  it('rejects pending requests when it is closed', async () => {
    const engine = createWorkerEngine();
    const loading = codeOf(engine.load());
    await engine.close();
    same(await loading, 'engine/load');
    await engine.load();
    const decoding = codeOf(engine.decode(frameOf('qrcode', 'A045198723')));
    await engine.close();
    same(await decoding, 'engine/decode');
  });
});
