import { closeSync, openSync, writeSync } from 'node:fs';
import { type CardFramesOptions, cardFrames } from '@kaiku/testkit/camera';

/** Slow enough that a busy machine shows every frame. */
const framesPerSecond = 10;

/** Writes a video of a card that Chromium uses as its camera. */
export function writeCardVideo(file: string, options: CardFramesOptions): void {
  const { widthPx = 640, heightPx = 480 } = options;
  writeVideo(file, { widthPx, heightPx, framesPerSecond }, cardFrames({ ...options, widthPx, heightPx }));
}

/**
 * Writes a grey video in YUV4MPEG2, 4:2:0, which Chromium uses as its camera (`--use-file-for-fake-video-capture`) and
 * repeats. Every frame must have the size of the film.
 */
export function writeVideo(
  file: string,
  film: { readonly widthPx: number; readonly heightPx: number; readonly framesPerSecond: number },
  frames: Iterable<{ readonly luma: Uint8Array }>,
): void {
  const grey = new Uint8Array((film.widthPx * film.heightPx) / 2).fill(128);
  const video = openSync(file, 'w');
  writeSync(video, `YUV4MPEG2 W${film.widthPx} H${film.heightPx} F${film.framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  for (const { luma } of frames) {
    writeSync(video, 'FRAME\n');
    // From the full range to the 16–235 of video.
    writeSync(
      video,
      luma.map((level) => 16 + Math.round((level * 219) / 255)),
    );
    writeSync(video, grey);
  }
  closeSync(video);
}
