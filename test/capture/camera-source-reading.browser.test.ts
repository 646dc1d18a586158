// What the camera source reads, on a canvas that the camera films.
import { notIn } from '../engines/here.ts';
import { codeOf, describe, it, same } from './browser-words.ts';
import { card, filming, onPage } from './camera-source-page.ts';
import { canvasOf } from './canvas.ts';

/** A canvas that shows a card, or nothing. */
function screenOf(card: HTMLCanvasElement) {
  const { width, height } = card;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  const show = (what: 'white' | 'black' | 'card'): void => {
    if (context === null) return;
    context.fillStyle = what === 'black' ? 'black' : 'white';
    context.fillRect(0, 0, width, height);
    if (what === 'card') context.drawImage(card, 0, 0);
  };
  return { canvas, show };
}

/** Counts the page's workers: `answered` when the first has decoded a frame, `another` when a second is created. */
function countWorkers() {
  const { Worker: Real } = globalThis;
  let made = 0;
  let onAnswered = (): void => {};
  let onAnother = (): void => {};
  const answered = new Promise<void>((resolve) => {
    onAnswered = resolve;
  });
  const another = new Promise<void>((resolve) => {
    onAnother = resolve;
  });
  globalThis.Worker = class extends Real {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      if (++made === 2) onAnother();
      this.addEventListener('message', ({ data }) => data.type === 'decoded' && onAnswered());
    }
  };
  const restore = (): void => {
    globalThis.Worker = Real;
  };
  return { answered, another, made: () => made, restore };
}

describe('the camera source', () => {
  // An engine without WebAssembly comes in hundreds of files here.

  for (const kind of ['qrcode', 'code39']) {
    it(`reads a ${kind} that the camera films, once, with the time it was taken`, () =>
      onPage(
        async ({ source, events, first }) => {
          const beganAtMs = Date.now();
          await source.start();
          const told = await first('reading');
          if (told.type !== 'reading') throw new Error('no reading');
          const { takenAtMs, ...reading } = told.reading;
          same(reading, { text: card, origin: 'camera', symbology: kind === 'qrcode' ? 'qr' : 'code-39' });
          same([takenAtMs >= beganAtMs - 1000, takenAtMs <= Date.now()], [true, true], 'takenAtMs is of now');
          same(events.filter(({ type }) => type === 'reading').length, 1);
        },
        () => filming(canvasOf(kind, card)),
      ));
  }

  for (const [kind, text, symbology] of [
    ['qrcode', 'https://example.org', 'qr'],
    ['code39', 'B584639043', 'code-39'],
    ['ean13', '6414893400016', undefined],
    ['code128', card, undefined],
    ['datamatrix', card, undefined],
  ] as const) {
    // The picture differs from engine to engine, the kind of code does not.
    const where = symbology === undefined ? notIn(['firefox', 'webkit'], it) : it;
    where(`reports an unrecognised ${kind} once, without its content, and does not read it`, () =>
      onPage(
        async ({ source, events, first }) => {
          await source.start();
          same(await first('unrecognised'), { type: 'unrecognised', origin: 'camera', symbology });
          same(
            events.filter(({ type }) => type === 'unrecognised' || type === 'reading').map(({ type }) => type),
            ['unrecognised'],
          );
        },
        () => filming(canvasOf(kind, text)),
      ),
    );
  }

  // Only Firefox has its own count of pictures.
  notIn(['chromium', 'webkit'], it)('reads as in Firefox 115, without a callback and a VideoFrame', async () => {
    const { prototype } = HTMLVideoElement;
    const { requestVideoFrameCallback } = prototype;
    const { VideoFrame } = globalThis;
    Object.assign(prototype, { requestVideoFrameCallback: undefined });
    Object.assign(globalThis, { VideoFrame: undefined });
    try {
      await onPage(
        async ({ source, first }) => {
          await source.start();
          same(await first('reading').then(({ type }) => type), 'reading');
        },
        () => filming(canvasOf('code39', card)),
      );
    } finally {
      Object.assign(prototype, { requestVideoFrameCallback });
      Object.assign(globalThis, { VideoFrame });
    }
  });

  it('releases the camera if the engine does not load', () =>
    onPage(
      async ({ source, liveTracks }) => {
        same(await codeOf(source.start()), 'engine/load');
        same([liveTracks(), source.state], [0, { status: 'failed', code: 'engine/load' }]);
      },
      undefined,
      { wasmUrl: '/nowhere.wasm', engines: ['zxing-wasm'] },
    ));

  it('reads without WebAssembly if that does not load, and warns once, however often it is started', () =>
    onPage(
      async ({ source, events, first }) => {
        await source.start();
        same(await first('reading').then(({ type }) => type), 'reading');
        await source.stop();
        await source.start();
        same(
          events.filter(({ type }) => type === 'warning'),
          [{ type: 'warning', origin: 'camera', code: 'engine/load' }],
        );
      },
      () => filming(canvasOf('qrcode', card)),
      { wasmUrl: '/nowhere.wasm' },
    ));

  it('continues with another worker if one hangs at a frame', async () => {
    const { canvas, show } = screenOf(canvasOf('qrcode', card));
    show('white');
    const workers = countWorkers();
    await onPage(
      async ({ source, first, states }) => {
        await source.start();
        await workers.answered;
        show('black');
        await workers.another;
        show('card');
        const told = await first('reading');
        same(told.type === 'reading' && told.reading.text, card);
        same([workers.made(), states()], [2, ['starting', 'running']]);
      },
      () => filming(canvas),
      { workerUrl: new URL('./hanging-worker.ts', import.meta.url) },
    ).finally(workers.restore);
  });
});
