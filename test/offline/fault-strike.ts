/** The fault or crash of one cell: at which message or write it happens, and what it does. */
import type { Disk, Met, Writing } from './disk.ts';
import type { Cell } from './fault-matrix.ts';
import type { Fault, Passage } from './network.ts';
import { begins, draws, ends } from './storage-points.ts';
import type { Timeline } from './timeline.ts';

/** What it strikes. */
export interface Target {
  readonly timeline: Timeline;
  /** Kills the device's current page. */
  kill(): void;
  copyDisk(): Promise<Disk>;
  /** Breaks the device's storage; returns a function that repairs it. */
  readonly breakStorage: (() => () => void) | undefined;
}

export interface Strike {
  readonly cell: Cell;
  readonly target: Target;
  /** It happens only while this is true. */
  isArmed: boolean;
  /** Every request is lost. */
  isDown: boolean;
  hasFailed: boolean;
  /** True from the start if the cell has no crash. */
  hasCrashed: boolean;
  /** The current request arrives late. */
  isLate: boolean;
  /** The device's disk as it was when the message was first sent. */
  copying: Promise<Disk> | undefined;
  /** Repairs the storage; does nothing the second time. `undefined`: it did not break yet. */
  repair: (() => void) | undefined;
}

/** How long a storage fails if it is not repaired sooner. */
const brokenForMs = 5_000;

export function createStrike(cell: Cell, target: Target): Strike {
  return {
    cell,
    target,
    isArmed: false,
    isDown: false,
    hasFailed: false,
    hasCrashed: cell.crash === undefined,
    isLate: false,
    copying: undefined,
    repair: undefined,
  };
}

/** Returns whether everything of the cell has happened: its fault, its crash and its broken storage. */
export function isOver({ cell, hasFailed, hasCrashed, repair }: Strike): boolean {
  return hasCrashed && (cell.fault === undefined || hasFailed) && (cell.storage === undefined || repair !== undefined);
}

/** Marks the crash as happened. Returns true the first time. */
export function reach(strike: Strike): boolean {
  const isFirst = !strike.hasCrashed;
  strike.hasCrashed = true;
  return isFirst;
}

/** Returns the fault of a request. Crashes first, if the cell says so. */
export function meetRequest(strike: Strike, passage: Passage): Fault | undefined {
  const { crash, fault } = strike.cell;
  strike.isLate = false;
  if (strike.isDown) return 'drop before';
  if (!isOurs(strike, passage)) return undefined;
  if (crash === 'C2' && die(strike)) return 'drop before';
  if (crash === 'C3' && die(strike)) strike.isLate = true;
  if (crash === 'C12') strike.copying ??= strike.target.copyDisk();
  const isFirst = !strike.hasFailed;
  strike.hasFailed = true;
  return isFirst ? fault : undefined;
}

/** Returns whether the registry dies while it answers the request. */
export function diesAnswering(strike: Strike, passage: Passage): boolean {
  return strike.cell.crash === 'C10' && isOurs(strike, passage) && reach(strike);
}

/** The registry is done with the request, and its answer is not sent yet. */
export function meetDone(strike: Strike, passage: Passage): void {
  if (['C4', 'C8', 'C9'].includes(strike.cell.crash ?? '') && isOurs(strike, passage)) die(strike);
}

/** Returns the outcome of a write. */
export function meetWriting(strike: Strike, writing: Writing, when: 'before' | 'after'): Met {
  const { message, crash, storage } = strike.cell;
  if (strike.isArmed && storage !== undefined && when === 'before') breakAt(strike, writing);
  if (!strike.isArmed || strike.hasCrashed) return 'nothing';
  switch (crash) {
    case 'C1':
      return when === 'before' && begins(message, writing) && die(strike) ? 'dies' : 'nothing';
    case 'C5':
      return when === 'before' && ends(message, writing) && die(strike) ? 'dies' : 'nothing';
    case 'C6':
      return when === 'after' && ends(message, writing) && die(strike) ? 'dies' : 'nothing';
    case 'C7':
      return when === 'before' && draws(message, writing) && reach(strike) ? 'fail' : 'nothing';
    default:
      return 'nothing';
  }
}

/** Repairs the storage. It does not break again. */
export function mend(strike: Strike): void {
  strike.repair?.();
  strike.repair = () => {};
}

function isOurs({ isArmed, cell }: Strike, { message }: Passage): boolean {
  return isArmed && message === cell.message;
}

function die(strike: Strike): boolean {
  if (!reach(strike)) return false;
  strike.target.kill();
  return true;
}

function breakAt(strike: Strike, writing: Writing): void {
  const { cell, target } = strike;
  const isThere = { begins, draws, ends }[cell.storage ?? 'ends'];
  if (!isThere(cell.message, writing) || strike.repair !== undefined) return;
  strike.repair = target.breakStorage?.();
  target.timeline.after(brokenForMs, () => mend(strike));
}
