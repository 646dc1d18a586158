import { Buffer } from 'node:buffer';
import type { Page } from 'playwright-core';
import type { Frame } from '../../packages/capture/src/decode/frame.ts';

/** The camera of a page, whose pictures a test draws. */
export interface DrawnCamera {
  /** Shows pictures over and over, until the next call. All have the size of the first ones. */
  show(pictures: readonly Frame[]): Promise<void>;
}

/** The page's side of the camera. */
interface InPage {
  kaikuPictures(
    pictures: readonly { readonly grey: string; readonly widthPx: number; readonly heightPx: number }[],
  ): void;
}

/** Gives a page a camera, with permission. Call it before the page is opened. It is black until it is shown something. */
export async function drawnCameraOn(page: Page): Promise<DrawnCamera> {
  await page.addInitScript(putCamera);
  return {
    async show(pictures) {
      const drawn = pictures.map(({ luma, widthPx, heightPx }) => ({
        grey: Buffer.from(luma).toString('base64'),
        widthPx,
        heightPx,
      }));
      await page.evaluate((shown) => (globalThis as unknown as InPage).kaikuPictures(shown), drawn);
    },
  };
}

/** Runs in the page, where the names of this file do not exist. */
function putCamera(): void {
  // A frame of the page, or a page without https.
  if (navigator.mediaDevices === undefined) return;
  const canvas = Object.assign(document.createElement('canvas'), { width: 448, height: 256 });
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  let images: readonly ImageData[] = [];
  let next = 0;
  const paint = () => {
    const image = images[next++ % images.length];
    if (image === undefined) context.fillRect(0, 0, canvas.width, canvas.height);
    else context.putImageData(image, 0, 0);
  };
  // Slow enough that a busy machine looks at most pictures.
  setInterval(paint, 100);
  const kaikuPictures: InPage['kaikuPictures'] = (pictures) => {
    images = pictures.map(({ grey, widthPx, heightPx }) => {
      const image = new ImageData(widthPx, heightPx);
      const luma = atob(grey);
      for (let at = 0; at < luma.length; at++) image.data.fill(luma.charCodeAt(at), 4 * at, 4 * at + 3);
      for (let at = 3; at < image.data.length; at += 4) image.data[at] = 255;
      return image;
    });
    const [first] = images;
    if (first !== undefined && (first.width !== canvas.width || first.height !== canvas.height))
      Object.assign(canvas, { width: first.width, height: first.height });
    next = 0;
    paint();
  };
  const device = { kind: 'videoinput', deviceId: 'drawn', groupId: '', label: 'Drawn camera' };
  Object.assign(navigator.mediaDevices, {
    getUserMedia: async () => canvas.captureStream(10),
    enumerateDevices: async () => [{ ...device, toJSON: () => device }],
  });
  const granted = Object.assign(new EventTarget(), { name: 'camera', state: 'granted', onchange: null });
  Object.assign(navigator.permissions, { query: async () => granted });
  Object.assign(globalThis, { kaikuPictures });
}
