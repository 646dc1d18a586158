import type { HeldCamera } from './open-camera.ts';
import type { CameraPage, Off } from './page.ts';
import type { CameraEvent } from './states.ts';
import { interrupted, stalled } from './why-no-picture.ts';

/** A camera has stalled after this time without a picture: in the dark the slowest deliver some five a second. */
export const silentAfterMs = 1500;

interface WatchCameraOptions {
  readonly camera: HeldCamera;
  readonly video: HTMLVideoElement;
  readonly page: CameraPage;
  readonly dispatch: (event: CameraEvent) => void;
}

/** Reports the events of a playing camera: those of its track, and missing pictures. Returns a function that stops it. */
export function watchCamera({ camera: { track }, video, page, dispatch }: WatchCameraOptions): Off {
  let lastPictureMs = page.now();
  let callOff: Off = () => {};

  function look(inMs: number): void {
    callOff = page.after(inMs, () => {
      const leftMs = lastPictureMs + silentAfterMs - page.now();
      // Rearm first: the callback may end the watch.
      look(leftMs > 0 ? leftMs : silentAfterMs);
      if (leftMs <= 0) dispatch({ type: 'silent', error: stalled() });
    });
  }

  // Our own `track.stop()` fires no `ended`: only the world's doing does.
  const onEnded = (): void => dispatch({ type: 'ended', error: interrupted() });
  const onMute = (): void => dispatch({ type: 'mute' });
  const onUnmute = (): void => {
    lastPictureMs = page.now();
    dispatch({ type: 'unmute' });
  };
  track.addEventListener('ended', onEnded);
  track.addEventListener('mute', onMute);
  track.addEventListener('unmute', onUnmute);
  const offPictures = page.onPicture(video, () => {
    lastPictureMs = page.now();
  });
  look(silentAfterMs);

  return () => {
    callOff();
    offPictures();
    track.removeEventListener('ended', onEnded);
    track.removeEventListener('mute', onMute);
    track.removeEventListener('unmute', onUnmute);
  };
}
