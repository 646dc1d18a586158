import { frameOf } from '../contract/symbol-frames.ts';

/** A canvas with one symbol on it. */
export function canvasOf(kind: string, text: string): HTMLCanvasElement {
  const { luma, widthPx, heightPx } = frameOf(kind, text);
  const canvas = Object.assign(document.createElement('canvas'), { width: widthPx, height: heightPx });
  const rgba = new Uint8ClampedArray([...luma].flatMap((level) => [level, level, level, 255]));
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, widthPx, heightPx), 0, 0);
  return canvas;
}
