import { type ShowFacts, ticketsOf } from '@kaiku/client/admission';
import type { AnnulRequest } from '@kaiku/client/contract';
import type { Queries } from './database.ts';
import { lockShow } from './shows.ts';
import type { Annulled, Device } from './store.ts';
import { findUsage, type KnownUsage } from './usages.ts';

interface Annulment {
  readonly device: Device;
  readonly usageId: string;
  readonly annulment: AnnulRequest;
  readonly atMs: number;
}

/**
 * Makes a usage void inside a transaction: a counted one gives its tickets back, one the register has never seen is
 * kept as annulled, so that its late delivery stays out. Void wins in every order of arrival (protocol.md §1).
 */
export async function annulUsage(queries: Queries, request: Annulment): Promise<Annulled> {
  const { device, usageId, annulment, atMs } = request;
  const show = await lockShow(queries, device.venueId, annulment.showId);
  if (show === undefined) return { outcome: 'unknown-show' };

  const known = await findUsage(queries, usageId);
  if (known !== undefined && known.showId !== annulment.showId) return { outcome: 'mismatch' };
  if (known?.state === 'void') return { outcome: 'void', recordedAt: known.annulledAt ?? known.recordedAt, show };

  await makeVoid(queries, request, known);
  const taken = known?.state === 'counted' ? await giveBack(queries, show, known) : show.taken;
  return { outcome: 'void', recordedAt: new Date(atMs), show: { ...show, taken } };
}

// Kept as annulled without ever having been seen.
const insertVoid = `
  insert into usage (id, show_id, device_id, state, recorded_at, annulled_at, annulled_by, annul_reason)
  values ($1, $2, $3, 'void', $4, $4, $3, $5)`;

// Nothing of the card is kept: whose visit it would have been is nobody's business any more.
const updateVoid = `
  update usage set state = 'void', card = null, fingerprint = null, flags = '{}', refusal = null,
    annulled_at = $4, annulled_by = $3, annul_reason = $5
  where id = $1 and show_id = $2`;

async function makeVoid(queries: Queries, request: Annulment, known: KnownUsage | undefined): Promise<void> {
  const { device, usageId, annulment, atMs } = request;
  await queries.query(known === undefined ? insertVoid : updateVoid, [
    usageId,
    annulment.showId,
    device.id,
    new Date(atMs).toISOString(),
    annulment.reason,
  ]);
}

async function giveBack(queries: Queries, show: ShowFacts, { minors, flags }: KnownUsage): Promise<number> {
  const tickets = ticketsOf({ minors: minors ?? 0 });
  const [row] = await queries.query<{ taken: number }>(
    'update show set taken = taken - $2, beyond_cap = beyond_cap - $3 where id = $1 returning taken',
    [show.id, tickets, flags.includes('cap-reached') ? tickets : 0],
  );
  return row?.taken ?? show.taken;
}
