/** The harness of one cell of the fault matrix: a device, its clerk, a network, and one fault or crash. */
import { createRandom } from '../registry/linearizability-random.ts';
import { createClerks, type Guest, type Scan } from './clerk.ts';
import { createDevice, type Device, isDrained, type Page } from './device.ts';
import type { Disk, Met, Writing } from './disk.ts';
import type { Cell } from './fault-matrix.ts';
import { createNetwork, type Fault, type Network, type NetworkOptions, type Passage } from './network.ts';
import { type Registry, tokenOf } from './registry.ts';
import { begins, draws, ends } from './storage-points.ts';
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
/** How long a storage fails if it is not repaired sooner. */
const brokenForMs = 5_000;
export const cap = 12;
const places = 4;

export type Stage = ReturnType<typeof createStage>;

export function createStage(cell: Cell, bench: Bench, showId: string) {
  const { timeline, registry, nth, way = createNetwork } = bench;
  const { message, crash } = cell;
  const random = createRandom(nth);
  const clerks = createClerks();
  const wrong: string[] = [];
  const pages: Page[] = [];
  const devices: Device[] = [];
  let [isArmed, isDown, isStruck, isReached] = [false, false, false, crash === undefined];
  let isLate = false;
  let leaseTickets = places;
  let copying: Promise<Disk> | undefined;
  let broken: (() => void) | undefined;

  const network = way({
    timeline,
    registry(request, passage) {
      const dies = crash === 'C10' && isOurs(passage) && reach();
      return dies ? registry.dieAnswering(request, 1 + (nth % 4)) : registry.answer(request);
    },
    fault: meet,
    tripMs: () => (isLate ? 1_000 : 0),
    onDone(passage) {
      if (['C4', 'C8', 'C9'].includes(crash ?? '') && isOurs(passage)) die();
    },
  });
  const till = addDevice('till', bench.disk);
  let page = open();

  function isOurs(passage: Passage): boolean {
    return isArmed && passage.message === message;
  }

  /** Returns true the first time. */
  function reach(): boolean {
    const isFirst = !isReached;
    isReached = true;
    return isFirst;
  }

  function die(): boolean {
    if (!reach()) return false;
    // Stored and not painted: it is unknown if the clerk has seen it.
    if (crash === 'C6') for (const scan of clerks.scans) scan.unsure ||= scan.saw === 'nothing';
    page.die();
    return true;
  }

  function meet(passage: Passage): Fault | undefined {
    isLate = false;
    if (isDown) return 'drop before';
    if (!isOurs(passage)) return undefined;
    if (crash === 'C2' && die()) return 'drop before';
    if (crash === 'C3' && die()) isLate = true;
    if (crash === 'C12') copying ??= till.disk.copy();
    const isFirst = !isStruck;
    isStruck = true;
    return isFirst ? cell.fault : undefined;
  }

  function breakAt(writing: Writing): void {
    const isThere = { begins, draws, ends }[cell.storage ?? 'ends'];
    if (!isThere(message, writing) || broken !== undefined) return;
    broken = bench.breakStorage?.();
    timeline.after(brokenForMs, mend);
  }

  function mend(): void {
    broken?.();
    broken = () => {};
  }

  function meetInStorage(writing: Writing, when: 'before' | 'after'): Met {
    if (isArmed && cell.storage !== undefined && when === 'before') breakAt(writing);
    if (!isArmed || isReached) return 'nothing';
    switch (crash) {
      case 'C1':
        return when === 'before' && begins(message, writing) && die() ? 'dies' : 'nothing';
      case 'C5':
        return when === 'before' && ends(message, writing) && die() ? 'dies' : 'nothing';
      case 'C6':
        return when === 'after' && ends(message, writing) && die() ? 'dies' : 'nothing';
      case 'C7':
        return when === 'before' && draws(message, writing) && reach() ? 'fail' : 'nothing';
      default:
        return 'nothing';
    }
  }

  function addDevice(name: string, disk?: Disk): Device {
    // A copied profile has the token too.
    const device = createDevice({ name, token: tokenOf(nth % 8), timeline, network, random, ...(disk && { disk }) });
    devices.push(device);
    return device;
  }

  function open(device = till): Page {
    const desk = { show: showId, leaseTickets, maxUnconfirmed: 3 };
    const opened = clerks.open(device, desk, device === till ? meetInStorage : undefined);
    pages.push(opened);
    return opened;
  }

  const isQuiet = () =>
    clerks.pending === 0 && network.inFlight === 0 && pages.every(({ alive, desk }) => !alive || isDrained(desk.state));

  /** Waits for a condition. If the page dies, opens the next one. */
  async function until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    for (;;) {
      const isDone = await timeline.until(() => !page.alive || isSo(), withinMs);
      if (page.alive) return isDone;
      page = open();
    }
  }

  /** Waits until nothing is in flight. */
  async function settle(): Promise<void> {
    if (!(await until(isQuiet, longEnoughMs))) wrong.push('something is in flight forever');
  }

  /** Returns whether the lease on the disk reaches the state within a minute. */
  async function leaseIs(state: 'open' | 'none'): Promise<boolean> {
    for (let lookedMs = 0; lookedMs < 60_000; lookedMs += lookEveryMs) {
      await settle();
      // A storage that fails shows nothing.
      const leases = await till.disk.leases().catch(() => undefined);
      if (state === 'none' ? leases?.length === 0 : leases?.some((lease) => lease.state === 'open')) return true;
      await until(() => false, lookEveryMs);
    }
    return false;
  }

  /** Scans a party until its clerk has seen a result; again after a restart. */
  async function admit(guests: readonly Guest[]): Promise<Scan> {
    const scan = clerks.scan(till, page, guests);
    await settle();
    return scan.saw === 'nothing' ? clerksAgain(guests) : scan;
  }

  async function clerksAgain(guests: readonly Guest[]): Promise<Scan> {
    const again = clerks.scan(till, page, guests);
    await settle();
    return again;
  }

  return {
    ...{ message, crash, clerks, timeline, wrong, pages, devices, settle, admit, leaseIs, mend },
    get page() {
      return page;
    },
    /** True if the fault or crash has happened. */
    get isReached() {
      return (
        isReached && (cell.fault === undefined || isStruck) && (cell.storage === undefined || broken !== undefined)
      );
    },
    /** Enables the fault or crash. */
    arm() {
      isArmed = true;
    },
    setDown(now: boolean) {
      isDown = now;
    },
    /** Closes the page and opens one that leases this number of tickets. */
    async reopen(want: number) {
      await page.desk.close();
      leaseTickets = want;
      page = open();
    },
    /** Opens a second tab without shared locks, if the cell has one. */
    openTab() {
      if (crash === 'C11' && reach()) open();
    },
    /** Opens the copied device, with the profile as it was when the message was first sent. */
    async openCopy() {
      reach();
      const disk = await (copying ?? till.disk.copy());
      const asked = new Set(await disk.asked());
      // The copy voids what was a request at that time, even if the original has its answer (docs/protocol.md, limits of I2).
      for (const scan of clerks.scans) scan.unsure ||= asked.has(scan.visitId ?? '');
      const twin = addDevice('twin', disk);
      return { twin, on: open(twin) };
    },
    scanOn: (device: Device, on: Page, guests: readonly Guest[]) => clerks.scan(device, on, guests),
  };
}
