// The fake camera in a page that Playwright drives: an init script, built as one file.
import { createFakeCamera, type HeldCard, installFakeCamera } from '../camera/index.ts';

let camera: ReturnType<typeof createFakeCamera> | undefined;
const ready = () => {
  camera ??= createFakeCamera();
  return camera;
};

Object.assign(globalThis, {
  kaikuFakeCamera: (card: HeldCard | undefined) => (card === undefined ? ready().clear() : ready().show(card)),
});
// A page without https has no cameras, also not this one.
if (navigator.mediaDevices !== undefined) {
  installFakeCamera({
    get canvas() {
      return ready().canvas;
    },
    show: (card) => ready().show(card),
    clear: () => ready().clear(),
    open: () => ready().open(),
    close: () => camera?.close(),
  });
}
