// Brightness read directly from a camera's frame, and through a canvas: the same pictures.
import {
  createCanvasReader,
  createPlaneReader,
  createShotReader,
} from '../../packages/capture/src/decode/shot-reader.ts';
import { describe, it, same } from './browser-words.ts';

const [widthPx, heightPx] = [64, 48];

/** Returns a frame as cameras deliver it: a slope of brightness without colour. */
function frameOf(format: 'I420' | 'NV12', init: Partial<VideoFrameBufferInit> = {}): VideoFrame {
  const bytes = new Uint8Array((widthPx * heightPx * 3) / 2).fill(128);
  for (let at = 0; at < widthPx * heightPx; at++) bytes[at] = 20 + 3 * (at % widthPx) + Math.floor(at / widthPx / 8);
  return new VideoFrame(bytes, { format, codedWidth: widthPx, codedHeight: heightPx, timestamp: 0, ...init });
}

/** Returns the greatest difference of two pictures, in levels; browsers round colours. */
function apart(one: Uint8Array, other: Uint8Array): number {
  same(one.length, other.length, 'pixels');
  return one.reduce((most, level, at) => Math.max(most, Math.abs(level - (other[at] ?? 0))), 0);
}

describe('a shot’s brightness', () => {
  const frames: readonly [name: string, make: () => VideoFrame][] = [
    ['of I420', () => frameOf('I420')],
    ['of NV12', () => frameOf('NV12')],
    ['of the whole byte', () => frameOf('I420', { colorSpace: { fullRange: true, matrix: 'bt709' } })],
    ['of a part', () => frameOf('I420', { visibleRect: { x: 8, y: 4, width: 40, height: 30 } })],
  ];
  for (const [name, make] of frames) {
    it(`${name} is copied as a canvas shows it`, async () => {
      const frame = make();
      const copied = await createPlaneReader()(frame);
      if (copied === undefined) throw new Error('It was not copied.');
      const drawn = createCanvasReader()(frame);
      same([copied.widthPx, copied.heightPx], [drawn.widthPx, drawn.heightPx], 'size');
      const most = apart(copied.luma, drawn.luma);
      if (most > 2) throw new Error(`${most} levels apart.`);
      frame.close();
    });
  }

  it('is read by the canvas if it has no plane', async () => {
    const copy = createPlaneReader();
    const canvas = new OffscreenCanvas(8, 8);
    canvas.getContext('2d')?.fillRect(0, 0, 8, 8);
    const coloured = new VideoFrame(canvas, { timestamp: 0 });
    const stretched = frameOf('I420', { displayWidth: 96, displayHeight: 48 });
    same([await copy(coloured), await copy(stretched), await copy(canvas.transferToImageBitmap())], [null, null, null]);
    coloured.close();
    stretched.close();
  });

  it('is read from every size and kind of picture, one after the other, and each is closed', async () => {
    const read = createShotReader();
    const small = new OffscreenCanvas(3, 1);
    small.getContext('2d')?.fillRect(0, 0, 3, 1);
    const images = [
      frameOf('I420'),
      await createImageBitmap(small),
      frameOf('NV12'),
      new VideoFrame(small, { timestamp: 0 }),
    ];
    for (const image of images) {
      const frame = await read({ image, takenAtMs: 7 });
      same([frame.luma.length, frame.takenAtMs], [frame.widthPx * frame.heightPx, 7]);
      same('codedWidth' in image ? image.codedWidth : image.width, 0, 'width of a closed picture');
    }
  });
});
