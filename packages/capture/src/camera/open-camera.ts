import type { CameraPage, Off } from './page.ts';
import { interrupted, stalled, vainBecause, whyRefused } from './why-no-picture.ts';

/** The constraints for any camera: the back one, and enough pixels for a card. */
export const wantedOfAny: MediaTrackConstraints = {
  facingMode: { ideal: 'environment' },
  // Code 39 of a card is 176 modules: at 1280 it reads from 2 px a module on, the card half as wide as the picture
  // (docs/sources.md#decoders-measured).
  width: { ideal: 1280 },
  height: { ideal: 720 },
};

/** Timeout of a stream's first picture, in milliseconds. Guess, decision 0014. */
const firstPictureWithinMs = 5000;

/** A camera that plays in the element. */
export interface HeldCamera {
  readonly track: MediaStreamTrack;
  /** Stops the track and takes the stream out of the element, at once. */
  release(): void;
}

interface OpenCameraOptions {
  readonly video: HTMLVideoElement;
  readonly page: CameraPage;
  readonly constraints: MediaTrackConstraints;
  readonly signal: AbortSignal;
}

/**
 * The camera, open and playing in the element, which is made muted, inline and self-starting first.
 *
 * An abort during the browser's prompt rejects after the answer, because `getUserMedia` cannot be cancelled. So when this
 * has settled without a camera, no track is live.
 * @throws CaptureError `camera/*`, `config/invalid`; the signal's reason when aborted.
 */
export async function openCamera(options: OpenCameraOptions): Promise<HeldCamera> {
  const { video, page, constraints, signal } = options;
  const held = hold(await askForStream(page, constraints), video);
  try {
    signal.throwIfAborted();
    await firstPicture(options, held.track);
    if (held.track.readyState === 'ended') throw interrupted();
    return held;
  } catch (cause) {
    held.release();
    throw signal.aborted ? signal.reason : stalled(cause);
  }
}

async function askForStream(page: CameraPage, video: MediaTrackConstraints): Promise<MediaStream> {
  const circumstances = page.circumstances();
  const vain = vainBecause(circumstances);
  if (vain !== undefined) throw vain;
  try {
    return await page.getUserMedia({ video, audio: false });
  } catch (cause) {
    throw whyRefused(cause, circumstances, await page.inquire());
  }
}

function hold(stream: MediaStream, video: HTMLVideoElement): HeldCamera {
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw interrupted();
  // iOS plays a camera inside the page, and any browser without a click, only if these are set before the stream.
  video.playsInline = true;
  video.muted = true;
  video.autoplay = true;
  video.srcObject = stream;
  return {
    track,
    release() {
      for (const each of stream.getTracks()) each.stop();
      // The element is the caller's: only take out what was put in.
      if (video.srcObject === stream) video.srcObject = null;
    },
  };
}

/** Resolves with the first picture. @throws CaptureError when none comes; the signal's reason when aborted. */
async function firstPicture({ video, page, signal }: OpenCameraOptions, track: MediaStreamTrack): Promise<void> {
  const undo: Off[] = [];
  const ended = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    const onEnded = (): void => reject(interrupted());
    signal.addEventListener('abort', onAbort);
    track.addEventListener('ended', onEnded);
    undo.push(
      page.after(firstPictureWithinMs, () => reject(stalled())),
      () => signal.removeEventListener('abort', onAbort),
      () => track.removeEventListener('ended', onEnded),
    );
  });
  try {
    await Promise.race([video.play(), ended]);
  } finally {
    for (const off of undo) off();
  }
}
