/** The part of the benchmark that runs in a browser: the scanner's camera, and which picture the camera showed when. */
import { cameraSource } from '@kaiku/capture';
import { cardGrammar } from '@kaiku/client';
import { createCanvasReader, createPlaneReader } from '../../../../packages/capture/src/decode/shot-reader.ts';

declare global {
  var firstRead: typeof page;
}

export interface Watched {
  /** When each picture was taken, and its number in the film. */
  readonly pictures: readonly (readonly [takenAtMs: number, number: number])[];
  /** When each picture that the reader looked at was taken. */
  readonly looks: readonly number[];
  readonly readings: readonly (readonly [takenAtMs: number, text: string])[];
}

const video = document.body.appendChild(document.createElement('video'));

/** Reads for the given time, and notes every picture that the element shows during it. */
async function watch(forMs: number, bits: number, sidePx: number): Promise<Watched> {
  const pictures: [number, number][] = [];
  const readings: [number, string][] = [];
  const looks: number[] = [];
  noteLooks((takenAtMs) => looks.push(takenAtMs));
  const canvas = new OffscreenCanvas(bits * sidePx, sidePx);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const note: VideoFrameRequestCallback = (shownAt, { captureTime }) => {
    video.requestVideoFrameCallback(note);
    context?.drawImage(video, 0, 0, canvas.width, sidePx, 0, 0, canvas.width, sidePx);
    const pixels = context?.getImageData(0, sidePx >> 1, canvas.width, 1).data;
    let number = 0;
    for (let bit = 0; bit < bits; bit++)
      if ((pixels?.[4 * (bit * sidePx + (sidePx >> 1))] ?? 0) > 128) number |= 1 << bit;
    pictures.push([Date.now() - (performance.now() - (captureTime ?? shownAt)), number]);
  };
  const source = sourceTelling((takenAtMs, text) => void readings.push([takenAtMs, text]));
  await source.start();
  video.requestVideoFrameCallback(note);
  await new Promise((resolve) => setTimeout(resolve, forMs));
  await source.close();
  return { pictures, looks, readings };
}

/** Calls `note` with the time of each picture that the page sends to its worker. */
function noteLooks(note: (takenAtMs: number) => void): void {
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
    const [asked] = given as [{ readonly type: string; readonly picture?: { readonly takenAtMs: number } }];
    if (asked.picture !== undefined) note(asked.picture.takenAtMs);
    return Reflect.apply(postMessage, this, given);
  };
}

function sourceTelling(onReading: (takenAtMs: number, text: string) => void = () => {}) {
  const source = cameraSource({ video, grammar: cardGrammar, workerUrl: '/decode-worker.js' });
  source.subscribe((event) => {
    if (event.type === 'reading') onReading(event.reading.takenAtMs, event.reading.text);
  });
  return source;
}

/** Plays the camera, with or without reading it, until the page is closed. */
async function play(isRead: boolean): Promise<void> {
  if (isRead) return sourceTelling().start();
  const constraints = { width: { ideal: 1280 }, height: { ideal: 720 } };
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: constraints });
  video.muted = true;
  await video.play();
}

/** Returns the milliseconds to read a picture's brightness, by `copyTo` and by canvas in turn, on the camera's own frames. */
async function readPixels(pictures: number): Promise<{ readonly copied: number[]; readonly drawn: number[] }> {
  await play(false);
  const ways = { copied: createPlaneReader(), drawn: createCanvasReader() };
  const took = { copied: [] as number[], drawn: [] as number[] };
  for (let nth = -5; nth < pictures; nth++) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    for (const [name, read] of Object.entries(ways) as [keyof typeof ways, (image: VideoFrame) => unknown][]) {
      const image = new VideoFrame(video);
      const fromMs = performance.now();
      const pixels = await read(image);
      if (pixels === undefined) throw new Error(`A frame of ${image.format} was not ${name}.`);
      if (nth >= 0) took[name].push(performance.now() - fromMs);
      image.close();
    }
  }
  return took;
}

const page = { watch, play, readPixels };
globalThis.firstRead = page;
