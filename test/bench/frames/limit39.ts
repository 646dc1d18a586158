/**
 * How much information a frame holds: `card39` compared with a reader that is given the code's pose, blur and width, and
 * only searches for the text. What that one cannot read, no locator and no fit can recover. To repeat:
 *   node --conditions=kaiku-source test/bench/frames/limit39.ts [--frames=40]
 */
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { createBins } from '../../../packages/capture/src/engines/card39/bins.ts';
import { createCard39Reader } from '../../../packages/capture/src/engines/card39/card39.ts';
import { createBands, takeDeglared } from '../../../packages/capture/src/engines/card39/deglare.ts';
import { createCardEvidence } from '../../../packages/capture/src/engines/card39/evidence.ts';
import {
  costAt,
  createFit,
  createFitWork,
  createLaidProfile,
  type Fit,
  layBasis,
  refine,
} from '../../../packages/capture/src/engines/card39/fit.ts';
import { createScoreWork, scoreCandidate } from '../../../packages/capture/src/engines/card39/score.ts';
import { shapesOf } from '../../../packages/capture/src/engines/card39/shapes.ts';
import { characters, symbolWidth } from '../../../packages/capture/src/engines/card39/symbols.ts';
import { cardShapes } from '../../../packages/client/src/card/grammar.ts';
import { type Corners, createBarsAtPose, numbersOf, stripOf } from './bars-at-pose.ts';
import { burstOf, type Condition, glare, pictureOf, type Trouble } from './conditions39.ts';
import type { Picture } from './render.ts';

const frames = Number(process.argv.find((word) => word.startsWith('--frames='))?.slice(9) ?? 40);
const ratio = 2.5;
const reader = createCard39Reader(cardShapes);
const lengths = shapesOf(cardShapes);
const barsAt = createBarsAtPose();
const laid = createLaidProfile();
const [bins, bands] = [createBins(), createBands()];
const [fitWork, scoreWork] = [createFitWork(), createScoreWork()];

function toldWithPose({ corners }: Picture, frame: Frame, text: string, sigma: number): string {
  const known = { text, ratio, sigma, perspective: 0, rounds: 4, free: [-1, 1] } as const;
  return barsAt(frame, stripOf(corners as Corners), known);
}

function row(name: string, trouble: Trouble): string {
  const condition: Condition = {
    name,
    target: 0,
    trouble: (random) => ({ rotationDeg: random.between(-3, 3), ratio, ...trouble }),
  };
  const { blurModules = 0, ppm = 2 } = trouble;
  // A pixel's own width blurs as well: a square's standard deviation is 1/√12 of its side.
  const sigma = Math.max(0.25, Math.hypot(blurModules, 1 / Math.sqrt(12) / ppm));
  let [own, told, wrong] = [0, 0, 0];
  for (let seed = 1; seed <= frames; seed++) {
    const picture = pictureOf(condition, seed);
    const texts = reader.read(picture.frame).flatMap(({ accepted, text }) => (accepted ? [text] : []));
    if (texts.includes(picture.text)) own++;
    if (texts.some((text) => text !== picture.text)) wrong++;
    if (toldWithPose(picture, picture.frame, picture.text, sigma) === picture.text) told++;
  }
  return `| ${name} | ${own} | ${told} | ${wrong} |`;
}

console.log(`| of ${frames} frames | card39 | told the pose | card39 wrong |\n|---|--:|--:|--:|`);
for (const ppm of [0.8, 0.6, 0.5, 0.4, 0.3]) console.log(row(`${ppm} px/module, blur 0.3`, { ppm, blurModules: 0.3 }));
for (const blurModules of [1.5, 2, 2.5, 3])
  console.log(row(`blur ${blurModules} at 2 px/module`, { ppm: 2, blurModules }));
for (const noise of [40, 80, 120])
  console.log(row(`noise ${noise} at 2 px/module, blur 0.5`, { ppm: 2, blurModules: 0.5, noise }));

/** The margin of a character that counts as read: half of the most that card39 counts of a frame. */
const minClearNats = 15;
const blank = createFit();

/** Returns the positions at which one frame under glare shows the right character if pose and text are known, and those with a wrong one. */
function toldUnderGlare(picture: Picture, text: string): { readonly right: readonly number[]; readonly wrong: number } {
  const strip = stripOf(picture.corners as Corners);
  const length = strip.to - strip.from;
  const numbers = numbersOf(text);
  const room = (7 * length) / symbolWidth(numbers.length, ratio);
  const sampling = { from: strip.from - room, to: strip.to + room, binPx: Math.max(0.08, length / 720), lineStep: 1 };
  takeDeglared(picture.frame, strip, sampling, { bins, bands }, laid.profile);
  layBasis(laid);
  let best: Fit | undefined;
  for (const own of [2, 2.5, 3]) {
    const pose = { start: strip.from, end: strip.to, perspective: 0, bow: 0, ratio: own, sigma: 0.4, inkGain: 0 };
    const tried = createFit();
    refine(laid, { pose, text: numbers, rounds: 8 }, fitWork, tried);
    if (tried.cost < (best?.cost ?? Infinity)) best = tried;
  }
  const shapes = lengths.find(({ count }) => count === numbers.length);
  if (best === undefined || shapes === undefined) return { right: [], wrong: 0 };
  const blankCost = costAt(laid, best.pose, new Uint8Array(0), fitWork, blank);
  const { shortfallNats } = scoreCandidate({ laid, length: shapes, fit: best, blankCost }, scoreWork);
  const right: number[] = [];
  let wrong = 0;
  for (let place = 1; place < numbers.length - 1; place++) {
    const row = [...shortfallNats.subarray(place * characters.length, (place + 1) * characters.length)];
    const [first = 0, second = 0] = [...row].sort((a, b) => a - b);
    if (second - first < minClearNats) continue;
    if (row.indexOf(first) === numbers[place]) right.push(place);
    else wrong++;
  }
  return { right, wrong };
}

function glareRow(name: string, sweep: number, cards: number): string {
  let [own, twice, once, wrong] = [0, 0, 0, 0];
  for (let seed = 1; seed <= cards; seed++) {
    const { pictures, text } = burstOf(glare, seed, { count: 8, sweep });
    const evidence = createCardEvidence(cardShapes);
    let told: string | undefined;
    const seen = new Map<number, number>();
    for (const picture of pictures) {
      for (const reading of reader.read(picture.frame))
        told ??= reading.accepted ? reading.text : evidence.add(reading)?.text;
      const frame = toldUnderGlare(picture, text);
      for (const place of frame.right) seen.set(place, (seen.get(place) ?? 0) + 1);
      wrong += frame.wrong;
    }
    if (told === text) own++;
    const times = Array.from(text, (_, at) => seen.get(at + 1) ?? 0);
    if (Math.min(...times) >= 2) twice++;
    if (Math.min(...times) >= 1) once++;
  }
  return `| ${name} | ${own} | ${twice} | ${once} | ${wrong} |`;
}

const cards = Math.min(frames, 20);
console.log(`
| glare 3 with shading, 8 frames of each of ${cards} cards | card39 | told the pose: all characters in two frames | in one | characters told wrongly |
|---|--:|--:|--:|--:|`);
console.log(glareRow('moved under the lamp', 1, cards));
console.log(glareRow('held still', 0, cards));
