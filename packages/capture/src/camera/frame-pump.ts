/** One camera frame, not yet read into memory. Its receiver closes the image. */
export interface Shot {
  readonly image: VideoFrame | ImageBitmap;
  /** When the camera took it, in milliseconds since the Unix epoch; where the browser does not say, when it was shown. */
  readonly takenAtMs: number;
}

/**
 * A picture's time is one above this, in microseconds. Firefox gives the whole seconds of the element instead, the same for all
 * pictures of a second, and WebKit the least number there is for all pictures of a canvas.
 */
const minTimestamp = 1_000_000;

/**
 * Gives `take` one shot after the other until the signal is aborted, and resolves then.
 * At most one is out at any time; when `take` is done it gets the newest picture there is, and those in between are
 * never copied. Each picture is given once, or one weak look at a Code 39 would count for two.
 * @throws what `take` throws.
 */
export async function pumpShots(
  video: HTMLVideoElement,
  take: (shot: Shot) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const pictures = watchPictures(video, signal);
  let lastTimestamp: number | undefined;
  let isTimed = true;
  for (;;) {
    const takenAtMs = await pictures.next(isTimed);
    if (takenAtMs === undefined) return;
    const image = await copyPicture(video);
    if (image === undefined) continue;
    if (signal.aborted) return image.close();
    // The element may already show the picture whose callback is still to come: then it is copied twice.
    isTimed = 'timestamp' in image && image.timestamp > minTimestamp;
    const timestamp = isTimed ? (image as VideoFrame).timestamp : undefined;
    if (isTimed && timestamp === lastTimestamp) {
      image.close();
      continue;
    }
    lastTimestamp = timestamp;
    await take({ image, takenAtMs });
  }
}

/**
 * The time of the newest picture not asked for yet, or of the next one; `undefined` once the signal is aborted. Without `mayBeOld`
 * only of the next one: the element shows it at that moment.
 */
function watchPictures(
  video: HTMLVideoElement,
  signal: AbortSignal,
): { next(mayBeOld: boolean): Promise<number | undefined> } {
  let newest: number | undefined;
  let wake = (): void => {};

  const cancel = onEachPicture(video, (takenAtMs) => {
    newest = takenAtMs;
    wake();
  });
  signal.addEventListener('abort', () => {
    cancel();
    wake();
  });

  return {
    async next(mayBeOld) {
      if (!mayBeOld) newest = undefined;
      if (newest === undefined && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const takenAtMs = signal.aborted ? undefined : newest;
      newest = undefined;
      return takenAtMs;
    },
  };
}

/** Calls `notify` for each new picture of the element, with its time. Returns a function that stops it. */
export function onEachPicture(video: HTMLVideoElement, notify: (takenAtMs: number) => void): () => void {
  let handle: number;
  // Firefox before 132 has no requestVideoFrameCallback; its own count of pictures is then looked at on each refresh.
  if (typeof video.requestVideoFrameCallback !== 'function') {
    let shown = 0;
    const onRefresh = (): void => {
      handle = requestAnimationFrame(onRefresh);
      const { mozPaintedFrames = 0 } = video as HTMLVideoElement & { readonly mozPaintedFrames?: number };
      if (mozPaintedFrames === shown) return;
      shown = mozPaintedFrames;
      notify(Date.now());
    };
    handle = requestAnimationFrame(onRefresh);
    return () => cancelAnimationFrame(handle);
  }
  const onPicture: VideoFrameRequestCallback = (shownAt, { captureTime }) => {
    handle = video.requestVideoFrameCallback(onPicture);
    // Page time may halt while a computer sleeps, so the age of the picture is taken off the wall clock instead.
    notify(Date.now() - Math.max(0, performance.now() - (captureTime ?? shownAt)));
  };
  handle = video.requestVideoFrameCallback(onPicture);
  return () => video.cancelVideoFrameCallback(handle);
}

/** The picture the element shows now, without its pixels where the browser can; `undefined` if it shows none. */
async function copyPicture(video: HTMLVideoElement): Promise<VideoFrame | ImageBitmap | undefined> {
  try {
    return typeof VideoFrame === 'function' ? new VideoFrame(video) : await createImageBitmap(video);
  } catch {
    // Between two cameras, or after its track has ended, an element has no picture for a moment.
    return undefined;
  }
}
