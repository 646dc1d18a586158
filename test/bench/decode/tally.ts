// One sweep: all readers on the same frames.
import { matchesGrammar } from '../../../packages/capture/src/grammar.ts';
import { cardShapes } from '../../../packages/client/src/card/grammar.ts';
import type { Reader } from './peers.ts';
import { productName, type Readers } from './readers.ts';
import type { Point, Sample, Sweep } from './sweeps.ts';

/** The result of one reader on the frames of one point. */
export interface Tally {
  read: number;
  frames: number;
  /** Texts that were not in the frame. */
  wrong: number;
  /** The wrong texts that are of a card's grammar. */
  wrongCards: number;
}

/** The result of one sweep: for each reader a tally per point. `all peers` and `ours, all together` count frames that any of them read. */
export type Tallies = Readonly<Record<string, readonly Tally[]>>;

export const allPeers = 'all peers';
export const allOurs = 'ours, all together';

/** A reader that reads less than this share at one point skips the harder ones, to save time. */
const notWorthAsking = 0.1;

/**
 * Runs a sweep. `share` is of the frames of each point, at least three. A reader that skips a point has a tally of zero
 * there.
 */
export async function runSweep(sweep: Sweep, { peers, ours, product }: Readers, share: number): Promise<Tallies> {
  const asked = [...peers, ...ours, product].filter(({ kinds }) => kinds.includes(sweep.kind));
  const tallies: Record<string, Tally[]> = {};
  for (const name of [...asked.map((reader) => reader.name), allPeers, allOurs]) tallies[name] = [];
  const tired = new Set<string>();
  for (const [index, point] of sweep.points.entries()) {
    const frames = Math.max(3, Math.round(sweep.framesAPoint * share));
    const now = asked.filter(({ name }) => !tired.has(name));
    const found = await runPoint({ point, sweep, frames, asked: now, peers: new Set(peers.map(({ name }) => name)) });
    for (const [name, all] of Object.entries(tallies))
      all.push(found.get(name) ?? { read: 0, frames, wrong: 0, wrongCards: 0 });
    if (sweep.tells === 'last' && index > 0)
      for (const { name } of now) if ((found.get(name)?.read ?? 0) < notWorthAsking * frames) tired.add(name);
    if (tired.size === asked.length) fillUp(tallies, sweep.points.length, frames);
    if (tired.size === asked.length) break;
  }
  return tallies;
}

function fillUp(tallies: Readonly<Record<string, Tally[]>>, points: number, frames: number): void {
  for (const all of Object.values(tallies))
    while (all.length < points) all.push({ read: 0, frames, wrong: 0, wrongCards: 0 });
}

interface PointRun {
  readonly point: Point;
  readonly sweep: Sweep;
  readonly frames: number;
  readonly asked: readonly Reader[];
  readonly peers: ReadonlySet<string>;
}

async function runPoint({ point, sweep, frames, asked, peers }: PointRun): Promise<ReadonlyMap<string, Tally>> {
  const tallies = new Map(
    [...asked.map(({ name }) => name), allPeers, allOurs].map((name) => [
      name,
      { read: 0, frames, wrong: 0, wrongCards: 0 },
    ]),
  );
  const [unionOfPeers, unionOfOurs] = [tallies.get(allPeers) as Tally, tallies.get(allOurs) as Tally];
  for (let seed = 1; seed <= frames; seed++) {
    const sample = point.sample(seed);
    const [byPeers, byUs] = [new Set<string>(), new Set<string>()];
    for (const reader of asked) {
      const texts = await reader.read(sample.frame, sweep.kind);
      count(tallies.get(reader.name) as Tally, sample, texts);
      if (reader.name === productName) continue;
      for (const told of texts) (peers.has(reader.name) ? byPeers : byUs).add(told);
    }
    count(unionOfPeers, sample, [...byPeers]);
    count(unionOfOurs, sample, [...byUs]);
  }
  return tallies;
}

/** In a frame without a card, the text of another code is allowed, but no card's. */
function count(tally: Tally, { text }: Sample, texts: readonly string[]): void {
  if (text !== undefined && texts.includes(text)) tally.read++;
  for (const told of texts) {
    if (told === text) continue;
    const card = matchesGrammar(told, cardShapes);
    if (text !== undefined || card) tally.wrong++;
    if (card) tally.wrongCards++;
  }
}
