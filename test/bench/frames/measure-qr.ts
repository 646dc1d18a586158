// How far cardqr reads if it is given the symbol's position, and if it locates the symbol: what its locator loses.
//   node --conditions=kaiku-source test/bench/frames/measure-qr.ts [--frames=30]
import { createCardQrReader } from '../../../packages/capture/src/engines/cardqr/read.ts';
import { cardShapes } from '../../../packages/client/src/card/grammar.ts';
import { type QrTrouble, qrMix, qrPictureOf } from './qr-scene.ts';
import type { Random } from './random.ts';

const frames = Number(process.argv.find((word) => word.startsWith('--frames='))?.slice(9) ?? 30);
const reader = createCardQrReader(cardShapes);

function measure(name: string, trouble: (random: Random) => QrTrouble): void {
  const read = { byItself: 0, told: 0, wrong: 0 };
  for (let seed = 1; seed <= frames; seed++) {
    const { frame, text, corners } = qrPictureOf({ name, trouble }, seed);
    const [tl, tr, br, bl] = corners;
    if (tl === undefined || tr === undefined || br === undefined || bl === undefined) continue;
    const told = reader.readAt(frame, { corners: [tl, tr, br, bl], likeness: 1 });
    const readings = [...reader.read(frame), ...(told === undefined ? [] : [told])].filter(({ accepted }) => accepted);
    if (readings.some((reading) => reading !== told && reading.text === text)) read.byItself++;
    if (told?.accepted && told.text === text) read.told++;
    if (readings.some((reading) => reading.text !== text)) read.wrong++;
  }
  console.log(`| ${name} | ${read.byItself} of ${frames} | ${read.told} of ${frames} | ${read.wrong} |`);
}

console.log('| QR | cardqr | told the corners | wrong |\n|---|--:|--:|--:|');
const near: QrTrouble = { ppm: 4, blurModules: 0.3, noise: 3 };
const straight = (trouble: QrTrouble) => (random: Random) => ({
  rotationDeg: random.between(-3, 3),
  ...near,
  ...trouble,
});
for (const ppm of [1.2, 1, 0.8, 0.6]) measure(`${ppm} px/module, blur 0.3`, straight({ ppm }));
for (const blurModules of [1.25, 1.5, 1.75]) measure(`blur ${blurModules} at 4 px/module`, straight({ blurModules }));
for (const tiltYDeg of [60]) measure(`tilt ${tiltYDeg}°`, straight({ tiltYDeg }));
measure('the mix', qrMix.trouble);
