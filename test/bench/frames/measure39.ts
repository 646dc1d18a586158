// Recall, wrong reads and time of card39 alone. To repeat:
//   node --conditions=kaiku-source test/bench/frames/measure39.ts [--quick | --share=0.5] [--only=recall,angles,office,mix,glare,foreign]
// Times are of this process's processor, so that a busy machine does not count.

import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { createCard39Reader } from '../../../packages/capture/src/engines/card39/card39.ts';
import { createCardEvidence } from '../../../packages/capture/src/engines/card39/evidence.ts';
import { cardShapes } from '../../../packages/client/src/card/grammar.ts';
import { quantile } from '../../support/quantile.ts';
import { officeMix } from '../decode/sweeps.ts';
import {
  angles,
  type Burst,
  burstOf,
  type Condition,
  conditions,
  foreignBurst,
  foreignPicture,
  foreignStrip,
  glare,
  mix,
  pictureOf,
} from './conditions39.ts';
import { render } from './render.ts';

/** The share of the pictures to use: `--quick` a fifth, `--share=0.5` a half. */
const share = Number(
  process.argv.find((word) => word.startsWith('--share='))?.slice(8) ?? (process.argv.includes('--quick') ? 0.2 : 1),
);
const only = process.argv
  .find((word) => word.startsWith('--only='))
  ?.slice(7)
  .split(',');
const many = (full: number) => Math.max(1, Math.round(share * full));
const wanted = (part: string) => only === undefined || only.includes(part);

const reader = createCard39Reader(cardShapes);

const processorMs = () => process.cpuUsage().user / 1000;

function textsIn(frame: Frame): { readonly texts: readonly string[]; readonly ms: number } {
  const before = processorMs();
  const readings = reader.read(frame);
  return { texts: readings.flatMap(({ accepted, text }) => (accepted ? [text] : [])), ms: processorMs() - before };
}

interface Tally {
  read: number;
  wrong: number;
  frames: number;
  readonly ms: number[];
}

function recallOf(condition: Condition, frames: number, firstSeed = 1): Tally {
  const tally: Tally = { read: 0, wrong: 0, frames, ms: [] };
  for (let seed = firstSeed; seed < firstSeed + frames; seed++) {
    const { frame, text } = pictureOf(condition, seed);
    const { texts, ms } = textsIn(frame);
    tally.ms.push(ms);
    if (texts.includes(text)) tally.read++;
    if (texts.some((other) => other !== text)) tally.wrong++;
  }
  return tally;
}

function print(name: string, { read, wrong, frames, ms }: Tally, target: number): void {
  const enough = target === 0 ? '' : read / frames >= target ? `≥ ${target}` : `short of ${target}`;
  console.log(
    `| ${name} | ${read} of ${frames} | ${enough} | ${wrong} | ${quantile(ms, 0.5).toFixed(1)} | ${quantile(ms, 0.95).toFixed(1)} |`,
  );
}

const sum = (tallies: readonly Tally[]): Tally => ({
  read: tallies.reduce((total, { read }) => total + read, 0),
  wrong: tallies.reduce((total, { wrong }) => total + wrong, 0),
  frames: tallies.reduce((total, { frames }) => total + frames, 0),
  ms: tallies.flatMap(({ ms }) => ms),
});

/** Codes under strong glare, with the evidence of their frames added up. */
function glareOverFrames(bursts: number, burstBy: (seed: number) => Burst): Tally {
  const tally: Tally = { read: 0, wrong: 0, frames: bursts, ms: [] };
  for (let seed = 1; seed <= bursts; seed++) {
    const burst = burstBy(seed);
    const evidence = createCardEvidence(cardShapes);
    const before = processorMs();
    let told: string | undefined;
    for (const { frame } of burst.pictures) {
      for (const reading of reader.read(frame)) told ??= reading.accepted ? reading.text : evidence.add(reading)?.text;
      if (told !== undefined) break;
    }
    tally.ms.push(processorMs() - before);
    if (told === burst.text) tally.read++;
    else if (told !== undefined) tally.wrong++;
  }
  return tally;
}

function foreign(name: string, picture: (seed: number) => { frame: Frame; kind: string }, frames: number): void {
  const wrong: string[] = [];
  const times: number[] = [];
  for (let seed = 1; seed <= frames; seed++) {
    const { frame, kind } = picture(seed);
    const { texts, ms } = textsIn(frame);
    times.push(ms);
    for (const text of texts) wrong.push(`${kind} ${seed} ${text.slice(0, 2)}…`);
  }
  console.log(
    `| ${name} | ${wrong.length} wrong of ${frames} | ${quantile(times, 0.5).toFixed(1)} | ${quantile(times, 0.95).toFixed(1)} | ${wrong.slice(0, 8).join('; ')} |`,
  );
}

for (let seed = 1; seed <= 6; seed++) textsIn(pictureOf(mix, 90000 + seed).frame);
console.log('| condition | read | target | wrong | ms, median | ms, 95 % |\n|---|---|---|---|---|---|');
if (wanted('recall'))
  for (const condition of conditions) print(condition.name, recallOf(condition, many(50)), condition.target);
if (wanted('angles')) {
  const each = angles.map((condition, n) => recallOf(condition, many(20), 1000 * n));
  print('every 5°, all', sum(each), 0.99);
  const worst = each.reduce((least, tally, n) => (tally.read < (each[least]?.read ?? 0) ? n : least), 0);
  print(`every 5°, worst (${angles[worst]?.name})`, each[worst] as Tally, 0.99);
}
if (wanted('office')) print('the mix of bench:decode', recallOf(officeMix, many(400)), officeMix.target);
if (wanted('mix')) print('the harder mix', recallOf(mix, many(400)), mix.target);
if (wanted('glare')) {
  const moved = (seed: number) => burstOf(glare, seed, { count: 8, sweep: 1 });
  print('glare 3, up to 8 frames, card moved under it', glareOverFrames(many(50), moved), 0.8);
  const still = (seed: number) => burstOf(glare, seed, { count: 8 });
  print('glare 3, up to 8 frames, card held still', glareOverFrames(many(50), still), 0);
  const foreign = glareOverFrames(many(100), (seed) => foreignBurst(seed, 8));
  print('the same moved, Code 39 that is no card', { ...foreign, wrong: foreign.wrong + foreign.read }, 0);
}
if (wanted('foreign')) {
  console.log('\n| no card | wrong reads | ms, median | ms, 95 % | |\n|---|---|---|---|---|');
  foreign('foreign bars alone', foreignStrip, many(16000));
  foreign('foreign bars in a room, rooms', foreignPicture, many(4000));
  const plain = {
    frame: { luma: new Uint8Array(1280 * 720).fill(128), widthPx: 1280, heightPx: 720, takenAtMs: 0 },
    kind: 'plain',
  };
  foreign('one grey of 1280 × 720', () => plain, many(50));
  foreign(
    'rooms of 1280 × 720',
    (seed) => ({ kind: 'room', frame: render(undefined, { widthPx: 1280, heightPx: 720 }, seed, true).frame }),
    many(50),
  );
}
