import type { Shot } from '../camera/frame-pump.ts';
import { type Frame, lumaFromRgba } from './frame.ts';

/** A frame without its time. */
type Pixels = Omit<Frame, 'takenAtMs'>;

/**
 * Returns a function that turns a shot into a frame and closes the shot. For a worker, because reading pixels is slow. A
 * frame's luma is valid until the next shot is read, which reuses its memory.
 */
export function createShotReader(): (shot: Shot) => Promise<Frame> {
  const copy = createPlaneReader();
  const draw = createCanvasReader();

  return async function readShot({ image, takenAtMs }) {
    try {
      const pixels = (await copy(image)) ?? draw(image);
      return { ...pixels, takenAtMs };
    } finally {
      // A camera has only a few frames: one that stays open stalls the stream.
      image.close();
    }
  };
}

/** Formats whose first plane is brightness, one byte a pixel (WebCodecs, `VideoPixelFormat`). */
const planar: ReadonlySet<string | null> = new Set([
  'I420',
  'I420A',
  'I422',
  'I422A',
  'I444',
  'I444A',
  'NV12',
  'NV12A',
]);

/** Video's brightness, 16 to 235 (ITU-R BT.601), stretched over the whole byte. */
const wholeByte = Uint8Array.from({ length: 256 }, (_, level) =>
  Math.max(0, Math.min(255, Math.round(((level - 16) * 255) / 219))),
);

/**
 * Returns a function that copies the brightness that the camera delivers, without conversion to colours. It returns
 * `undefined` if the browser or the image has none to copy. Measured against the canvas: docs/benchmarks.md.
 */
export function createPlaneReader(): (image: Shot['image']) => Promise<Pixels | undefined> {
  let bytes = new Uint8Array();
  let works = true;

  return async (image) => {
    if (!works || !('format' in image) || !planar.has(image.format) || !isAsShown(image)) return undefined;
    const { displayWidth: widthPx, displayHeight: heightPx } = image;
    const isWholeByte = image.colorSpace.fullRange === true;
    try {
      const size = image.allocationSize();
      if (bytes.length < size) bytes = new Uint8Array(size);
      const [plane] = await image.copyTo(bytes);
      if (plane === undefined) return undefined;
      for (let row = 0; row < heightPx && plane.stride !== widthPx; row++) {
        const from = plane.offset + row * plane.stride;
        bytes.copyWithin(row * widthPx, from, from + widthPx);
      }
      const luma = bytes.subarray(0, widthPx * heightPx);
      if (!isWholeByte) for (let at = 0; at < luma.length; at++) luma[at] = wholeByte[luma[at] as number] as number;
      return { luma, widthPx, heightPx };
    } catch {
      // Some browsers have the method and fail. The canvas always works.
      works = false;
      return undefined;
    }
  };
}

/** True if the pixels are the picture as shown: not mirrored, rotated, stretched or cropped. */
function isAsShown(image: VideoFrame): boolean {
  const { flip = false, rotation = 0 } = image as { flip?: boolean; rotation?: number };
  const { visibleRect, displayWidth, displayHeight } = image;
  return !flip && rotation === 0 && visibleRect?.width === displayWidth && visibleRect.height === displayHeight;
}

/** Returns a function that reads brightness by way of a canvas, from any image in any browser. */
export function createCanvasReader(): (image: Shot['image']) => Pixels {
  const canvas = new OffscreenCanvas(1, 1);
  // Every frame is read back at once: a canvas on the GPU would cost a round trip each time.
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });

  return (image) => {
    if (context === null)
      throw new Error('This browser has no 2D canvas in workers. Use a browser that has OffscreenCanvas.');
    const widthPx = 'displayWidth' in image ? image.displayWidth : image.width;
    const heightPx = 'displayHeight' in image ? image.displayHeight : image.height;
    if (canvas.width !== widthPx) canvas.width = widthPx;
    if (canvas.height !== heightPx) canvas.height = heightPx;
    context.drawImage(image, 0, 0, widthPx, heightPx);
    return { luma: lumaFromRgba(context.getImageData(0, 0, widthPx, heightPx).data), widthPx, heightPx };
  };
}
