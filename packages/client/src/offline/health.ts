import type { Instant } from '../admission/facts.ts';
import type { Environment } from '../environment.ts';
import { oldestPending, pendingCount } from '../outbox/outbox-state.ts';
import type { Outbox } from '../outbox/port.ts';
import { senderLock } from '../outbox/sender.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Clock, ClockError } from './clock.ts';
import type { DeviceWarning } from './watch.ts';

/** How well a device is prepared for an outage. Contains no card codes. */
export interface DeviceHealth {
  /** True if the browser has promised to keep the storage; `undefined` if the browser cannot say. */
  readonly persistent: boolean | undefined;
  /** True if the storage is likely to be lost with the window: no promise, and little room. A guess: browsers do not say. */
  readonly privateSuspected: boolean;
  /** `undefined` if the browser cannot say. */
  readonly storage: { readonly usedBytes: number; readonly quotaBytes: number } | undefined;
  /** `undefined` until the registry has responded. */
  readonly clock: ClockError | undefined;
  readonly clockSuspect: boolean;
  /** How many visits and undos are not acknowledged. */
  readonly pending: number;
  /** When the clerk confirmed the oldest of them; `undefined` if there is none, or if it is a void. */
  readonly oldestTakenAt: Instant | undefined;
  /** True if a tab of this browser is sending now; `undefined` if the locks cannot be queried. */
  readonly sending: boolean | undefined;
  /** The journal's id, to find the device's entries in the registry. */
  readonly journal: string | undefined;
  readonly warnings: readonly DeviceWarning[];
}

/** Private windows get a small quota, smaller than any till's browser has. Guess, decision 0010. */
const smallQuotaBytes = 200 * 1024 * 1024;

export async function lookAtHealth(given: {
  readonly environment: Environment;
  readonly storage: OutboxStorage;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly warnings: readonly DeviceWarning[];
}): Promise<DeviceHealth> {
  const { environment, storage, outbox, clock, warnings } = given;
  const [persistent, room, held, identity] = await Promise.all([
    orUndefined(() => globalThis.navigator?.storage?.persisted?.()),
    orUndefined(() => globalThis.navigator?.storage?.estimate?.()),
    orUndefined(() => environment.locks.held()),
    orUndefined(() => storage.identity()),
  ]);
  const { usage: usedBytes, quota: quotaBytes } = room ?? {};
  const known = usedBytes === undefined || quotaBytes === undefined ? undefined : { usedBytes, quotaBytes };
  const oldest = oldestPending(outbox.journal);
  return {
    persistent,
    privateSuspected: persistent === false && known !== undefined && known.quotaBytes < smallQuotaBytes,
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

/** `persist` is missing in workers, and so in the types that pages and workers share. */
type Persisting = Partial<Pick<StorageManager, 'persisted'>> & { persist?(): Promise<boolean> };

/** Asks the browser to keep the storage. Returns true if it promised; `undefined` if it cannot be asked. */
export function askToPersist(): Promise<boolean | undefined> {
  return orUndefined(() => (globalThis.navigator?.storage as Persisting | undefined)?.persist?.());
}

async function orUndefined<T>(question: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await question();
  } catch {
    return undefined;
  }
}
