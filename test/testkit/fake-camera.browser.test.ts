// The fake camera of the testkit, against the source that a page reads with.
import { createFakeCamera, type HeldCard, installFakeCamera } from '@kaiku/testkit/camera';
import { cameraSource } from '../../packages/capture/src/index.ts';
import { cardGrammar } from '../../packages/client/src/card/grammar.ts';
import { describe, it, same } from '../capture/browser-words.ts';

const card = 'A045198723';
const other = 'A412345678';

/** Installs a camera for a camera source. Returns a function that waits for a reading of a text. */
async function onCamera(
  use: (camera: ReturnType<typeof createFakeCamera>, read: Read) => Promise<void>,
): Promise<void> {
  const camera = createFakeCamera();
  const uninstall = installFakeCamera(camera);
  const video = document.body.appendChild(document.createElement('video'));
  const source = cameraSource({ grammar: cardGrammar, video });
  const readings = new Map<string, string>();
  let onReading = () => {};
  source.subscribe((event) => {
    if (event.type !== 'reading') return;
    readings.set(event.reading.text, event.reading.symbology ?? '');
    onReading();
  });
  const read: Read = (text) =>
    new Promise((resolve) => {
      onReading = () => {
        const symbology = readings.get(text);
        if (symbology !== undefined) resolve(symbology);
      };
      onReading();
    });
  try {
    await source.start();
    await use(camera, read);
  } finally {
    await source.close();
    uninstall();
    camera.close();
    video.remove();
  }
}

/** Resolves with the symbology when a text was read. */
type Read = (text: string) => Promise<string>;

describe('a fake camera', () => {
  for (const how of [
    { symbology: 'qr', tiltedDeg: 35, turnedDeg: 60 },
    { symbology: 'code-39', blurPx: 1.5, motionPx: 3 },
    { symbology: 'qr', glare: 0.5 },
  ] satisfies Omit<HeldCard, 'text'>[])
    it(`shows a card that is read: ${JSON.stringify(how)}`, () =>
      onCamera(async (camera, read) => {
        camera.show({ ...how, text: card });
        same(await read(card), how.symbology);
      }));

  it('shows one card after another, and the table between', () =>
    onCamera(async (camera, read) => {
      camera.show({ symbology: 'qr', text: card });
      await read(card);
      camera.clear();
      const { data } = camera.canvas.getContext('2d')?.getImageData(320, 240, 1, 1) ?? { data: [] };
      same([...data], [90, 90, 90, 255]);
      camera.show({ symbology: 'code-39', text: other });
      same(await read(other), 'code-39');
    }));

  it('is the only camera of the page, with permission, until it is removed', async () => {
    const camera = createFakeCamera();
    const uninstall = installFakeCamera(camera);
    const devices = await navigator.mediaDevices.enumerateDevices();
    same(
      devices.map(({ label }) => label),
      ['Fake camera'],
    );
    same((await navigator.permissions.query({ name: 'camera' as PermissionName })).state, 'granted');
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    camera.close();
    same(
      stream.getTracks().map(({ readyState }) => readyState),
      ['ended'],
    );
    uninstall();
    same(Object.keys(navigator.mediaDevices), []);
  });
});
