/** The harness of one cell of the fault matrix: a device, its clerk, a network, and one fault or crash. */
import { createRandom, type Random } from '../registry/linearizability-random.ts';
import { type Clerks, createClerks, type Guest, type Scan } from './clerk.ts';
import { createDevice, type Device, isDrained, type Page } from './device.ts';
import type { Disk } from './disk.ts';
import type { Cell } from './fault-matrix.ts';
import { createStrike, diesAnswering, meetDone, meetRequest, meetWriting, reach, type Strike } from './fault-strike.ts';
import { createNetwork, type Network, type NetworkOptions } from './network.ts';
import { type Registry, tokenOf } from './registry.ts';
import type { Timeline } from './timeline.ts';

export interface Bench {
  readonly timeline: Timeline;
  readonly registry: Registry;
  /** The seed of the cell's random numbers, different for each cell. */
  readonly nth: number;
  /** The network to the registry. Default: in process. */
  readonly way?: (options: NetworkOptions) => Network;
  /** The device's disk. Default: in memory. */
  readonly disk?: Disk;
  /** Breaks the device's storage; returns a function that repairs it. Used by cells with a `storage`. */
  readonly breakStorage?: () => () => void;
}

/** Longer than anything takes: what is still in flight then never ends. */
const longEnoughMs = 120_000;
const lookEveryMs = 2_000;
export const cap = 12;
const places = 4;

export interface Stage {
  readonly cell: Cell;
  readonly bench: Bench;
  readonly showId: string;
  readonly random: Random;
  readonly strike: Strike;
  readonly network: Network;
  readonly clerks: Clerks;
  /** The device that the fault or crash strikes. */
  readonly till: Device;
  /** `till`, and its copy if it has one. */
  readonly devices: Device[];
  /** The current page of `till`. */
  page: Page;
  /** All pages ever opened. */
  readonly pages: Page[];
  /** Tickets that the next page leases. */
  leaseTickets: number;
  /** Violations so far. */
  readonly wrong: string[];
}

export function createStage(cell: Cell, bench: Bench, showId: string): Stage {
  const { timeline, nth, disk, breakStorage } = bench;
  const strike = createStrike(cell, {
    ...{ timeline, breakStorage },
    kill: () => killPage(stage),
    copyDisk: () => till.disk.copy(),
  });
  const random = createRandom(nth);
  const network = openNetwork(strike, bench);
  const till = newDevice('till', { bench, network, random, disk });
  const scene = { cell, bench, showId, random, strike, network, clerks: createClerks(), till, devices: [till] };
  const before: PagelessStage = { ...scene, pages: [], leaseTickets: places, wrong: [] };
  const stage: Stage = Object.assign(before, { page: open(before) });
  return stage;
}

type PagelessStage = Omit<Stage, 'page'>;

function openNetwork(strike: Strike, { timeline, registry, nth, way = createNetwork }: Bench): Network {
  return way({
    timeline,
    registry: (request, passage) =>
      diesAnswering(strike, passage) ? registry.dieAnswering(request, 1 + (nth % 4)) : registry.answer(request),
    fault: (passage) => meetRequest(strike, passage),
    tripMs: () => (strike.isLate ? 1_000 : 0),
    onDone: (passage) => meetDone(strike, passage),
  });
}

interface NewDevice {
  readonly bench: Bench;
  readonly network: Network;
  readonly random: Random;
  readonly disk: Disk | undefined;
}

/** Every device of a cell has the same token: a copied profile has it too. */
function newDevice(name: string, { bench: { timeline, nth }, network, random, disk }: NewDevice): Device {
  return createDevice({ name, token: tokenOf(nth % 8), timeline, network, random, ...(disk && { disk }) });
}

function open(stage: PagelessStage, device = stage.till): Page {
  const { clerks, strike, showId, leaseTickets, till, pages } = stage;
  const desk = { show: showId, leaseTickets, maxUnconfirmed: 3 };
  const opened = clerks.open(
    device,
    desk,
    device === till ? (writing, when) => meetWriting(strike, writing, when) : undefined,
  );
  pages.push(opened);
  return opened;
}

function killPage({ cell, clerks, page }: Stage): void {
  // Stored and not painted: it is unknown if the clerk has seen it.
  if (cell.crash === 'C6') for (const scan of clerks.scans) scan.unsure ||= scan.saw === 'nothing';
  page.die();
}

function isQuiet({ clerks, network, pages }: Stage): boolean {
  return (
    clerks.pending === 0 && network.inFlight === 0 && pages.every(({ alive, desk }) => !alive || isDrained(desk.state))
  );
}

/** Waits for a condition. If the page dies, opens the next one. */
async function until(stage: Stage, isSo: () => boolean, withinMs: number): Promise<boolean> {
  for (;;) {
    const isDone = await stage.bench.timeline.until(() => !stage.page.alive || isSo(), withinMs);
    if (stage.page.alive) return isDone;
    stage.page = open(stage);
  }
}

/** Waits until nothing is in flight. */
export async function settle(stage: Stage): Promise<void> {
  const isSettled = await until(stage, () => isQuiet(stage), longEnoughMs);
  if (!isSettled) stage.wrong.push('something is in flight forever');
}

/** Returns whether the lease on the disk reaches the state within a minute. */
export async function leaseIs(stage: Stage, state: 'open' | 'none'): Promise<boolean> {
  for (let lookedMs = 0; lookedMs < 60_000; lookedMs += lookEveryMs) {
    await settle(stage);
    // A storage that fails shows nothing.
    const leases = await stage.till.disk.leases().catch(() => undefined);
    if (state === 'none' ? leases?.length === 0 : leases?.some((lease) => lease.state === 'open')) return true;
    await until(stage, () => false, lookEveryMs);
  }
  return false;
}

/** Scans a party until its clerk has seen a result; again after a restart. */
export async function admit(stage: Stage, guests: readonly Guest[]): Promise<Scan> {
  const scan = await scanAndSettle(stage, guests);
  return scan.saw === 'nothing' ? scanAndSettle(stage, guests) : scan;
}

async function scanAndSettle(stage: Stage, guests: readonly Guest[]): Promise<Scan> {
  const scan = stage.clerks.scan(stage.till, stage.page, guests);
  await settle(stage);
  return scan;
}

/** Closes the page and opens one that leases this number of tickets. */
export async function reopen(stage: Stage, want: number): Promise<void> {
  await stage.page.desk.close();
  stage.leaseTickets = want;
  stage.page = open(stage);
}

/** Opens a second tab without shared locks, if the cell has one. */
export function openTab(stage: Stage): void {
  if (stage.cell.crash === 'C11' && reach(stage.strike)) open(stage);
}

/** Opens the copied device, with the profile as it was when the message was first sent. */
export async function openCopy(stage: Stage): Promise<{ readonly twin: Device; readonly on: Page }> {
  const { strike, till, clerks, devices } = stage;
  reach(strike);
  const disk = await (strike.copying ?? till.disk.copy());
  const asked = new Set(await disk.asked());
  // The copy voids what was a request at that time, even if the original has its answer (docs/protocol.md, limits of I2).
  for (const scan of clerks.scans) scan.unsure ||= asked.has(scan.visitId ?? '');
  const twin = newDevice('twin', { ...stage, disk });
  devices.push(twin);
  return { twin, on: open(stage, twin) };
}
