import type { ShowFacts } from '@kaiku/client/admission';
import { mayDo, undoReasons, type VoidRequest, voidRights } from '@kaiku/client/contract';
import { call, type Database, type Queries, toTimestamp } from '../database/database.ts';
import type { Device, KnownDevice } from '../devices/devices.ts';
import { retryOnConflict } from '../shows/retry-on-conflict.ts';
import { findShow } from '../shows/shows.ts';
import type { VisitRemainder, VoidResult } from './results.ts';

interface VoidAction {
  readonly device: KnownDevice;
  /** The id of the visit. */
  readonly id: string;
  readonly voidRequest: VoidRequest;
  readonly atMs: number;
}

/**
 * Voids a visit, or the part of it that the request names. The tickets of a counted visit become free. An unknown visit
 * is stored as voided, so that a late delivery of it does not count. A void wins in every order of arrival (decision
 * 0006).
 */
export async function voidVisit(database: Database, action: VoidAction): Promise<VoidResult> {
  const { device, id, voidRequest, atMs } = action;
  const { showId, reason, usages } = voidRequest;
  if (isUndo(reason) && !mayDo(voidRights.undo, device.role)) return missingRole('undo');
  if (usages !== undefined) return voidUsages(database, action, usages);
  return forShow(database, { device, showId, atMs }, async (queries, readShow) => {
    const [row] = await queries.query<{
      outcome: 'voided' | 'mismatch' | 'missing-role' | 'changed';
      recorded_at: Date;
      unseen: boolean;
    }>(
      ...call('void_visit', {
        seller: device.venueId,
        id,
        show: showId,
        device: device.id,
        at: toTimestamp(atMs),
        reason,
        any: mayDo(voidRights.undoOthers, device.role),
      }),
    );
    if (row === undefined || row.outcome === 'changed') return undefined;
    if (row.outcome === 'missing-role') return missingRole('undoOthers');
    if (row.outcome !== 'voided') return { outcome: row.outcome };
    const { recorded_at: recordedAt, unseen } = row;
    const remainder = await remainderOf(queries, showId, id);
    return { outcome: 'voided', recordedAt, unseen, remainder, show: await readShow() };
  });
}

function isUndo(reason: VoidRequest['reason']): boolean {
  return (undoReasons as readonly string[]).includes(reason);
}

function missingRole(right: keyof typeof voidRights) {
  return { outcome: 'missing-role', access: voidRights[right] } as const;
}

/** Voids usages of a visit, or reduces their minors. */
function voidUsages(
  database: Database,
  { device, id, voidRequest, atMs }: VoidAction,
  usages: NonNullable<VoidRequest['usages']>,
): Promise<VoidResult> {
  const { showId, reason } = voidRequest;
  return forShow(database, { device, showId, atMs }, async (queries, readShow) => {
    const at = toTimestamp(atMs);
    const args = {
      seller: device.venueId,
      id,
      show: showId,
      device: device.id,
      at,
      reason,
      any: mayDo(voidRights.undoOthers, device.role),
      usages: JSON.stringify(usages),
    };
    const [row] = await queries.query<{ outcome: 'voided' | 'reduced' | 'mismatch' | 'missing-role' | 'unknown' }>(
      ...call('void_usages', args, 'outcome'),
    );
    if (row === undefined) return undefined;
    if (row.outcome === 'unknown') return { outcome: 'unknown-visit' };
    if (row.outcome === 'missing-role') return missingRole('undoOthers');
    if (row.outcome === 'mismatch') return { outcome: row.outcome };
    const remainder = await remainderOf(queries, showId, id);
    const done = { recordedAt: new Date(atMs), remainder, show: await readShow() };
    return row.outcome === 'voided' ? { outcome: 'voided', unseen: false, ...done } : { outcome: 'reduced', ...done };
  });
}

async function remainderOf(queries: Queries, showId: string, visitId: string): Promise<VisitRemainder> {
  const [row] = await queries.query<VisitRemainder>(
    `select visit.reference, coalesce((
       select json_agg(json_build_object('id', usage.id, 'minors', usage.minors) order by usage.id)
       from usage where usage.venue_id = visit.venue_id and usage.visit_id = visit.id and usage.state <> 'voided'
     ), '[]'::json) as usages
     from visit where visit.venue_id = (select venue_id from show where id = $2) and visit.id = $1`,
    [visitId, showId],
  );
  return row ?? { reference: null, usages: [] };
}

/** Runs `work` for a show that the device may use. `readShow` returns the show after the change. */
export function forShow<T>(
  database: Database,
  { device, showId, atMs }: { readonly device: Device; readonly showId: string; readonly atMs: number },
  work: (queries: Queries, readShow: () => Promise<ShowFacts>) => Promise<T | undefined>,
): Promise<T | { readonly outcome: 'unknown-show' }> {
  return retryOnConflict<T | { readonly outcome: 'unknown-show' }>(
    database,
    { showId, evaluatedAtMs: atMs },
    async (queries) => {
      const question = { venueId: device.venueId, showId, atMs };
      const before = await findShow(queries, question);
      if (before === undefined) return { outcome: 'unknown-show' };
      return work(queries, async () => (await findShow(queries, question)) ?? before);
    },
  );
}
