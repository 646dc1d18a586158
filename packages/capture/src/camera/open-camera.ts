import type { CaptureError } from '../errors.ts';
import { browserPage, type CameraPage } from './page.ts';
import { interrupted, stalled, vainBecause, whyRefused } from './why-no-picture.ts';

/** What is asked of the camera when the caller does not say: the back one, and enough pixels for a card. */
const defaultConstraints: MediaTrackConstraints = {
  facingMode: { ideal: 'environment' },
  // Code 39 of a card is 176 modules: at 1280 it reads from 2 px a module on, the card half as wide as the picture
  // (docs/sources.md#decoders-measured).
  width: { ideal: 1280 },
  height: { ideal: 720 },
};

/** A camera that plays, until the signal it was opened with is aborted. */
export interface RunningCamera {
  /** Resolves with `camera/interrupted` when the camera ends by itself; never after the abort. */
  readonly ended: Promise<CaptureError>;
}

/**
 * The camera, open and playing in the element, which is made muted, inline and self-starting first. Aborting the signal
 * stops its tracks and takes the stream out of the element.
 *
 * An abort while the browser still asks the person rejects when that has been answered, because `getUserMedia` cannot
 * be called off. So when this has settled without a camera, no track of it is live.
 * @throws CaptureError `camera/*`, `config/invalid`; the signal's reason when aborted.
 */
export async function openCamera(
  video: HTMLVideoElement,
  constraints: MediaTrackConstraints | undefined,
  signal: AbortSignal,
  page: CameraPage = browserPage(),
): Promise<RunningCamera> {
  const stream = await askForStream(page, { ...defaultConstraints, ...constraints });
  const letGo = (): void => {
    for (const track of stream.getTracks()) track.stop();
    // The element is the caller's: only take out what was put in.
    if (video.srcObject === stream) video.srcObject = null;
  };
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', letGo, { once: true });
    await play(video, stream);
    signal.throwIfAborted();
  } catch (cause) {
    letGo();
    throw signal.aborted ? signal.reason : stalled(cause);
  }
  return { ended: untilInterrupted(stream) };
}

async function play(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  // iOS plays a camera inside the page, and any browser without a click, only if these stand before the stream.
  video.playsInline = true;
  video.muted = true;
  video.autoplay = true;
  video.srcObject = stream;
  await video.play();
}

function untilInterrupted(stream: MediaStream): Promise<CaptureError> {
  return new Promise((resolve) => {
    // Our own `track.stop()` fires no `ended`: only the world's doing does.
    const onEnded = (): void => resolve(interrupted());
    for (const track of stream.getTracks()) {
      if (track.readyState === 'ended') onEnded();
      track.addEventListener('ended', onEnded, { once: true });
    }
  });
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
