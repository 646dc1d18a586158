/** The cells of the fault matrix: every fault × every message × every crash point that can apply. */
import { everyFault, type Fault, type Message } from './network.ts';

/**
 * Where a device or the registry crashes, relative to the message of the cell:
 * C1 before it is stored · C2 stored, not sent · C3 sent, arrives after the restart · C4 done, answer lost
 * (C8 for a lease, C9 for a return) · C5 answered, not stored · C6 stored, not shown · C7 the transaction that consumes
 * a lease is aborted, and the page continues · C10 the registry's database session ends during it · C11 two tabs without
 * locks · C12 the profile is copied, and both devices continue
 */
export type CrashPoint = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6' | 'C7' | 'C8' | 'C9' | 'C10' | 'C11' | 'C12';

export interface Cell {
  readonly message: Message;
  /** The fault of the first such message. */
  readonly fault: Fault | undefined;
  /** Where the crash happens, the first time that it is reached. */
  readonly crash: CrashPoint | undefined;
  /** The write at which the device's storage starts to fail: the message's entry, its capacity change, or its result. */
  readonly storage?: StoragePoint;
}

export type StoragePoint = 'begins' | 'draws' | 'ends';

/** The crash points of each message. A look-up and a request for the show store nothing. */
export const crashPoints: readonly (readonly [Message, readonly CrashPoint[]])[] = [
  ['request', ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C10', 'C11', 'C12']],
  ['delivery with report', ['C2', 'C3', 'C4', 'C5', 'C6', 'C10', 'C11', 'C12']],
  ['delivery with void', ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C10', 'C11', 'C12']],
  ['lease', ['C1', 'C2', 'C3', 'C8', 'C5', 'C6', 'C10', 'C11', 'C12']],
  ['return', ['C1', 'C2', 'C3', 'C9', 'C5', 'C6', 'C10', 'C11', 'C12']],
  ['look-up', ['C2', 'C3', 'C4', 'C10', 'C11']],
  ['show', ['C2', 'C3', 'C4', 'C10', 'C11']],
];

/** All cells with a fault, in an order that stays: the number of a cell is the seed of its random numbers. */
export const faultCells: readonly Cell[] = crashPoints.flatMap(([message, points]) =>
  everyFault.flatMap((fault) => [undefined, ...points].map((crash) => ({ message, fault, crash }))),
);

/** C8 and C9 are C4 of a lease and of a return. */
export const kindOf = (crash: CrashPoint | undefined) => (crash === 'C8' || crash === 'C9' ? 'C4' : (crash ?? 'none'));

const crashKinds = [...new Set(faultCells.map(({ crash }) => kindOf(crash)))];

/**
 * Returns true for a third of the cells: with every message, every fault and every kind of crash point meets, and with every
 * fault every kind of crash point. `npm run test:soak -- --only faults` plays all cells.
 */
export function isInThird({ message, fault, crash }: Cell): boolean {
  // Only a request has this one.
  if (crash === 'C7') return true;
  const messageAt = crashPoints.findIndex(([of]) => of === message);
  const faultAt = fault === undefined ? 0 : everyFault.indexOf(fault);
  return (messageAt + faultAt + crashKinds.indexOf(kindOf(crash))) % 3 === 0;
}

/** The writes of each message at which the storage can fail. */
const storagePoints: readonly (readonly [Message, readonly StoragePoint[]])[] = [
  ['request', ['begins', 'draws', 'ends']],
  ['delivery with report', ['ends']],
  ['delivery with void', ['begins', 'ends']],
  ['lease', ['begins', 'ends']],
  ['return', ['begins', 'ends']],
];

export const storageCells: readonly Cell[] = storagePoints.flatMap(([message, points]) =>
  points.map((storage) => ({ message, fault: undefined, crash: undefined, storage })),
);

export function nameOf({ message, fault, crash, storage }: Cell): string {
  if (storage !== undefined) return `${message} × storage when it ${storage}`;
  return `${message} × ${fault} × ${crash ?? 'no crash'}`;
}
