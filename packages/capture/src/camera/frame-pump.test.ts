import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pumpShots, type Shot } from './frame-pump.ts';

/** A video element that shows a picture when the test says so, with its number in place of its pixels. */
function createFilm(hasFrameCallback: boolean) {
  let picture = 0;
  let onPicture: VideoFrameRequestCallback | undefined;
  let onRefresh: FrameRequestCallback | undefined;
  const images: { number: number; closed: boolean }[] = [];
  const video = {
    get mozPaintedFrames() {
      return picture;
    },
    ...(hasFrameCallback && {
      requestVideoFrameCallback(call: VideoFrameRequestCallback) {
        onPicture = call;
        return 1;
      },
      cancelVideoFrameCallback() {
        onPicture = undefined;
      },
    }),
  } as unknown as HTMLVideoElement;

  const copy = () => {
    const image = { number: picture, closed: false, close: () => Object.assign(image, { closed: true }) };
    images.push(image);
    return image;
  };
  const callBack = (captureTime: number): void => {
    onPicture?.(0, { captureTime } as VideoFrameCallbackMetadata);
    onRefresh?.(0);
  };
  vi.stubGlobal('createImageBitmap', async () => copy());
  vi.stubGlobal('requestAnimationFrame', (call: FrameRequestCallback) => {
    onRefresh = call;
    return 1;
  });
  vi.stubGlobal('cancelAnimationFrame', () => {
    onRefresh = undefined;
  });

  return {
    video,
    images,
    isWatched: () => (onPicture ?? onRefresh) !== undefined,
    refresh: () => onRefresh?.(0),
    show(captureTime = performance.now()): void {
      picture += 1;
      callBack(captureTime);
    },
    showBeforeCallback(): void {
      picture += 1;
    },
    callBack: () => callBack(performance.now()),
    /** @param timestamp of every picture; without one, each has its own */
    framesOf: (timestamp?: number) =>
      function VideoFrame() {
        return Object.assign(copy(), { timestamp: timestamp ?? 2_000_000 + picture * 33_333 });
      },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function createTaker() {
  const taken: Shot[] = [];
  const done: (() => void)[] = [];
  return {
    numbers: () => taken.map(({ image }) => (image as unknown as { number: number }).number),
    times: () => taken.map(({ takenAtMs }) => takenAtMs),
    take(shot: Shot): Promise<void> {
      taken.push(shot);
      return new Promise((resolve) => void done.push(resolve));
    },
    async finish(): Promise<void> {
      done.shift()?.();
      await settled();
    },
  };
}

describe.each([
  ['with requestVideoFrameCallback', true],
  ['with requestAnimationFrame', false],
])('pumpShots %s', (_name, hasFrameCallback) => {
  let abort: AbortController;
  beforeEach(() => {
    abort = new AbortController();
    vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ['Date', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('has one shot out at a time, then gives the newest, each once', async () => {
    const film = createFilm(hasFrameCallback);
    vi.stubGlobal('VideoFrame', film.framesOf());
    const taker = createTaker();
    const over = pumpShots(film.video, taker.take, abort.signal);
    film.show();
    await settled();
    film.show();
    film.show();
    await settled();
    expect(taker.numbers()).toEqual([1]);
    await taker.finish();
    expect(taker.numbers()).toEqual([1, 3]);
    await taker.finish();
    film.refresh();
    await settled();
    expect(taker.numbers()).toEqual([1, 3]);
    film.show();
    await settled();
    expect(taker.numbers()).toEqual([1, 3, 4]);
    abort.abort();
    await taker.finish();
    await over;
    expect(film.isWatched()).toBe(false);
  });

  it.each([
    ['Firefox in its first second', 0],
    ['Firefox after nine hours', 9 * 3600],
    ['WebKit', Number(-(2n ** 63n))],
  ])('gives every picture of a stream without times, as %s says it', async (_browser, timestamp) => {
    const film = createFilm(hasFrameCallback);
    vi.stubGlobal('VideoFrame', film.framesOf(timestamp));
    const taker = createTaker();
    const over = pumpShots(film.video, taker.take, abort.signal);
    for (const _ of [1, 2, 3]) {
      film.show();
      await settled();
      await taker.finish();
    }
    expect(taker.numbers()).toEqual([1, 2, 3]);
    abort.abort();
    await over;
  });

  it('waits for the next picture of a stream without times, because it may have copied the newest already', async () => {
    const film = createFilm(hasFrameCallback);
    vi.stubGlobal('VideoFrame', film.framesOf(0));
    const taker = createTaker();
    void pumpShots(film.video, taker.take, abort.signal);
    film.show();
    await settled();
    film.show();
    await taker.finish();
    expect(taker.numbers()).toEqual([1]);
    film.show();
    await settled();
    expect(taker.numbers()).toEqual([1, 3]);
  });

  it('gives a picture once that the element shows before its callback', async () => {
    const film = createFilm(hasFrameCallback);
    vi.stubGlobal('VideoFrame', film.framesOf());
    const taker = createTaker();
    void pumpShots(film.video, taker.take, abort.signal);
    film.show();
    await settled();
    film.show();
    film.showBeforeCallback();
    await taker.finish();
    film.callBack();
    await taker.finish();
    film.show();
    await settled();
    expect(taker.numbers()).toEqual([1, 3, 4]);
    expect(film.images.map(({ closed }) => closed)).toEqual([false, false, true, false]);
  });

  it('ends at once when it waits, and closes a picture that comes too late', async () => {
    const film = createFilm(hasFrameCallback);
    const taker = createTaker();
    const over = pumpShots(film.video, taker.take, abort.signal);
    film.show();
    abort.abort();
    await over;
    expect([taker.numbers(), film.images.every(({ closed }) => closed)]).toEqual([[], true]);
  });

  it('throws what the taker throws', async () => {
    const film = createFilm(hasFrameCallback);
    const over = pumpShots(film.video, () => Promise.reject(new Error('taker')), abort.signal);
    film.show();
    await expect(over).rejects.toThrow('taker');
  });

  it('passes the wall-clock time, less the age of the picture if the browser reports it', async () => {
    const film = createFilm(hasFrameCallback);
    const taker = createTaker();
    void pumpShots(film.video, taker.take, abort.signal);
    film.show(performance.now() - 40);
    await settled();
    expect(taker.times()).toEqual([1_700_000_000_000 - (hasFrameCallback ? 40 : 0)]);
  });
});
