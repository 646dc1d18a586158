/** A day of a festival in virtual time: several shows, desks at many doors, outages and undos. Measures what stays in memory. */
import { type Desk, memoryStorage } from '@kaiku/client';
import { createRandom, type Random } from '../registry/linearizability-random.ts';
import { createByteRegistry, idOf } from './byte-registry.ts';
import { createDevice, isDrained, type Page } from './device.ts';
import type { Disk } from './disk.ts';
import { type Remains, watchHeap } from './heap.ts';
import { createNetwork } from './network.ts';
import { createTimeline, type Timeline } from './timeline.ts';

export interface FestivalReport {
  readonly scans: number;
  readonly devices: number;
  readonly virtualHours: number;
  readonly outages: number;
  /** Admitted by the registry. */
  readonly online: number;
  readonly offline: number;
  readonly undone: number;
  /** Visits that the registry counts. */
  readonly counted: number;
  readonly seen: number;
  /** Memory after a tenth of the day; `after`: at the end, when everything is delivered. */
  readonly before: Remains & { readonly timers: number };
  readonly after: Remains & { readonly timers: number };
  /** Entries left in the storages. */
  readonly left: number;
}

const shows = new Map([
  ['paalava', { hasCap: false }],
  ['telttalava', { hasCap: true }],
  ['rantalava', { hasCap: false }],
  ['klubi', { hasCap: true }],
]);
const doorsAShow = 3;
const undoShare = 0.02;
const outageEveryMs = 45 * 60_000;
const outageForMs = 5 * 60_000;

interface Tally {
  online: number;
  offline: number;
  undone: number;
  outages: number;
}

export async function runFestival(options: { scans: number; hours: number; seed: number }): Promise<FestivalReport> {
  const { scans, hours, seed } = options;
  const heap = watchHeap();
  const timeline = createTimeline(Date.parse('2026-07-11T07:00:00Z'));
  const random = createRandom(seed);
  // Owners of locks, leases, visits and usages all use ids.
  const registry = createByteRegistry({ now: () => timeline.nowMs, max: scans * 3 + 100_000, shows });
  let [isDown, ids] = [false, 0];
  const network = createNetwork({
    timeline,
    registry: registry.answer,
    fault: () => (isDown ? 'drop before' : undefined),
  });
  const numbered: Random = {
    ...random,
    uuid() {
      ids += 1;
      return idOf(ids);
    },
  };
  const doors = [...shows.keys()].flatMap((show) => Array.from({ length: doorsAShow }, (_, nth) => ({ show, nth })));
  const storages = doors.map(() => memoryStorage());
  const pages = doors.map(({ show, nth }, place) => {
    const disk = diskOf(storages[place] ?? memoryStorage());
    const name = `${show}-${nth}`;
    const device = createDevice({ name, token: 'festivaali', timeline, network, random: numbered, disk });
    return device.open({ show, maxUnconfirmed: 1_000_000, leaseTickets: 20 });
  });
  const tally: Tally = { online: 0, offline: 0, undone: 0, outages: 0 };

  async function look(): Promise<Remains & { timers: number }> {
    await drain(timeline, pages, () => network.inFlight);
    return { ...(await heap.look()), timers: timeline.timers };
  }

  const perScanMs = (hours * 3_600_000) / scans;
  let before: (Remains & { timers: number }) | undefined;
  for (let nth = 0; nth < scans; nth += 1) {
    const isNowDown = timeline.nowMs % outageEveryMs < outageForMs;
    if (isNowDown && !isDown) tally.outages += 1;
    isDown = isNowDown && nth > scans / 10;
    if (nth === Math.floor(scans / 10)) before = await look();
    const page = pages[random.below(pages.length)];
    if (page !== undefined) void letIn(page.desk, random, tally);
    await timeline.pass(random.next() * 2 * perScanMs);
  }
  isDown = false;
  const after = await look();
  const left = (await Promise.all(storages.map((storage) => storage.entries()))).flat().length;
  for (const { desk } of pages) await desk.close();
  heap.close();
  const { online, offline, undone, outages } = tally;
  const seen = online + offline - undone;
  if (before === undefined) throw new Error('The festival has too few scans for a measurement. Use more.');
  return {
    ...{
      scans,
      devices: doors.length,
      virtualHours: hours,
      outages,
      online,
      offline,
      undone,
      seen,
      before,
      after,
      left,
    },
    counted: registry.counted,
  };
}

/** Admits a new card, and undoes some. Keeps no reference to it. */
async function letIn(desk: Desk, random: Random, tally: Tally): Promise<void> {
  const card = `A${100_000_000 + random.below(900_000_000)}`;
  const minors = random.below(3);
  const decision = await desk.check(card);
  if (decision.outcome !== 'admissible' && decision.outcome !== 'provisional') return;
  const verdict = await desk.admit([{ decision, minors }]);
  if (verdict.outcome === 'confirmed') tally.online += 1;
  else if (verdict.outcome === 'provisional') tally.offline += 1;
  else return;
  if (!random.chance(undoShare)) return;
  await desk.void(verdict.visitId);
  tally.undone += 1;
}

/** Waits until nothing is pending anywhere. Leases stay. */
async function drain(timeline: Timeline, pages: readonly Page[], inFlight: () => number): Promise<void> {
  const isAtRest = () => inFlight() === 0 && pages.every(({ desk }) => isDrained(desk.state));
  if (!(await timeline.until(isAtRest, 600_000))) throw new Error('Something stays pending.');
}

/** Returns a disk without a history of its writes, which would grow. */
function diskOf(storage: ReturnType<typeof memoryStorage>): Disk {
  return {
    open: () => storage,
    entries: storage.entries,
    leases: storage.leases,
    journal: '',
    asked: async () => [],
    copy: () => Promise.reject(new Error('This disk cannot be copied.')),
  };
}
