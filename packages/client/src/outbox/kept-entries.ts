/** What the device keeps of acknowledged entries, in case the registry forgets them (decision 0024). */
import type { Environment } from '../environment.ts';
import { type KeptEntry, type NewEntry, voidEntry } from '../storage/entry.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { DeliveredBatch, DeliveredEntry } from '../usage/delivery.ts';
import type { Visit } from '../usage/visit.ts';
import type { PendingEntry } from './after-delivery.ts';
import type { StoredRequest } from './decide-offline.ts';
import type { Journal } from './journal.ts';

/** How long an acknowledged entry is kept: a registry may be restored to any moment of the last day. */
const keptForMs = 86_400_000;

/** How often older ones are looked for. Guess. */
const eraseEveryMs = 3_600_000;

/** Decides what is kept. */
export interface Keeping {
  /** False if the registry does not say which numbers it lacks, or cannot open sealed codes. */
  readonly keepsAcknowledged: boolean;
  readonly clockSuspect: () => boolean;
  readonly environment: Pick<Environment, 'now' | 'newId'>;
}

type Kept = KeptEntry | undefined;

/** Returns what to keep of an answered request: a report if it was counted, otherwise a void, so that its number arrives. */
export function keptRequest(keeping: Keeping, { visit, consumedFrom }: StoredRequest, answer: RecordAnswer): Kept {
  if (answer.outcome === 'refused') return keptNumber(keeping, visit);
  if (answer.outcome === 'voided') return keep(keeping, voidEntry(visit, 'never-answered'));
  const isLeased = answer.fromLease === true && consumedFrom !== undefined;
  return keep(keeping, {
    ...{ stage: 'report', visit, clockSuspect: keeping.clockSuspect() },
    consumedFrom: isLeased ? consumedFrom : { from: 'unconfirmed' },
  });
}

/**
 * Returns what to keep of a request that did not count: a void. Under a reference it voids another id, because another
 * device may have recorded the visit since.
 */
export function keptNumber(keeping: Keeping, { id, showId, reference }: Visit): Kept {
  const voided = reference === undefined ? id : keeping.environment.newId();
  return keep(keeping, voidEntry({ id: voided, showId }, 'never-answered'));
}

/** Returns what to keep of a delivered entry; `undefined` if it stays on the review list with its visit. */
export function keptDelivered(keeping: Keeping, entry: PendingEntry, answer: DeliveredEntry): Kept {
  if (entry.stage === 'void') {
    const { seq: _, stranger: __, resent: ___, ...voided } = entry;
    return keep(keeping, { ...voided, notice: null, consumedFrom: null });
  }
  const { seq: _, resent: __, ...report } = entry;
  const { visit, adopted } = report;
  switch (answer.outcome) {
    case 'counted':
      // The registry counted a free ticket: the lease's was refunded.
      return keep(keeping, answer.from === 'lease' ? report : { ...report, consumedFrom: { from: 'unconfirmed' } });
    case 'voided':
      return keep(keeping, { ...voidEntry(visit, 'never-answered'), ...(adopted && { adopted }) });
    default:
      return undefined;
  }
}

function keep(
  { keepsAcknowledged, environment }: Keeping,
  entry: Extract<NewEntry, { stage: 'report' | 'void' }>,
): Kept {
  return keepsAcknowledged ? { entry, atMs: environment.now() } : undefined;
}

/**
 * Makes pending again what the registry has acknowledged and now lists as missing. Returns whether there is any. A copied
 * profile sends nothing again: it cannot know whose number is missing.
 * @param sentMs when the delivery was sent. What was acknowledged later was not missing
 */
export async function returnMissing(
  journal: Pick<Journal, 'returnKept'>,
  { missing, cloned }: Pick<DeliveredBatch, 'missing' | 'cloned'>,
  sentMs: number,
): Promise<boolean> {
  if (cloned || missing.length === 0) return false;
  // If the storage fails, the next delivery lists them again.
  return journal.returnKept(missing, sentMs).catch(() => false);
}

/** Returns a function that erases what was kept for a day, if it has not looked within the hour. Never throws. */
export function createKeptEraser(
  storage: Pick<OutboxStorage, 'eraseKept'>,
  { now }: Pick<Environment, 'now'>,
): () => Promise<void> {
  let erasedMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const nowMs = now();
    if (Math.abs(nowMs - erasedMs) < eraseEveryMs) return;
    erasedMs = nowMs;
    // What seems to be of tomorrow is from before the clock was set back.
    const outside = { since: nowMs - keptForMs, until: nowMs + keptForMs };
    await storage.eraseKept(outside).catch(() => {
      erasedMs = Number.NEGATIVE_INFINITY;
    });
  };
}
