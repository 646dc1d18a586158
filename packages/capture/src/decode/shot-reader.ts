import type { Shot } from '../camera/frame-pump.ts';
import { type Frame, lumaFromRgba } from './frame.ts';

/** Turns shots into frames on one canvas that it keeps; closes each shot. For a worker: reading pixels is slow. */
export function createShotReader(): (shot: Shot) => Frame {
  const canvas = new OffscreenCanvas(1, 1);
  // Read back at once, every time: a canvas on the GPU would cost a round trip a frame.
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });

  return function readShot({ image, takenAtMs }) {
    if (context === null) throw new Error('This browser has no 2D canvas in workers.');
    const widthPx = 'displayWidth' in image ? image.displayWidth : image.width;
    const heightPx = 'displayHeight' in image ? image.displayHeight : image.height;
    if (canvas.width !== widthPx) canvas.width = widthPx;
    if (canvas.height !== heightPx) canvas.height = heightPx;
    try {
      context.drawImage(image, 0, 0, widthPx, heightPx);
    } finally {
      // Cameras lend only a few frames at a time: one kept open stalls the stream.
      image.close();
    }
    return { luma: lumaFromRgba(context.getImageData(0, 0, widthPx, heightPx).data), widthPx, heightPx, takenAtMs };
  };
}
