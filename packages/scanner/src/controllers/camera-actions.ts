import type { CameraControl, LensMemory } from '@kaiku/capture';
import { keepPreference, preference } from '../browser/preferences.ts';
import type { CameraActions } from '../views/screen.ts';

const key = 'camera';

/** Where this device's camera is remembered: its name and abilities, nothing that it saw. */
export const cameraMemory: LensMemory = {
  read: () => preference(key, (_lens): _lens is unknown => true),
  write: (lens) => keepPreference(key, lens),
};

interface CameraActionsOptions {
  /** The camera that is open or was; `undefined` where there is none that can be asked for things. */
  readonly camera: () => CameraControl | undefined;
  readonly retry: () => void;
}

/** What a clerk's taps ask of the camera. */
export function createCameraActions({ camera, retry }: CameraActionsOptions): CameraActions {
  return {
    retry,
    wake: () => camera()?.wake(),
    another: () => camera()?.another(),
    torch: (on) => camera()?.setTorch(on),
    zoom: (value) => camera()?.zoomTo(value),
    focus: () => camera()?.focusAt(0.5, 0.5),
    tap(event) {
      const asked = camera();
      asked?.wake();
      const video = (event.currentTarget as Element).querySelector('video');
      if (video === null || asked?.state.focusable !== true) return;
      const point = pointOf(event, video);
      if (point !== undefined) asked.focusAt(point.x, point.y);
    },
  };
}

/** Where in the camera's picture, 0–1, a tap on the element was that shows it cut to its own shape. */
function pointOf(tap: MouseEvent, video: HTMLVideoElement): { readonly x: number; readonly y: number } | undefined {
  const { left, top, width, height } = video.getBoundingClientRect();
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return undefined;
  const scale = Math.max(width / videoWidth, height / videoHeight);
  const along = (at: number, shown: number, whole: number) => 0.5 + (at - shown / 2) / (whole * scale);
  return { x: along(tap.clientX - left, width, videoWidth), y: along(tap.clientY - top, height, videoHeight) };
}
