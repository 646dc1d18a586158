// The sources that need a browser: camera and capture field. The others: sources.test.ts.
import { captureFieldSource } from '../../packages/capture/src/capture-field/index.ts';
import { cameraSource } from '../../packages/capture/src/index.ts';
import { readingSourceCases, type SourceWorld, sourceCard } from '../contract/reading-source.case.ts';
import { describe, it } from './browser-words.ts';
import { canvasOf } from './canvas.ts';

const grammar = [{ prefix: 'A', digits: [9] }];

/** A camera that films a canvas, on which the card is shown while it is read. */
function cameraWorld(): SourceWorld {
  const card = canvasOf('qrcode', sourceCard);
  const canvas = Object.assign(document.createElement('canvas'), { width: card.width, height: card.height });
  const context = canvas.getContext('2d');
  const { mediaDevices } = navigator;
  let isShown = false;
  const film = async (): Promise<MediaStream> => {
    const stream = canvas.captureStream(30);
    const paint = (): void => {
      if (context !== null) context.fillStyle = 'white';
      context?.fillRect(0, 0, canvas.width, canvas.height);
      if (isShown) context?.drawImage(card, 0, 0);
      if (stream.active) requestAnimationFrame(paint);
    };
    paint();
    return stream;
  };
  Object.defineProperty(mediaDevices, 'getUserMedia', { configurable: true, value: film });
  const video = document.body.appendChild(document.createElement('video'));
  const source = cameraSource({ video, grammar });
  return {
    source,
    async read() {
      if (source.state.status !== 'running') return;
      isShown = true;
      await new Promise<void>((resolve) => {
        const unsubscribe = source.subscribe(({ type }) => {
          if (type !== 'reading') return;
          unsubscribe();
          resolve();
        });
      });
      isShown = false;
    },
    remove() {
      video.remove();
      Reflect.deleteProperty(mediaDevices, 'getUserMedia');
    },
  };
}

function captureFieldWorld(): SourceWorld {
  const host = document.body.appendChild(document.createElement('main'));
  return {
    source: captureFieldSource({ grammar, host }),
    async read() {
      const field = host.querySelector('input');
      if (field === null) return;
      field.value = sourceCard;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    },
    remove: () => host.remove(),
  };
}

for (const [name, createWorld] of Object.entries({ cameraSource: cameraWorld, captureFieldSource: captureFieldWorld }))
  describe(`the reading source ${name}`, () => {
    for (const { name: does, run } of readingSourceCases(createWorld)) it(does, run);
  });
