/** Every fault × every message × every crash point that it can meet: which cells there are. */
import { everyFault, type Fault, type Message } from './network.ts';

/**
 * Where a device or the registry ends, told of the message of the cell:
 * C1 before it is written down · C2 written, not sent · C3 sent, arrives after the restart · C4 done, no answer heard
 * (C8 of a lease, C9 of a return) · C5 answer heard, not written · C6 written, not shown · C7 the transaction that draws
 * from a lease is aborted, and the page lives · C10 the registry's session dies in the middle · C11 two tabs without
 * locks · C12 the profile is copied, and both go on
 */
export type CrashPoint = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6' | 'C7' | 'C8' | 'C9' | 'C10' | 'C11' | 'C12';

export interface Cell {
  readonly message: Message;
  /** What the first such message meets. */
  readonly fault: Fault | undefined;
  /** Where something ends, the first time that it is reached. */
  readonly crash: CrashPoint | undefined;
  /** The writing with which the till's storage begins to fail: of what the message is about, of a draw, or of what came of it. */
  readonly storage?: StoragePoint;
}

export type StoragePoint = 'begins' | 'draws' | 'ends';

/** The crash points each message can meet. A look-up and a question for the show leave nothing behind. */
export const crashPoints: readonly (readonly [Message, readonly CrashPoint[]])[] = [
  ['request', ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C10', 'C11', 'C12']],
  ['delivery with report', ['C2', 'C3', 'C4', 'C5', 'C6', 'C10', 'C11', 'C12']],
  ['delivery with void', ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C10', 'C11', 'C12']],
  ['lease', ['C1', 'C2', 'C3', 'C8', 'C5', 'C6', 'C10', 'C11', 'C12']],
  ['return', ['C1', 'C2', 'C3', 'C9', 'C5', 'C6', 'C10', 'C11', 'C12']],
  ['look-up', ['C2', 'C3', 'C4', 'C10', 'C11']],
  ['show', ['C2', 'C3', 'C4', 'C10', 'C11']],
];

/** Of one message. */
export function cellsOf(message: Message): readonly Cell[] {
  const points = crashPoints.find(([of]) => of === message)?.[1] ?? [];
  return everyFault.flatMap((fault) => [undefined, ...points].map((crash) => ({ message, fault, crash })));
}

/** The writings each message can be met by a failing storage at. */
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
  if (storage !== undefined) return `${message} × storage where it ${storage}`;
  return `${message} × ${fault} × ${crash ?? 'no crash'}`;
}
