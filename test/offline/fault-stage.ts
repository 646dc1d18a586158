/** Where one cell of the fault matrix is played: a till, its clerk, a network, and the one thing that goes wrong. */
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
  /** Different for each cell: seeds what is random in it. */
  readonly nth: number;
  /** The way to the registry. Default: in process. */
  readonly way?: (options: NetworkOptions) => Network;
  /** Where the till keeps things. Default: in memory. */
  readonly disk?: Disk;
  /** Goes wrong with the till's storage from now on; returns what puts it right. Used by cells with a `storage`. */
  readonly breakStorage?: () => () => void;
}

/** Longer than anything on the way takes: what waits then waits for ever. */
const longEnoughMs = 120_000;
const lookEveryMs = 2_000;
/** How long a storage goes on failing, where it is not mended sooner. */
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

  /** True the first time. */
  function reach(): boolean {
    const isFirst = !isReached;
    isReached = true;
    return isFirst;
  }

  function die(): boolean {
    if (!reach()) return false;
    // What was written and not painted: nobody can say whether the clerk has seen it.
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
    clerks.pending === 0 && network.underWay === 0 && pages.every(({ alive, desk }) => !alive || isDrained(desk.state));

  /** Until something is so; where the page has died meanwhile, the next one is opened and goes on. */
  async function until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    for (;;) {
      const isDone = await timeline.until(() => !page.alive || isSo(), withinMs);
      if (page.alive) return isDone;
      page = open();
    }
  }

  /** Until nothing is under way. */
  async function settle(): Promise<void> {
    if (!(await until(isQuiet, longEnoughMs))) wrong.push('something waits for ever');
  }

  /** Whether the lease comes to be as it should within a minute, as the disk has it. */
  async function leaseIs(state: 'open' | 'none'): Promise<boolean> {
    for (let lookedMs = 0; lookedMs < 60_000; lookedMs += lookEveryMs) {
      await settle();
      // A storage that fails just now says nothing.
      const leases = await till.disk.leases().catch(() => undefined);
      if (state === 'none' ? leases?.length === 0 : leases?.some((lease) => lease.state === 'open')) return true;
      await until(() => false, lookEveryMs);
    }
    return false;
  }

  /** A party at the door, until its clerk has seen something: scanned again after a restart. */
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
    /** Whether what was to happen has happened. */
    get isReached() {
      return (
        isReached && (cell.fault === undefined || isStruck) && (cell.storage === undefined || broken !== undefined)
      );
    },
    /** From now on the message meets what it is to meet. */
    arm() {
      isArmed = true;
    },
    setDown(now: boolean) {
      isDown = now;
    },
    /** Closes the page and opens one that wants so many tickets. */
    async reopen(want: number) {
      await page.desk.close();
      leaseTickets = want;
      page = open();
    },
    /** A second tab, which the first knows nothing of; only where the cell has one. */
    openTab() {
      if (crash === 'C11' && reach()) open();
    },
    /** The device's twin, of the profile as it was when the message first went out. */
    async openCopy() {
      reach();
      const disk = await (copying ?? till.disk.copy());
      const asked = new Set(await disk.asked());
      // What was still a request is withdrawn by the copy, whatever the original has heard (protocol, limits of I2).
      for (const scan of clerks.scans) scan.unsure ||= asked.has(scan.visitId ?? '');
      const twin = addDevice('twin', disk);
      return { twin, on: open(twin) };
    },
    scanOn: (device: Device, on: Page, guests: readonly Guest[]) => clerks.scan(device, on, guests),
  };
}
