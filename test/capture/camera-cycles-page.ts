// Runs in the page: starts and stops one camera source repeatedly, and counts what is left.
import { cameraSource } from '../../packages/capture/src/camera-source.ts';

const given: MediaStreamTrack[] = [];
const { mediaDevices } = navigator;
const real = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async (constraints) => {
  const stream = await real(constraints);
  for (const track of stream.getTracks()) if (track.readyState === 'live') given.push(track);
  return stream;
};

const video = document.body.appendChild(document.createElement('video'));
const source = cameraSource({
  video,
  grammar: [{ prefix: 'A', digits: [9] }],
  workerUrl: '/decode-worker.js',
  wasmUrl: '/zxing_reader.wasm',
});

/** Starts and stops `cycles` times; resolves with the most tracks ever live after a stop, and how many were opened. */
async function cycle(times: number): Promise<{ readonly opened: number; readonly maxLeft: number }> {
  let opened = 0;
  let maxLeft = 0;
  for (let turn = 0; turn < times; turn++) {
    await source.start();
    await source.stop();
    opened += given.length;
    maxLeft = Math.max(maxLeft, given.filter(({ readyState }) => readyState === 'live').length);
    given.length = 0;
  }
  return { opened, maxLeft };
}

Object.assign(globalThis, { cycle });
