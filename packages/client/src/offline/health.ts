import type { Instant } from '../admission/facts.ts';
import type { Environment } from '../environment.ts';
import { oldestPending, pendingCount } from '../outbox/outbox-state.ts';
import type { Outbox } from '../outbox/port.ts';
import { senderLock } from '../outbox/sender.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Clock, ClockError } from './clock.ts';
import type { DeviceWarning } from './watch.ts';

/** How a device stands for an outage. Nothing in it names a card. */
export interface DeviceHealth {
  /** Whether the browser has promised to keep the storage; `undefined` where it cannot be asked. */
  readonly persistent: boolean | undefined;
  /** What is stored is likely to be gone with the window: no promise, and little room. A guess: browsers do not say. */
  readonly privateSuspected: boolean;
  /** Bytes used and in all; `undefined` where it cannot be asked. */
  readonly storage: { readonly usedBytes: number; readonly quotaBytes: number } | undefined;
  /** How wrong the clock is; `undefined` until the registry was heard. */
  readonly clock: ClockError | undefined;
  readonly clockSuspect: boolean;
  /** Visits and undos not acknowledged. */
  readonly pending: number;
  /** When the oldest of them was confirmed; `undefined` where none waits, or where it is a void. */
  readonly oldestTakenAt: Instant | undefined;
  /** Whether a tab of this browser is sending just now; `undefined` where it cannot be asked. */
  readonly sending: boolean | undefined;
  /** The journal's id, for whoever looks for it in the registry. */
  readonly journal: string | undefined;
  readonly warnings: readonly DeviceWarning[];
}

/** Private windows are given little: less than this is not what a till's browser has. Guess, decision 0010. */
const littleBytes = 200 * 1024 * 1024;

export async function lookAtHealth(given: {
  readonly environment: Environment;
  readonly storage: OutboxStorage;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly warnings: readonly DeviceWarning[];
}): Promise<DeviceHealth> {
  const { environment, storage, outbox, clock, warnings } = given;
  const [persistent, room, held, identity] = await Promise.all([
    askedOf(() => globalThis.navigator?.storage?.persisted?.()),
    askedOf(() => globalThis.navigator?.storage?.estimate?.()),
    askedOf(() => environment.locks.held()),
    askedOf(() => storage.identity()),
  ]);
  const { usage: usedBytes, quota: quotaBytes } = room ?? {};
  const known = usedBytes === undefined || quotaBytes === undefined ? undefined : { usedBytes, quotaBytes };
  const oldest = oldestPending(outbox.journal);
  return {
    persistent,
    privateSuspected: persistent === false && known !== undefined && known.quotaBytes < littleBytes,
    storage: known,
    clock: clock.error,
    clockSuspect: clock.isSuspect(),
    pending: pendingCount(outbox.journal),
    oldestTakenAt: oldest?.stage === 'report' ? oldest.visit.takenAt : undefined,
    sending: held?.has(senderLock(storage.name)),
    journal: identity?.journal,
    warnings,
  };
}

/** Not in workers, and so not in the types that pages and workers share. */
type Persisting = Partial<Pick<StorageManager, 'persisted'>> & { persist?(): Promise<boolean> };

/** Asks the browser to keep the storage whatever happens. Whether it promised; `undefined` where it cannot be asked. */
export function askToPersist(): Promise<boolean | undefined> {
  return askedOf(() => (globalThis.navigator?.storage as Persisting | undefined)?.persist?.());
}

async function askedOf<T>(question: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await question();
  } catch {
    return undefined;
  }
}
