// A page for the camera source, on Chromium's fake camera or on a canvas in its place.
import {
  type CameraAt,
  type CameraSource,
  cameraSource,
  type SourceEvent,
  type SourceState,
} from '../../packages/capture/src/index.ts';
import { same } from './browser-words.ts';

const grammar = [{ prefix: 'A', digits: [9] }];
export const card = 'A045198723';
export const nextCard = 'A045198724';

/** A page with one video element. Its `getUserMedia` is observed and may be replaced. */
export interface Page {
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

export type Ask = MediaDevices['getUserMedia'];

export async function onPage(
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
      for (const track of stream.getTracks()) overhear(track);
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
export function filming(canvas: HTMLCanvasElement, moves = () => true): Ask {
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

const ears = new WeakMap<MediaStreamTrack, EventTarget>();

/** Lets `tell` reach the listeners of a track. */
function overhear(track: MediaStreamTrack): void {
  const target = new EventTarget();
  ears.set(track, target);
  for (const method of ['addEventListener', 'removeEventListener'] as const)
    track[method] = (type: string, listener: EventListenerOrEventListenerObject) => {
      target[method](type, listener);
      MediaStreamTrack.prototype[method].call(track, type, listener);
    };
}

/** Reports an event of the system to a track's listeners. Firefox delivers no event that a page dispatches on a track. */
export function tell(track: MediaStreamTrack, type: 'ended' | 'mute' | 'unmute'): void {
  ears.get(track)?.dispatchEvent(new Event(type));
}

export function trackIn({ srcObject }: HTMLVideoElement): MediaStreamTrack {
  const [track] = srcObject instanceof MediaStream ? srcObject.getVideoTracks() : [];
  if (track === undefined) throw new Error('The element shows no camera.');
  return track;
}
