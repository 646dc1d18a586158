import { unconfirmedOf } from '../../packages/client/src/storage/entry.ts';
import type { DeviceModel } from './outbox-model.ts';
import type { Use } from './outbox-use.ts';
import { leftIn } from './registry-model.ts';
import { hamlet } from './world.ts';

/** True if it is unknown whether it should count. */
function isUnsure({ undone, undoing, unsure }: Use): boolean {
  return !undone && (unsure || undoing > 0);
}

/** True if its people are certainly inside. */
function isIn(device: DeviceModel, use: Use): boolean {
  const wasShown = use.told === 'confirmed' || use.told === 'provisional';
  const { registry, unknowable } = device;
  const isAPersons = use.voidedElsewhere || registry.poisoned.has(use.visit.id) || unknowable.has(use.visit.id);
  return wasShown && !use.undone && !isUnsure(use) && !isAPersons;
}

/** Returns what is wrong at this moment. */
export async function wrongNow(device: DeviceModel): Promise<string | undefined> {
  const { registry, uses, storage, settings } = device;
  const books = registry.wrong();
  if (books !== undefined) return books;
  const [capacity, entries] = [await storage.capacity(hamlet.id), await storage.entries()];
  const { lease, unconfirmed } = capacity;
  if (lease !== undefined && (lease.left < 0 || lease.left > lease.granted)) return `left is ${lease.left}`;
  const pending = unconfirmedOf(entries).get(hamlet.id) ?? 0;
  if (unconfirmed !== pending) return `${unconfirmed} are counted as unconfirmed, ${pending} are`;
  if (unconfirmed > settings.maxUnconfirmed) return `${unconfirmed} are unconfirmed`;
  const inside = [...uses.values()].filter((use) => isIn(device, use));
  const tickets = (some: readonly Use[]) => some.reduce((sum, use) => sum + use.tickets, 0);
  const blind = tickets(inside.filter(({ by }) => by === 'unconfirmed'));
  const admitted = tickets(inside) + registry.strangers;
  const bound = registry.cap + blind + device.excused;
  return admitted > bound ? `${admitted} are in, and no more than ${bound} may be (I5, I6)` : undefined;
}

/** Returns what is wrong once nothing is in flight. */
export async function wrongAtRest(device: DeviceModel): Promise<string | undefined> {
  if (device.isExcused) return undefined;
  const { registry, uses, storage } = device;
  const entries = await storage.entries();
  const notices = new Map(
    entries.flatMap((entry) => (entry.stage === 'review' ? [[entry.notice.visitId, entry]] : [])),
  );
  for (const { notice, visit } of notices.values()) {
    // Only poison entries may be listed for a failure, never temporary errors.
    const isPoison = registry.poisoned.has(notice.visitId);
    if (notice.why.includes('/') && !isPoison) return `${notice.visitId} is on the list for ${notice.why}`;
    if (visit !== null && visit.id !== notice.visitId) return 'a notice has the visit of another';
  }
  for (const [id, use] of uses) {
    if (isUnsure(use) || registry.poisoned.has(id) || device.unknowable.has(id)) continue;
    const row = registry.row(id);
    const isCounted = row?.state === 'counted';
    const shouldCount = !use.undone && !use.voidedElsewhere && (use.told === 'confirmed' || use.told === 'provisional');
    if (isCounted !== shouldCount)
      return `${id}: ${JSON.stringify({ ...use, visit: undefined })}, and it is ${row?.state}`;
    const isListed = notices.get(id)?.notice.why === 'flagged';
    const isToldOf = isListed || device.dismissed.has(id) || device.forgotten.has(id);
    if (isCounted && row?.via === 'over' && !isToldOf) return `${id} is flagged, and not on the review list`;
  }
  const { lease } = await storage.capacity(hamlet.id);
  const reassigned = lease && registry.leases.get(lease.id);
  // The voids of poison entries do not arrive either, so their tickets stay taken.
  const isCertain = registry.poisoned.size === 0;
  if (isCertain && lease?.state === 'open' && reassigned?.state === 'open' && lease.left > leftIn(reassigned))
    return `the device counts on ${lease.left} tickets, the registry holds ${leftIn(reassigned)}`;
  return undefined;
}
