/** One show with eight devices at its doors, and random events between them and the registry. */
import type { OfflinePolicy } from '@kaiku/client';
import { createRandom, type Random } from '../registry/linearizability-random.ts';
import { type Clerks, createClerks, type Guest, type Scan } from './clerk.ts';
import { createDevice, type Device, type Page } from './device.ts';
import { createNetwork, everyFault, type Fault, type Network, type Passage } from './network.ts';
import { cardOf, howManyCards, type Registry, tokenOf } from './registry.ts';
import type { Timeline } from './timeline.ts';

export const devicesAtAShow = 8;
const dayMs = 86_400_000;
/** Share of failing requests on an open connection. */
const faultyShare = 0.03;

/** The direction of a device's connection that is lost. */
type Way = 'open' | 'to the registry' | 'from the registry' | 'both';

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
  readonly timeline: Timeline;
  readonly registry: Registry;
  readonly network: Network;
  readonly clerks: Clerks;
  readonly doors: Door[];
  /** The device whose profile was copied, its copy, and the number of scans before. */
  copied: { readonly original: Door; readonly copy: Door; readonly after: number } | undefined;
  /** Tickets of revoked leases. */
  revoked: number;
  readonly done: Record<string, number>;
  /** Makes everything work from now on. */
  heal(): void;
  /** Runs one random event. */
  happen(): Promise<void>;
  open(device: Device, leaseTickets?: number): Page;
  /** Scans a new card at a door. */
  comeTo(door: Door): Scan;
}

export async function openPartitionShow(timeline: Timeline, registry: Registry, seed: number): Promise<PartitionShow> {
  const random = createRandom(seed);
  const cap = 4 + random.below(12);
  const capIsHard = random.chance(0.2);
  const policy = random.pick<OfflinePolicy>(['accept', 'accept', 'last-known', 'deny', 'deny']) ?? 'accept';
  const mayRevoke = random.chance(0.3);
  const mayCopy = random.chance(0.4);
  const showId = await registry.freshShow({ cap, capIsHard });
  const clerks = createClerks();
  const doors: Door[] = [];
  const done: Record<string, number> = {};
  let hasBegun = false;
  let isHealed = false;
  let nextCard = 0;

  const network = createNetwork({
    timeline,
    registry: (request) => registry.answer(request),
    fault: meet,
    tripMs: () => (isHealed ? 0 : random.below(150)),
    onExchange: ({ device, message, body }, became) => trace(`${device}: ${message} ${body} → ${became}`),
  });
  const trace = (line: string) => {
    if (process.env.KAIKU_VERBOSE) console.log(`${new Date(timeline.nowMs).toISOString()} ${line}`);
  };
  for (let nth = 0; nth < devicesAtAShow; nth += 1) addDoor(`till-${nth}`, tokenOf(nth));

  function addDoor(name: string, token: string, disk?: Device['disk']): Door {
    const own = createRandom(random.below(2 ** 31));
    const device = createDevice({ name, token, timeline, network, random: own, ...(disk && { disk }) });
    const door: Door = { device, page: open(device), way: 'open' };
    doors.push(door);
    return door;
  }

  function open(device: Device, leaseTickets = 3): Page {
    return clerks.open(device, { show: showId, offline: policy, maxUnconfirmed: 2, leaseTickets });
  }

  function meet({ device }: Passage): Fault | undefined {
    if (isHealed || !hasBegun) return undefined;
    const way = doors.find((door) => door.device.name === device)?.way ?? 'open';
    if (way === 'from the registry') return 'drop after commit';
    if (way !== 'open') return random.chance(0.2) ? 'stall' : 'drop before';
    return random.chance(faultyShare) ? random.pick(everyFault) : undefined;
  }

  function guests(): Guest[] {
    const cards = random.chance(0.2) ? 2 + random.below(2) : 1;
    return Array.from({ length: cards }, () => {
      nextCard += 1;
      return { card: cardOf(nextCard % howManyCards), minors: random.chance(0.3) ? 1 + random.below(2) : 0 };
    });
  }

  const happenings: Record<string, (door: Door) => void | Promise<void>> = {
    scan({ device, page }) {
      if (!device.asleep) clerks.scan(device, page, guests());
    },
    undo({ device, page }) {
      const mine = ({ device: of, saw, undo, visitId }: Scan) =>
        of === device.name && saw === 'in' && undo === 'none' && visitId !== undefined;
      const scan = random.pick(clerks.scans.filter(mine));
      if (scan !== undefined && !device.asleep) clerks.undo(scan, page);
    },
    partition(door) {
      door.way = random.pick<Way>(['open', 'to the registry', 'from the registry', 'both']) ?? 'open';
    },
    'partition of many'() {
      const way = random.pick<Way>(['open', 'open', 'both']) ?? 'open';
      for (const door of doors) if (random.chance(0.6)) door.way = way;
    },
    'clock jump': ({ device }) => device.putClock(Math.round((random.next() * 2 - 1) * dayMs)),
    sleep: ({ device }) => (device.asleep ? device.wake() : device.sleep()),
    restart(door) {
      door.page.die();
      if (door.device.asleep) door.device.wake();
      door.page = open(door.device);
    },
    async revokeLease() {
      const lease = random.pick((await registry.reconciliation(showId)).leases);
      if (mayRevoke && lease !== undefined) show.revoked += await registry.revokeLease(lease.lease.id);
    },
    async copy(original) {
      if (!mayCopy || show.copied !== undefined) return;
      const disk = await original.device.disk.copy();
      const asked = new Set(await disk.asked());
      // The copy voids what was a request, even if the original gets its answer (docs/protocol.md, limits of I2).
      for (const scan of clerks.scans) scan.unsure ||= asked.has(scan.visitId ?? '');
      const copy = addDoor(`copy of ${original.device.name}`, original.device.token, disk);
      show.copied = { original, copy, after: clerks.scans.length };
    },
  };

  const show: PartitionShow = {
    ...{ showId, cap, policy, capIsHard, timeline, registry, network, clerks, doors, done, open },
    copied: undefined,
    revoked: 0,
    comeTo({ device, page }) {
      nextCard += 1;
      return clerks.scan(device, page, [{ card: cardOf(nextCard), minors: 0 }]);
    },
    heal() {
      isHealed = true;
      for (const { device } of doors) device.wake();
    },
    async happen() {
      const what = pickBy(random);
      const door = random.pick(doors);
      trace(`${what}: ${door?.device.name}`);
      if (door !== undefined) await happenings[what]?.(door);
      done[what] = (done[what] ?? 0) + 1;
      await timeline.pass(random.below(2_000));
    },
  };
  // A device that has never seen a show cannot know that its cap is hard (docs/promises.md#policy).
  const hasShow = () => doors.every(({ page }) => page.desk.state.show !== undefined);
  if (capIsHard && !(await timeline.until(hasShow, 10_000))) throw new Error('The devices have not received the show.');
  await timeline.idle();
  hasBegun = true;
  return show;
}

/** Relative frequency of each event, in percent. */
const often: readonly (readonly [string, number])[] = [
  ['scan', 46],
  ['undo', 8],
  ['partition', 16],
  ['partition of many', 6],
  ['clock jump', 6],
  ['sleep', 8],
  ['restart', 6],
  ['copy', 2],
  ['revoke', 2],
];

function pickBy(random: Random): string {
  let left = random.below(100);
  for (const [what, share] of often) {
    left -= share;
    if (left < 0) return what;
  }
  return 'scan';
}
