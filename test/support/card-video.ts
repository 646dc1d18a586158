import { closeSync, openSync, writeSync } from 'node:fs';
import { type CardFramesOptions, cardFrames } from './card-frames.ts';

/** Frames a second of the made videos: slow enough for a busy machine to show every one. */
const framesPerSecond = 10;

/** Writes the video of a card that Chromium takes for a camera. */
export function writeCardVideo(file: string, options: CardFramesOptions): void {
  const { widthPx = 640, heightPx = 480 } = options;
  writeVideo(file, { widthPx, heightPx, framesPerSecond }, cardFrames({ ...options, widthPx, heightPx }));
}

/**
 * Writes what Chromium takes for a camera (`--use-file-for-fake-video-capture`) and plays over and over: YUV4MPEG2, 4:2:0,
 * grey. Every frame must be of the size.
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
    // Full range to the video's 16–235.
    writeSync(
      video,
      luma.map((level) => 16 + Math.round((level * 219) / 255)),
    );
    writeSync(video, grey);
  }
  closeSync(video);
}
