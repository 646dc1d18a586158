// The camera source on Chromium's fake camera, and on a canvas in its place where the picture matters.
import {
  type CameraAt,
  type CameraSource,
  cameraSource,
  type SourceEvent,
  type SourceState,
} from '../../packages/capture/src/index.ts';
import { codeOf, describe, it, same } from './browser-words.ts';
import { canvasOf } from './canvas.ts';

const grammar = [{ prefix: 'A', digits: [9] }];
const card = 'A045198723';
const nextCard = 'A045198724';

/** A page with one video element. Its `getUserMedia` is observed and may be replaced. */
interface Page {
  readonly source: CameraSource;
  readonly video: HTMLVideoElement;
  readonly events: readonly SourceEvent[];
  readonly states: () => readonly string[];
  /** The number of live tracks of all streams. */
  readonly liveTracks: () => number;
  /** Resolves with the first event of the type, also an earlier one. */
  readonly first: (type: SourceEvent['type']) => Promise<SourceEvent>;
  /** Resolves when this text was read. */
  readonly reading: (text: string) => Promise<void>;
  /** Resolves when these are the last phases of the camera. */
  readonly at: (...last: readonly CameraAt[]) => Promise<void>;
  /** Resolves in that state of the source. */
  readonly status: (status: SourceState['status']) => Promise<void>;
}

type Ask = MediaDevices['getUserMedia'];

async function onPage(
  use: (page: Page) => Promise<void>,
  ask: (real: Ask) => Ask = (real) => real,
  options: Partial<Parameters<typeof cameraSource>[0]> = {},
): Promise<void> {
  const { mediaDevices } = navigator;
  const given: MediaStream[] = [];
  const replaced = ask(mediaDevices.getUserMedia.bind(mediaDevices));
  Object.defineProperty(mediaDevices, 'getUserMedia', {
    configurable: true,
    value: async (constraints: MediaStreamConstraints) => {
      const stream = await replaced(constraints);
      given.push(stream);
      return stream;
    },
  });
  const video = document.body.appendChild(document.createElement('video'));
  const source = cameraSource({ video, grammar, ...options });
  const events: SourceEvent[] = [];
  const waiting: ((event: SourceEvent) => void)[] = [];
  source.subscribe((event) => {
    events.push(event);
    for (const hear of waiting) hear(event);
  });
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (holds()) resolve();
      else waiting.push(() => holds() && resolve());
    });
  const stood = (): readonly CameraAt[] =>
    events
      .flatMap((event) => (event.type === 'camera' ? [event.camera.at] : []))
      .filter((at, index, all) => at !== all[index - 1]);
  try {
    await use({
      source,
      video,
      events,
      states: () => events.flatMap((event) => (event.type === 'state' ? [event.state.status] : [])),
      liveTracks: () =>
        given.flatMap((stream) => stream.getTracks()).filter((track) => track.readyState === 'live').length,
      first: (type) =>
        new Promise((resolve) => {
          const told = events.find((event) => event.type === type);
          if (told) resolve(told);
          waiting.push((event) => event.type === type && resolve(event));
        }),
      reading: (text) => until(() => events.some((event) => event.type === 'reading' && event.reading.text === text)),
      at: (...last) => until(() => stood().slice(-last.length).join() === last.join()),
      status: (status) => until(() => source.state.status === status),
    });
  } finally {
    await source.close();
    video.remove();
    Reflect.deleteProperty(mediaDevices, 'getUserMedia');
  }
  same(
    given.flatMap((stream) => stream.getTracks()).filter((track) => track.readyState === 'live').length,
    0,
    'live tracks',
  );
}

/** Returns a camera that films the canvas. Chromium sends a frame only if something is painted, which is while it `moves`. */
function filming(canvas: HTMLCanvasElement, moves = () => true): Ask {
  return async () => {
    const stream = canvas.captureStream(30);
    const paint = (): void => {
      if (moves()) canvas.getContext('2d')?.fillRect(0, 0, 1, 1);
      if (stream.active) requestAnimationFrame(paint);
    };
    paint();
    return stream;
  };
}

function trackIn({ srcObject }: HTMLVideoElement): MediaStreamTrack {
  const [track] = srcObject instanceof MediaStream ? srcObject.getVideoTracks() : [];
  if (track === undefined) throw new Error('The element shows no camera.');
  return track;
}

/** Shows or hides the page. */
function see(visible: boolean): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: visible ? 'visible' : 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}

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

const failing = (name: string) => (): Ask => () => Promise.reject(new DOMException('from the test', name));

describe('the camera source', function () {
  // Pictures that stop are waited for as long as a real clerk would; an engine without WebAssembly comes in hundreds of
  // files here.
  this.timeout(10_000);

  it('starts, shows the camera, stops and starts again', () =>
    onPage(async ({ source, video, states, liveTracks }) => {
      await Promise.all([source.start(), source.start()]);
      await source.start();
      same([liveTracks(), video.paused, video.muted, video.playsInline], [1, false, true, true]);
      await source.stop();
      same([liveTracks(), video.srcObject], [0, null]);
      await source.start();
      same([liveTracks(), source.state], [1, { status: 'running' }]);
      same(states(), ['starting', 'running', 'stopped', 'starting', 'running']);
    }));

  it('reports what the open camera offers, and ignores requests for anything else', () =>
    onPage(async ({ source, at, liveTracks }) => {
      same(source.camera.state, { at: 'closed', others: 0, focusable: false });
      await source.start();
      const { label, torch, focusable } = source.camera.state;
      same([typeof label, torch, focusable], ['string', undefined, false]);
      source.camera.setTorch(true);
      source.camera.focusAt(0.5, 0.5);
      source.camera.another();
      await at('opening', 'playing');
      same([source.camera.state.torch, liveTracks()], [undefined, 1]);
    }));

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
    it(`reports an unrecognised ${kind} once, without its content, and does not read it`, () =>
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
      ));
  }

  it('releases a camera that is granted only after stop', async () => {
    let grant = (): void => {};
    let asked = (): void => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const late = (real: Ask): Ask => {
      return async (constraints) => {
        asked();
        await new Promise<void>((resolve) => {
          grant = resolve;
        });
        return real(constraints);
      };
    };
    await onPage(async ({ source, liveTracks, states }) => {
      const starting = source.start();
      await isAsked;
      const stopping = source.stop();
      grant();
      await Promise.all([starting, stopping]);
      same([liveTracks(), source.state], [0, { status: 'stopped' }]);
      same(states(), ['starting', 'stopped']);
    }, late);
  });

  it('ends as last requested, however fast start and stop follow each other, with one camera at most', () =>
    onPage(async ({ source, liveTracks }) => {
      const told: Promise<void>[] = [];
      for (let turn = 0; turn < 5; turn++) told.push(source.start(), source.stop());
      told.push(source.start());
      await Promise.all(told);
      same([liveTracks(), source.state], [1, { status: 'running' }]);
      await Promise.all([source.stop(), source.start(), source.stop()]);
      same([liveTracks(), source.state], [0, { status: 'stopped' }]);
    }));

  it('recovers automatically when the camera is lost', () =>
    onPage(async ({ source, video, at, liveTracks, states }) => {
      await source.start();
      const lost = trackIn(video);
      lost.dispatchEvent(new Event('ended'));
      await at('stalled', 'opening', 'playing');
      same([lost.readyState, liveTracks(), states()], ['ended', 1, ['starting', 'running']]);
    }));

  it('recovers automatically when the pictures stop, and continues to read', async () => {
    let moves = true;
    let asked = 0;
    const ask = (): Ask => (constraints) => {
      asked += 1;
      return asked === 1
        ? filming(canvasOf('qrcode', card), () => moves)(constraints)
        : filming(canvasOf('qrcode', nextCard))(constraints);
    };
    await onPage(async ({ source, at, first, liveTracks }) => {
      await source.start();
      await first('reading');
      moves = false;
      await at('stalled', 'opening', 'playing');
      same([asked, liveTracks(), source.state], [2, 1, { status: 'running' }]);
    }, ask);
  });

  it('continues to read when the device is turned', () => {
    const screen = canvasOf('qrcode', card);
    return onPage(
      async ({ source, reading, states }) => {
        await source.start();
        await reading(card);
        const next = canvasOf('code39', nextCard);
        Object.assign(screen, { width: next.height + 80, height: next.width + 80 });
        const context = screen.getContext('2d');
        if (context) context.fillStyle = 'white';
        context?.fillRect(0, 0, screen.width, screen.height);
        context?.setTransform(0, 1, -1, 0, screen.width - 40, 40);
        context?.drawImage(next, 0, 0);
        context?.resetTransform();
        await reading(nextCard);
        same(states(), ['starting', 'running']);
      },
      () => filming(screen),
    );
  });

  it('releases the camera while the page is hidden, and opens it again with the page', () =>
    onPage(async ({ source, at, liveTracks, states }) => {
      await source.start();
      try {
        see(false);
        same([source.camera.state.at, liveTracks()], ['hidden', 0]);
        see(true);
        await at('hidden', 'opening', 'playing');
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        same([source.camera.state.at, liveTracks()], ['hidden', 0]);
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
        await at('hidden', 'opening', 'playing');
      } finally {
        Reflect.deleteProperty(document, 'visibilityState');
      }
      same([liveTracks(), states()], [1, ['starting', 'running']]);
    }));

  it('waits while the system mutes the camera', () =>
    onPage(async ({ source, video, at, liveTracks }) => {
      await source.start();
      const track = trackIn(video);
      track.dispatchEvent(new Event('mute'));
      same(source.camera.state.at, 'muted');
      track.dispatchEvent(new Event('unmute'));
      await at('muted', 'playing');
      same([trackIn(video) === track, liveTracks()], [true, 1]);
    }));

  it('sleeps after a long time without a card, and wakes on request', () =>
    onPage(
      async ({ source, at, liveTracks, states }) => {
        await source.start();
        await at('playing', 'asleep');
        same([liveTracks(), states()], [0, ['starting', 'running']]);
        source.camera.wake();
        await at('asleep', 'opening', 'playing');
        same([liveTracks(), states()], [1, ['starting', 'running']]);
      },
      undefined,
      { idleAfterMs: 300 },
    ));

  it('fails when the camera is gone permanently, and restarts when one is plugged in', async () => {
    let plugged = true;
    const ask =
      (real: Ask): Ask =>
      (constraints) =>
        plugged ? real(constraints) : Promise.reject(new DOMException('from the test', 'NotFoundError'));
    navigator.mediaDevices.enumerateDevices = async () => [];
    try {
      await onPage(async ({ source, video, status, liveTracks }) => {
        await source.start();
        plugged = false;
        trackIn(video).dispatchEvent(new Event('ended'));
        await status('failed');
        same([source.state, liveTracks()], [{ status: 'failed', code: 'camera/no-camera' }, 0]);
        plugged = true;
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
        await status('running');
        same([source.camera.state.at, liveTracks()], ['playing', 1]);
      }, ask);
    } finally {
      Reflect.deleteProperty(navigator.mediaDevices, 'enumerateDevices');
    }
  });

  it('restarts when permission is granted in the browser, and requests no camera before', async () => {
    const { permissions } = navigator;
    const status = Object.assign(new EventTarget(), { state: 'denied' });
    permissions.query = async () => status as PermissionStatus;
    let asked = 0;
    const ask =
      (real: Ask): Ask =>
      (constraints) => {
        asked += 1;
        return status.state === 'granted'
          ? real(constraints)
          : Promise.reject(new DOMException('no', 'NotAllowedError'));
      };
    try {
      await onPage(async ({ source, status: until }) => {
        same(await codeOf(source.start()), 'camera/denied-by-user');
        dispatchEvent(new PageTransitionEvent('pageshow'));
        same(asked, 1);
        status.state = 'granted';
        status.dispatchEvent(new Event('change'));
        await until('running');
        same(asked, 2);
      }, ask);
    } finally {
      Reflect.deleteProperty(permissions, 'query');
    }
  });

  for (const [name, { permission, cameras }, code] of [
    ['NotAllowedError', { permission: 'denied', cameras: 1 }, 'camera/denied-by-user'],
    ['NotAllowedError', { permission: 'granted', cameras: 1 }, 'camera/denied-by-system'],
    ['NotFoundError', { permission: 'granted', cameras: 0 }, 'camera/no-camera'],
    ['OverconstrainedError', { permission: 'prompt', cameras: 0 }, 'camera/no-camera'],
    ['NotFoundError', { permission: 'prompt', cameras: 1 }, 'camera/denied-by-system'],
    ['NotReadableError', { permission: 'granted', cameras: 1 }, 'camera/busy'],
  ] as const) {
    it(`fails with ${code} on ${name}, the page’s permission being ${permission} and the cameras ${cameras}`, async () => {
      const { permissions, mediaDevices } = navigator;
      const listed = Array.from({ length: cameras }, () => ({ kind: 'videoinput', deviceId: '', label: '' }));
      permissions.query = async () => Object.assign(new EventTarget(), { state: permission }) as PermissionStatus;
      mediaDevices.enumerateDevices = async () => listed as MediaDeviceInfo[];
      try {
        await onPage(async ({ source }) => {
          same(await codeOf(source.start()), code);
          same(source.state, { status: 'failed', code });
        }, failing(name));
      } finally {
        Reflect.deleteProperty(permissions, 'query');
        Reflect.deleteProperty(mediaDevices, 'enumerateDevices');
      }
    });
  }

  it('fails with camera/over-constrained if no camera fits', () =>
    onPage(async ({ source }) => same(await codeOf(source.start()), 'camera/over-constrained'), undefined, {
      constraints: { deviceId: { exact: 'no such camera' } },
    }));

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

  it('does not start once it is closed', () =>
    onPage(async ({ source }) => {
      await source.close();
      same(await codeOf(source.start()), 'config/invalid');
    }));
});
