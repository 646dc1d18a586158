import { cardFrames, emptyFrame, type HeldCard, type LumaFrame, swayFrames } from './card-frames.ts';

/** Options of {@link createFakeCamera}. */
export interface FakeCameraOptions {
  /** @default 640 */
  readonly widthPx?: number;
  /** @default 480 */
  readonly heightPx?: number;
  /** @default 10, which a busy machine draws in time */
  readonly framesPerSecond?: number;
}

/** A camera of a page whose pictures are drawn: cards that a person holds, or an empty table. */
export interface FakeCamera {
  /** The pictures, for a page that shows what the camera sees. */
  readonly canvas: HTMLCanvasElement;
  /** Holds a card to the camera until the next call. @throws Error if the symbology cannot encode the text */
  show(card: HeldCard): void;
  /** Takes the card away. */
  clear(): void;
  /** Returns a stream of the pictures. Each call returns one of its own, which its page may stop. */
  open(): MediaStream;
  /** Ends every stream. */
  close(): void;
}

/** Creates a camera that draws its pictures on a canvas. Runs in browsers; nothing uses it until it is opened or installed. */
export function createFakeCamera(options: FakeCameraOptions = {}): FakeCamera {
  const { widthPx = 640, heightPx = 480, framesPerSecond = 10 } = options;
  const canvas = Object.assign(document.createElement('canvas'), { width: widthPx, height: heightPx });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This page has no 2D canvas.');
  const streams: MediaStream[] = [];
  const table = filmOf([emptyFrame(widthPx, heightPx)], 1);
  let nextFrame = table;
  const paint = () => context.putImageData(toImage(nextFrame()), 0, 0);
  const timer = setInterval(paint, 1000 / framesPerSecond);
  paint();

  function show(card: HeldCard): void {
    nextFrame = filmOf(cardFrames({ ...card, widthPx, heightPx, frames: swayFrames }), swayFrames);
    paint();
  }

  return {
    canvas,
    show,
    clear() {
      nextFrame = table;
      paint();
    },
    open() {
      const stream = canvas.captureStream(framesPerSecond);
      streams.push(stream);
      return stream;
    },
    close() {
      clearInterval(timer);
      for (const track of streams.flatMap((stream) => stream.getTracks())) track.stop();
    },
  };
}

/** Returns a function that returns one picture after another, again and again. Each is drawn once. */
function filmOf(frames: Iterable<LumaFrame>, count: number): () => LumaFrame {
  const drawn: LumaFrame[] = [];
  const next = frames[Symbol.iterator]();
  let at = -1;
  return () => {
    at = (at + 1) % count;
    drawn[at] ??= next.next().value;
    return drawn[at] as LumaFrame;
  };
}

function toImage({ luma, widthPx, heightPx }: LumaFrame): ImageData {
  const image = new ImageData(widthPx, heightPx);
  const pixels = new Uint32Array(image.data.buffer);
  // Grey, opaque: the same byte for red, green and blue, whatever their order.
  for (const [index, level] of luma.entries()) pixels[index] = 0xff000000 | (level * 0x010101);
  return image;
}

/**
 * Puts a camera behind `navigator.mediaDevices.getUserMedia`, as the only one of the page, with its permission granted.
 * Call it before the page requests a camera. Returns a function that gives the browser its own cameras back.
 * @throws Error in a page without `navigator.mediaDevices`: browsers have it on https and localhost only
 */
export function installFakeCamera(camera: FakeCamera): () => void {
  const { mediaDevices, permissions } = navigator;
  if (mediaDevices === undefined) throw new Error('This page has no cameras. Serve it by https or from localhost.');
  const device = { kind: 'videoinput', deviceId: 'fake', groupId: '', label: 'Fake camera' } as const;
  const removals = [
    replace(mediaDevices, 'getUserMedia', async () => camera.open()),
    replace(mediaDevices, 'enumerateDevices', async () => [{ ...device, toJSON: () => device }]),
  ];
  // Not every browser has it.
  if (permissions !== undefined) {
    const granted = Object.assign(new EventTarget(), { name: 'camera', state: 'granted', onchange: null } as const);
    const query = permissions.query.bind(permissions);
    const isCamera = ({ name }: PermissionDescriptor) => (name as string) === 'camera';
    removals.push(replace(permissions, 'query', async (asked) => (isCamera(asked) ? granted : query(asked))));
  }
  return () => {
    for (const remove of removals) remove();
  };
}

/** Replaces a method of a browser's object, which its prototype has. Returns a function that removes the replacement. */
function replace<T extends object, K extends keyof T>(object: T, name: K, method: T[K]): () => void {
  Object.defineProperty(object, name, { configurable: true, writable: true, value: method });
  return () => Reflect.deleteProperty(object, name);
}
