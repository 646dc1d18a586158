/** One show with eight devices at its doors, over a network that fails. What happens to it is in `partition-events.ts`. */
import type { OfflinePolicy } from '@kaiku/client';
import { createRandom, type Random } from '../registry/linearizability-random.ts';
import { type Clerks, createClerks, type Scan } from './clerk.ts';
import { createDevice, type Device, type Page } from './device.ts';
import type { Disk } from './disk.ts';
import { createNetwork, everyFault, type Fault, type Network, type Passage } from './network.ts';
import { cardOf, type Registry, tokenOf } from './registry.ts';
import type { Timeline } from './timeline.ts';

const devicesAtAShow = 8;
/** Share of failing requests on an open connection. */
const faultyShare = 0.03;

/** The direction of a device's connection that is lost. */
export type Way = 'open' | 'to the registry' | 'from the registry' | 'both';

export interface Door {
  readonly device: Device;
  page: Page;
  way: Way;
}

export interface PartitionShow {
  readonly showId: string;
  readonly cap: number;
  readonly policy: OfflinePolicy;
  readonly capIsHard: boolean;
  readonly mayRevoke: boolean;
  readonly mayCopy: boolean;
  readonly random: Random;
  readonly timeline: Timeline;
  readonly registry: Registry;
  readonly network: Network;
  readonly clerks: Clerks;
  readonly doors: Door[];
  /** The device whose profile was copied, its copy, and the number of scans before. */
  copied: { readonly original: Door; readonly copy: Door; readonly after: number } | undefined;
  /** Tickets of revoked leases. */
  revoked: number;
  /** How often each event has happened. */
  readonly done: Record<string, number>;
  /** The network fails from the first event on, until the show is healed. */
  hasBegun: boolean;
  isHealed: boolean;
  /** The number of the last card that came. */
  lastCard: number;
}

export async function openPartitionShow(timeline: Timeline, registry: Registry, seed: number): Promise<PartitionShow> {
  const random = createRandom(seed);
  const cap = 4 + random.below(12);
  const capIsHard = random.chance(0.2);
  const policy = random.pick<OfflinePolicy>(['accept', 'accept', 'last-known', 'deny', 'deny']) ?? 'accept';
  const mayRevoke = random.chance(0.3);
  const mayCopy = random.chance(0.4);
  const showId = await registry.freshShow({ cap, capIsHard });
  const network = createNetwork({
    timeline,
    registry: (request) => registry.answer(request),
    fault: (passage) => faultOf(show, passage),
    tripMs: () => (show.isHealed ? 0 : random.below(150)),
    onExchange: ({ device, message, body }, became) => trace(timeline, `${device}: ${message} ${body} → ${became}`),
  });
  const show: PartitionShow = {
    ...{ showId, cap, policy, capIsHard, mayRevoke, mayCopy, random, timeline, registry, network },
    ...{ clerks: createClerks(), doors: [], copied: undefined, revoked: 0, done: {} },
    ...{ hasBegun: false, isHealed: false, lastCard: 0 },
  };
  for (let nth = 0; nth < devicesAtAShow; nth += 1) addDoor(show, `till-${nth}`, tokenOf(nth));
  // A device that has never seen a show cannot know that its cap is hard (docs/promises.md#policy).
  const hasShow = () => show.doors.every(({ page }) => page.desk.state.show !== undefined);
  if (capIsHard && !(await timeline.until(hasShow, 10_000))) throw new Error('The devices have not received the show.');
  await timeline.idle();
  show.hasBegun = true;
  return show;
}

/** Adds a device with an open page. @param disk that of the device it is a copy of */
export function addDoor(show: PartitionShow, name: string, token: string, disk?: Disk): Door {
  const { timeline, network, random, doors } = show;
  const own = createRandom(random.below(2 ** 31));
  const device = createDevice({ name, token, timeline, network, random: own, ...(disk && { disk }) });
  const door: Door = { device, page: openPage(show, device), way: 'open' };
  doors.push(door);
  return door;
}

export function openPage({ clerks, showId, policy }: PartitionShow, device: Device, leaseTickets = 3): Page {
  return clerks.open(device, { show: showId, offline: policy, maxUnconfirmed: 2, leaseTickets });
}

/** Scans a new card at a door. */
export function comeTo(show: PartitionShow, { device, page }: Door): Scan {
  show.lastCard += 1;
  return show.clerks.scan(device, page, [{ card: cardOf(show.lastCard), minors: 0 }]);
}

/** Makes everything work from now on. */
export function heal(show: PartitionShow): void {
  show.isHealed = true;
  for (const { device } of show.doors) device.wake();
}

/** Prints a line of a show's history if `KAIKU_VERBOSE` is set. */
export function trace({ nowMs }: Timeline, line: string): void {
  if (process.env.KAIKU_VERBOSE) console.log(`${new Date(nowMs).toISOString()} ${line}`);
}

function faultOf({ hasBegun, isHealed, doors, random }: PartitionShow, { device }: Passage): Fault | undefined {
  if (isHealed || !hasBegun) return undefined;
  const way = doors.find((door) => door.device.name === device)?.way ?? 'open';
  if (way === 'from the registry') return 'drop after commit';
  if (way !== 'open') return random.chance(0.2) ? 'stall' : 'drop before';
  return random.chance(faultyShare) ? random.pick(everyFault) : undefined;
}
