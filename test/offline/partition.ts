/**
 * The trial of partitions: a show is partitioned and healed, and the registry is compared with what clerks saw (I2–I8).
 * With a soft cap, the house is filled to the last ticket while devices still have leases, which are reassigned (I9′).
 */
import { compare } from './clerk.ts';
import { isDrained } from './device.ts';
import { happen } from './partition-events.ts';
import { comeTo, type Door, heal, openPage, openPartitionShow, type PartitionShow } from './partition-show.ts';
import type { Registry } from './registry.ts';
import type { Timeline } from './timeline.ts';

export interface PartitionReport {
  readonly seed: number;
  /** There must be none. */
  readonly violations: readonly string[];
  readonly scans: number;
  /** Admitted parties, by what admitted them. */
  readonly letIn: { readonly registry: number; readonly lease: number; readonly unconfirmed: number };
  /** Tickets counted beyond the cap. */
  readonly over: number;
  readonly copied: boolean;
  /** How long the outboxes took to drain once everything worked, in virtual milliseconds. */
  readonly drainedMs: number;
  readonly happened: Readonly<Record<string, number>>;
}

const dayMs = 86_400_000;
const startsAtMs = Date.parse('2026-05-15T10:00:00Z');
const happenings = 70;
const looksDuring = 6;
const healthMs = 60_000;
const settlesWithinMs = 120_000;

export async function playPartition(timeline: Timeline, registry: Registry, seed: number): Promise<PartitionReport> {
  // Each starts at the same time of day, so that its seed alone repeats it.
  await timeline.pass(dayMs - ((timeline.nowMs - startsAtMs) % dayMs));
  const show = await openPartitionShow(timeline, registry, seed);
  const wrong: string[] = [];
  for (let nth = 1; nth <= happenings; nth += 1) {
    await happen(show);
    if (nth % Math.ceil(happenings / looksDuring) === 0) wrong.push(...(await checkCovered(show)));
  }
  heal(show);
  const healedAtMs = timeline.nowMs;
  if (!(await timeline.until(() => isAtRest(show), healthMs))) wrong.push(`stuck: ${await whatIsLeft(show)}`);
  const drainedMs = timeline.nowMs - healedAtMs;
  await fillHouse(show, wrong);
  await returnLeases(show, wrong);
  const over = await judge(show, wrong);
  for (const { page } of show.doors) void page.desk.close();
  await timeline.idle();
  return { ...tell(show), seed, over, drainedMs, violations: wrong.map((line) => `seed ${seed}: ${line}`) };
}

function tell({ clerks, copied, done }: PartitionShow) {
  const by = (who: string) => clerks.scans.filter((scan) => scan.by === who).length;
  const letIn = { registry: by('registry'), lease: by('lease'), unconfirmed: by('unconfirmed') };
  return { scans: clerks.scans.length, letIn, copied: copied !== undefined, happened: done };
}

function isAtRest({ clerks, network, doors }: PartitionShow): boolean {
  return clerks.pending === 0 && network.inFlight === 0 && doors.every(({ page }) => isDrained(page.desk.state));
}

async function whatIsLeft({ doors, clerks }: PartitionShow): Promise<string> {
  const lines: string[] = [`${clerks.pending} clerks wait`];
  for (const { device, page } of doors) {
    const stages = (await device.disk.entries()).map(({ stage }) => stage).filter((stage) => stage !== 'review');
    if (stages.length > 0)
      lines.push(`${device.name} still has ${stages.join(', ')}, trouble ${page.desk.state.failure}`);
  }
  return lines.join('; ');
}

/**
 * I9′: with a soft cap, visitors come at once for all tickets that are not taken, although devices lease some.
 * All are admitted: a house is full of people, not of leased tickets.
 */
async function fillHouse(show: PartitionShow, wrong: string[]): Promise<void> {
  const { registry, showId, cap, capIsHard, doors, clerks, network, timeline } = show;
  const { taken, leased = 0 } = await registry.show(showId);
  if (capIsHard || leased === 0) return;
  const came = Array.from({ length: Math.max(0, cap - taken) }, (_, nth) =>
    comeTo(show, doors[nth % doors.length] as Door),
  );
  await timeline.until(() => clerks.pending === 0 && network.inFlight === 0, healthMs);
  const sent = came.filter(({ saw }) => saw !== 'in').length;
  if (sent > 0)
    wrong.push(`I9′: ${sent} of ${came.length} were not let in, with ${taken} taken and ${leased} leased of ${cap}`);
}

/** Reopens every device so that it wants no tickets; then all leases are returned and the show is reconciled. */
async function returnLeases(show: PartitionShow, wrong: string[]): Promise<void> {
  for (const door of show.doors) {
    await door.page.desk.close();
    door.page = openPage(show, door.device, 0);
  }
  for (let waitedMs = 0; waitedMs < settlesWithinMs; waitedMs += 10_000) {
    await show.timeline.pass(10_000);
    if ((await show.registry.reconciliation(show.showId)).reconciled) return;
  }
  wrong.push(`not reconciled: ${JSON.stringify(await show.registry.reconciliation(show.showId))}`);
}

/** I3: tickets taken within the cap and tickets leased, without reassigned ones, never exceed the cap. */
async function checkCovered({ registry, showId, cap }: PartitionShow): Promise<string[]> {
  const { taken, leased = 0 } = await registry.show(showId);
  const covered = taken - overOf(await registry.rows(showId));
  return covered + leased > cap ? [`I3: ${covered} covered and ${leased} held of ${cap}`] : [];
}

type Rows = Awaited<ReturnType<Registry['rows']>>;

const ticketsOf = (rows: Rows) => rows.reduce((sum, { minors }) => sum + 1 + (minors ?? 0), 0);
const countedOf = (rows: Rows) => rows.filter(({ state }) => state === 'counted');

/** Returns the tickets over the cap: reports that were flagged for it. */
function overOf(rows: Rows): number {
  return ticketsOf(countedOf(rows).filter(({ flags }) => flags.includes('cap-reached')));
}

/** Returns the reassigned tickets; each row has those of its whole visit. */
function reassignedOf(rows: Rows): number {
  return [...new Map(rows.map(({ visitId, reassigned }) => [visitId, reassigned])).values()].reduce(
    (sum, reassigned) => sum + reassigned,
    0,
  );
}

async function judge(show: PartitionShow, wrong: string[]): Promise<number> {
  const { registry, showId, clerks, doors, cap } = show;
  const rows = await registry.rows(showId);
  wrong.push(...compare(clerks.scans, rows).map((line) => `I2: ${line}`), ...clerks.complaints);
  for (const { device } of doors) {
    const left = (await device.disk.entries()).filter(({ stage }) => stage !== 'review');
    if (left.length > 0) wrong.push(`${device.name} still has ${left.map(({ stage }) => stage).join(', ')}`);
  }
  const { taken, leased = 0 } = await registry.show(showId);
  const counted = ticketsOf(countedOf(rows));
  if (taken !== counted) wrong.push(`I1: taken is ${taken}, the rows say ${counted}`);
  if (leased !== 0) wrong.push(`I1: ${leased} are leased without a device`);
  wrong.push(...(await checkCovered(show)));
  const reassigned = reassignedOf(rows);
  if (show.capIsHard && reassigned > 0) wrong.push(`I1: ${reassigned} reassigned of a hard cap`);
  // I5 if nothing was admitted unconfirmed, revoked or reassigned, otherwise I6.
  const max = cap + unconfirmedOf(show) + show.revoked + reassigned + doubledOf(show);
  if (counted > max) wrong.push(`I5/I6: ${counted} admitted, at most ${max} may be (cap ${cap})`);
  wrong.push(...(await checkCopyKnown(show)), ...registry.log);
  return overOf(rows);
}

function unconfirmedOf({ clerks, policy, capIsHard }: PartitionShow): number {
  const blind = clerks.scans.filter(({ by, undo }) => by === 'unconfirmed' && undo !== 'shown');
  const tickets = blind.reduce((sum, scan) => sum + scan.tickets, 0);
  // A policy without unconfirmed visits allows none.
  return policy === 'deny' || capIsHard ? 0 : tickets;
}

/** Returns the tickets of a lease that two devices have: each may give them out once. */
function doubledOf({ clerks, copied }: PartitionShow): number {
  if (copied === undefined) return 0;
  const names = [copied.original.device.name, copied.copy.device.name];
  return clerks.scans
    .filter(({ device, by }) => by === 'lease' && names.includes(device))
    .reduce((sum, { tickets }) => sum + tickets, 0);
}

/** Two devices of one name must be detected once both have delivered something new. */
async function checkCopyKnown({ copied, clerks, registry, showId }: PartitionShow): Promise<string[]> {
  if (copied === undefined) return [];
  const since = clerks.scans.slice(copied.after);
  const wrote = ({ device }: { device: { name: string } }) =>
    since.some((scan) => scan.device === device.name && scan.visitId !== undefined);
  if (!wrote(copied.original) || !wrote(copied.copy)) return [];
  const { journals } = await registry.reconciliation(showId);
  return journals.some(({ cloned }) => cloned) ? [] : ['a copied profile was not detected'];
}
