import { closeSync, openSync, writeSync } from 'node:fs';
import { type CardFramesOptions, cardFrames } from './card-frames.ts';

/** Frames a second of the made videos: slow enough for a busy machine to show every one. */
const framesPerSecond = 10;

/** Writes a video that Chromium takes for a camera (`--use-file-for-fake-video-capture`): YUV4MPEG2, 4:2:0, grey. */
export function writeCardVideo(file: string, options: CardFramesOptions): void {
  const { widthPx = 640, heightPx = 480 } = options;
  const grey = new Uint8Array((widthPx * heightPx) / 2).fill(128);
  const video = openSync(file, 'w');
  writeSync(video, `YUV4MPEG2 W${widthPx} H${heightPx} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  for (const { luma } of cardFrames({ ...options, widthPx, heightPx })) {
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
