/** The scenario of each cell of the fault matrix, and the checks at its end. */
import { compare, type Guest } from './clerk.ts';
import { type Cell, faultCells, nameOf } from './fault-matrix.ts';
import {
  admit,
  type Bench,
  cap,
  createStage,
  leaseIs,
  openCopy,
  openTab,
  reopen,
  type Stage,
  settle,
} from './fault-stage.ts';
import { isOver, mend } from './fault-strike.ts';
import type { Message } from './network.ts';
import { cardOf, howManyCards } from './registry.ts';

export interface Played {
  /** Violations; there must be none. */
  readonly wrong: readonly string[];
  /** True if the fault or crash has happened. */
  readonly reached: boolean;
}

/** Messages whose show has a cap, and so a lease. The others have none, to save exchanges. */
const withCap: ReadonlySet<Message> = new Set(['request', 'delivery with report', 'lease', 'return']);

export async function play(cell: Cell, bench: Bench): Promise<Played> {
  const { registry, nth } = bench;
  const showId = await registry.freshShow({ cap: withCap.has(cell.message) ? cap : null });
  const stage = createStage(cell, bench, showId);
  const guests = Array.from({ length: 6 }, (_, place) => ({
    card: cardOf((nth * 6 + place) % howManyCards),
    minors: 0,
  }));
  const [first, second, ...others] = guests as [Guest, Guest, ...Guest[]];
  // One card with a minor, or two cards. Alternate every 4 cells, because the statement at which the registry dies depends on `nth % 4`.
  const party = nth % 8 < 4 ? [{ ...first, minors: 1 }] : [first, second];
  if (cell.message === 'lease') stage.strike.isArmed = true;
  else await settle(stage);
  if (cell.message !== 'return') openTab(stage);
  await stories[cell.message]?.(stage, party);
  await settle(stage);
  mend(stage.strike);
  await goOn(stage, others);
  if (cell.storage !== undefined) await voiding(stage);
  await judge(stage, bench, showId);
  return { wrong: stage.wrong.map((line) => `${nameOf(cell)}: ${line}`), reached: isOver(stage.strike) };
}

export interface PlayedCells {
  readonly played: number;
  /** Violations; there must be none. */
  readonly wrong: readonly string[];
  /** The names of the cells whose fault or crash has not happened. */
  readonly notReached: readonly string[];
}

/** Plays the cells with a fault that are chosen, each as in any other choice. */
export async function playCells(
  isChosen: (cell: Cell) => boolean,
  bench: Pick<Bench, 'timeline' | 'registry'>,
): Promise<PlayedCells> {
  const wrong: string[] = [];
  const notReached: string[] = [];
  let played = 0;
  for (const [place, cell] of faultCells.entries()) {
    if (!isChosen(cell)) continue;
    played += 1;
    const result = await play(cell, { ...bench, nth: place + 1 });
    wrong.push(...result.wrong);
    if (!result.reached) notReached.push(nameOf(cell));
  }
  return { played, wrong, notReached };
}

type Story = (stage: Stage, party: readonly Guest[]) => Promise<void>;

const stories: Partial<Record<Message, Story>> = {
  async request(stage, party) {
    stage.strike.isArmed = true;
    await admit(stage, party);
  },
  async 'delivery with report'(stage, party) {
    await admitInOutage(stage, party);
  },
  async 'delivery with void'(stage, party) {
    const scan = await admit(stage, party);
    stage.strike.isArmed = true;
    stage.clerks.undo(scan, stage.page);
    await settle(stage);
    // A clerk who does not know if it was undone repeats the undo.
    if (scan.undo !== 'shown') stage.clerks.undo(scan, stage.page);
    await settle(stage);
  },
  async lease(stage, party) {
    if (!(await leaseIs(stage, 'open'))) stage.wrong.push('there is no lease after a minute');
    const scan = await admitInOutage(stage, party);
    if (scan.by !== 'lease') stage.wrong.push(`let in by ${scan.by}, although there is a lease`);
  },
  async return(stage, party) {
    await admitInOutage(stage, party);
    stage.strike.isArmed = true;
    await reopen(stage, 0);
    openTab(stage);
    if (!(await leaseIs(stage, 'none'))) stage.wrong.push('the lease is not returned after a minute');
  },
  async 'look-up'(stage, party) {
    stage.strike.isArmed = true;
    await admit(stage, party);
  },
  async show(stage, party) {
    stage.strike.isArmed = true;
    void stage.page.desk.refresh();
    await settle(stage);
    await admit(stage, party);
  },
};

/** Admits a party during an outage, then lets it be delivered. */
async function admitInOutage(stage: Stage, party: readonly Guest[]) {
  stage.strike.isDown = true;
  const scan = stage.clerks.scan(stage.till, stage.page, party);
  await stage.bench.timeline.until(() => stage.clerks.pending === 0, 10_000);
  stage.strike.isArmed = true;
  stage.strike.isDown = false;
  await settle(stage);
  return scan;
}

/** The door continues; with a copied profile, both devices do. */
async function goOn(stage: Stage, [next, other]: readonly Guest[]): Promise<void> {
  if (next === undefined || other === undefined) return;
  if (stage.cell.crash !== 'C12') {
    const scan = await admit(stage, [next]);
    if (scan.saw !== 'in') stage.wrong.push(`the next party saw ${scan.saw}`);
    return;
  }
  const { twin, on } = await openCopy(stage);
  const scan = stage.clerks.scan(twin, on, [other]);
  await admit(stage, [next]);
  if (scan.saw === 'nothing') stage.wrong.push('the copy shows nothing');
  // Detected from two visits under one number, and returned with the registry's next answer.
  const isShown = () => stage.pages.some(({ desk }) => desk.state.warnings.some(({ kind }) => kind === 'cloned'));
  if (!(await stage.bench.timeline.until(isShown, 60_000))) stage.wrong.push('the copy is not detected');
  await settle(stage);
}

/** Waits for the void that follows a storage failure: the sender retries within a minute. */
async function voiding(stage: Stage): Promise<void> {
  const { devices, bench } = stage;
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 1_000) {
    const asked = await Promise.all(devices.map(({ disk }) => disk.asked()));
    if (asked.flat().length === 0) break;
    await bench.timeline.pass(1_000);
  }
  await settle(stage);
}

async function judge(stage: Stage, { registry }: Bench, showId: string): Promise<void> {
  const { wrong, clerks, devices, cell } = stage;
  const { message, crash } = cell;
  const rows = await registry.rows(showId);
  wrong.push(...compare(clerks.scans, rows), ...clerks.complaints);
  for (const { disk, name } of devices) {
    const left = (await disk.entries()).filter(({ stage: at }) => at !== 'review');
    if (left.length > 0) wrong.push(`${name} keeps ${left.map(({ stage: at }) => at).join(', ')}`);
  }
  const counted = rows.filter(({ state }) => state === 'counted');
  const tickets = counted.reduce((sum, { minors }) => sum + 1 + (minors ?? 0), 0);
  const { taken, leased = 0 } = await registry.show(showId);
  if (taken !== tickets) wrong.push(`taken is ${taken}, the rows say ${tickets}`);
  if (withCap.has(message) && taken + leased > cap) wrong.push(`${taken} taken and ${leased} leased of ${cap}`);
  if (message === 'return' && crash !== 'C12' && leased > 0) wrong.push(`${leased} are leased after the return`);
  for (const { alive, desk } of stage.pages) if (alive) void desk.close();
  await stage.bench.timeline.idle();
}
