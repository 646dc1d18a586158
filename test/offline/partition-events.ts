/** The random events of a show: visits, undos, lost connections, and devices that sleep, restart or are copied. */
import type { Random } from '../registry/linearizability-random.ts';
import type { Guest, Scan } from './clerk.ts';
import { addDoor, type Door, openPage, type PartitionShow, trace, type Way } from './partition-show.ts';
import { cardOf, howManyCards } from './registry.ts';

const dayMs = 86_400_000;

/** Runs one random event at a random door. */
export async function happen(show: PartitionShow): Promise<void> {
  const { random, doors, timeline, done } = show;
  const what = pickBy(random);
  const door = random.pick(doors);
  trace(timeline, `${what}: ${door?.device.name}`);
  if (door !== undefined) await events[what](show, door);
  done[what] = (done[what] ?? 0) + 1;
  await timeline.pass(random.below(2_000));
}

type Event =
  | 'scan'
  | 'undo'
  | 'partition'
  | 'partition of many'
  | 'clock jump'
  | 'sleep'
  | 'restart'
  | 'revoke'
  | 'copy';

const events: Readonly<Record<Event, (show: PartitionShow, door: Door) => void | Promise<void>>> = {
  scan(show, { device, page }) {
    if (!device.asleep) show.clerks.scan(device, page, guests(show));
  },
  undo({ clerks, random }, { device, page }) {
    const mine = ({ device: of, saw, undo, visitId }: Scan) =>
      of === device.name && saw === 'in' && undo === 'none' && visitId !== undefined;
    const scan = random.pick(clerks.scans.filter(mine));
    if (scan !== undefined && !device.asleep) clerks.undo(scan, page);
  },
  partition({ random }, door) {
    door.way = random.pick<Way>(['open', 'to the registry', 'from the registry', 'both']) ?? 'open';
  },
  'partition of many'({ random, doors }) {
    const way = random.pick<Way>(['open', 'open', 'both']) ?? 'open';
    for (const door of doors) if (random.chance(0.6)) door.way = way;
  },
  'clock jump': ({ random }, { device }) => device.putClock(Math.round((random.next() * 2 - 1) * dayMs)),
  sleep: (_, { device }) => (device.asleep ? device.wake() : device.sleep()),
  restart(show, door) {
    door.page.die();
    if (door.device.asleep) door.device.wake();
    door.page = openPage(show, door.device);
  },
  async revoke(show) {
    const { random, registry, showId, mayRevoke } = show;
    const lease = random.pick((await registry.reconciliation(showId)).leases);
    if (mayRevoke && lease !== undefined) show.revoked += await registry.revokeLease(lease.lease.id);
  },
  async copy(show, original) {
    const { clerks, mayCopy } = show;
    if (!mayCopy || show.copied !== undefined) return;
    const disk = await original.device.disk.copy();
    const asked = new Set(await disk.asked());
    // The copy voids what was a request, even if the original gets its answer (docs/protocol.md, limits of I2).
    for (const scan of clerks.scans) scan.unsure ||= asked.has(scan.visitId ?? '');
    const copy = addDoor(show, `copy of ${original.device.name}`, original.device.token, disk);
    show.copied = { original, copy, after: clerks.scans.length };
  },
};

/** Returns a party of one to three new cards. */
function guests(show: PartitionShow): Guest[] {
  const { random } = show;
  const cards = random.chance(0.2) ? 2 + random.below(2) : 1;
  return Array.from({ length: cards }, () => {
    show.lastCard += 1;
    return { card: cardOf(show.lastCard % howManyCards), minors: random.chance(0.3) ? 1 + random.below(2) : 0 };
  });
}

/** Relative frequency of each event, in percent. */
const often: readonly (readonly [Event, number])[] = [
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

function pickBy(random: Random): Event {
  let left = random.below(100);
  for (const [what, share] of often) {
    left -= share;
    if (left < 0) return what;
  }
  return 'scan';
}
