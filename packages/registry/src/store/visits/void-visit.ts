import { rules, type ShowFacts, type UsageHow } from '@kaiku/client/admission';
import type { VoidRequest } from '@kaiku/client/contract';
import type { Database, Queries } from '../database/database.ts';
import { untilSettled } from '../shows/retry-on-conflict.ts';
import { findShow } from '../shows/shows.ts';
import type { Device, Left, Released, Voided } from '../store.ts';

interface Voiding {
  readonly device: Device;
  /** Of the visit. */
  readonly id: string;
  readonly voidRequest: VoidRequest;
  readonly atMs: number;
}

/**
 * Makes a visit void, or what of it is named: a counted one gives its tickets back, one that the registry has never seen is
 * kept as voided, so that its late delivery stays out. Void wins in every order of arrival (decision 0006).
 */
export function voidVisit(database: Database, request: Voiding): Promise<Voided> {
  const { device, id, voidRequest, atMs } = request;
  const { showId, reason, usages } = voidRequest;
  if (usages !== undefined) return voidUsages(database, request, usages);
  return forShow(database, { device, showId, atMs }, async (queries, show) => {
    const [row] = await queries.query<{
      outcome: 'voided' | 'mismatch' | 'changed';
      recordedAt: Date;
      unseen: boolean;
    }>(`select outcome, recorded_at as "recordedAt", unseen from void_visit($1, $2, $3, $4, $5)`, [
      id,
      showId,
      device.id,
      new Date(atMs).toISOString(),
      reason,
    ]);
    if (row === undefined || row.outcome === 'changed') return undefined;
    if (row.outcome === 'mismatch') return { outcome: 'mismatch' };
    const { recordedAt, unseen } = row;
    return { outcome: 'voided', recordedAt, unseen, left: await leftOf(queries, id), show: await show() };
  });
}

/** Takes usages of a visit back, or minors of them. */
function voidUsages(
  database: Database,
  { device, id, voidRequest, atMs }: Voiding,
  usages: NonNullable<VoidRequest['usages']>,
): Promise<Voided> {
  const { showId, reason } = voidRequest;
  return forShow(database, { device, showId, atMs }, async (queries, show) => {
    const [row] = await queries.query<{ outcome: 'voided' | 'reduced' | 'mismatch' | 'unknown' }>(
      'select void_usages($1, $2, $3, $4, $5, $6) as outcome',
      [id, showId, device.id, new Date(atMs).toISOString(), reason, JSON.stringify(usages)],
    );
    if (row === undefined) return undefined;
    const told = async () => ({ recordedAt: new Date(atMs), left: await leftOf(queries, id), show: await show() });
    switch (row.outcome) {
      case 'unknown':
        return { outcome: 'unknown-visit' };
      case 'mismatch':
        return { outcome: 'mismatch' };
      case 'voided':
        return { outcome: 'voided', unseen: false, ...(await told()) };
      case 'reduced':
        return { outcome: 'reduced', ...(await told()) };
      default:
        return row.outcome satisfies never;
    }
  });
}

async function leftOf(queries: Queries, visitId: string): Promise<Left> {
  const [row] = await queries.query<Left>(
    `select visit.reference, coalesce((
       select json_agg(json_build_object('id', usage.id, 'minors', usage.minors) order by usage.id)
       from usage where usage.visit_id = visit.id and usage.state <> 'voided'
     ), '[]'::json) as usages
     from visit where visit.id = $1`,
    [visitId],
  );
  return row ?? { reference: null, usages: [] };
}

/** Gives a reservation up; again and again the same. One that was redeemed is not given up any more. */
export function releaseReservation(
  database: Database,
  { device, id, showId, atMs }: { device: Device; id: string; showId: string; atMs: number },
): Promise<Released> {
  return forShow(database, { device, showId, atMs }, async (queries, show) => {
    const [row] = await queries.query<{ outcome: 'voided' | 'unknown' | 'given-out'; recordedAt: Date; how: UsageHow }>(
      `select outcome, recorded_at as "recordedAt", how from release_reservation($1, $2, $3, $4)`,
      [id, showId, device.id, new Date(atMs).toISOString()],
    );
    if (row === undefined || row.outcome === 'unknown') return { outcome: 'unknown-reservation' };
    const { recordedAt, how } = row;
    if (row.outcome === 'voided') return { outcome: 'voided', recordedAt, show: await show() };
    const rule = rules['already-recorded'];
    const refusal = { reason: 'already-recorded', rule, recordedAt: recordedAt.toISOString(), how } as const;
    return { outcome: 'refused', first: true, refusal, show: await show() };
  });
}

/** Does something for a show that is the device's business; `show` tells how it stands afterwards. */
function forShow<T>(
  database: Database,
  { device, showId, atMs }: { readonly device: Device; readonly showId: string; readonly atMs: number },
  work: (queries: Queries, show: () => Promise<ShowFacts>) => Promise<T | undefined>,
): Promise<T | { readonly outcome: 'unknown-show' }> {
  return untilSettled<T | { readonly outcome: 'unknown-show' }>(
    database,
    { showId, judgedAtMs: atMs },
    async (queries) => {
      const look = { venueId: device.venueId, showId, atMs };
      const before = await findShow(queries, look);
      if (before === undefined) return { outcome: 'unknown-show' };
      return work(queries, async () => (await findShow(queries, look)) ?? before);
    },
  );
}
