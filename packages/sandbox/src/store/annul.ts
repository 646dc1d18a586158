import { rules, type ShowFacts, type UsageHow } from '@kaiku/client/admission';
import type { AnnulRequest } from '@kaiku/client/contract';
import type { Database, Queries } from './database.ts';
import { findShow } from './shows.ts';
import type { Annulled, AnnulledVisit, Device, Released } from './store.ts';
import { untilSettled } from './until-settled.ts';

interface Annulment {
  readonly device: Device;
  /** Of a usage or a visit. */
  readonly id: string;
  readonly annulment: AnnulRequest;
  readonly atMs: number;
}

/**
 * Makes a usage void: a counted one gives its tickets back, one that the register has never seen is kept as annulled,
 * so that its late delivery stays out. Void wins in every order of arrival (decision 0006).
 */
export function annulUsage(database: Database, { device, id, annulment, atMs }: Annulment): Promise<Annulled> {
  const { showId, reason } = annulment;
  return forShow(database, { device, showId, atMs }, async (queries, show) => {
    const { outcome, recordedAt, unseen } = await makeVoid(queries, { device, id, showId, reason, atMs });
    if (outcome === 'changed') return undefined;
    return outcome === 'void' ? { outcome, recordedAt, unseen, show: await show() } : { outcome: 'mismatch' };
  });
}

/** Gives a reservation up; again and again the same. One that was redeemed is not given up any more. */
export function releaseReservation(
  database: Database,
  { device, id, showId, atMs }: { device: Device; id: string; showId: string; atMs: number },
): Promise<Released> {
  return forShow(database, { device, showId, atMs }, async (queries, show) => {
    const { outcome, recordedAt, how } = await makeVoid(queries, { device, id, showId, reason: 'released', atMs });
    switch (outcome) {
      case 'changed':
        return undefined;
      case 'void':
        return { outcome, recordedAt, show: await show() };
      case 'given-out': {
        const rule = rules['already-recorded'];
        const refusal = { reason: 'already-recorded', rule, recordedAt: recordedAt.toISOString(), how } as const;
        return { outcome: 'refused', first: true, refusal, show: await show() };
      }
      case 'mismatch':
      case 'unknown':
        return { outcome: 'unknown-reservation' };
      default:
        return outcome satisfies never;
    }
  });
}

/** Makes a visit void with all its usages, like a usage. */
export function annulVisit(database: Database, { device, id, annulment, atMs }: Annulment): Promise<AnnulledVisit> {
  const { showId, reason } = annulment;
  return forShow(database, { device, showId, atMs }, async (queries, show) => {
    const [row] = await queries.query<{ outcome: Outcome; recordedAt: Date; unseen: boolean }>(
      `select outcome, recorded_at as "recordedAt", unseen from annul_visit($1, $2, $3, $4, $5)`,
      [id, showId, device.id, new Date(atMs).toISOString(), reason],
    );
    if (row === undefined || row.outcome === 'changed') return undefined;
    if (row.outcome !== 'void') return { outcome: 'mismatch' };
    const usages = await queries.query<{ id: string }>('select id::text from usage where visit_id = $1 order by id', [
      id,
    ]);
    const usageIds = usages.map((usage) => usage.id);
    return { outcome: 'void', recordedAt: row.recordedAt, unseen: row.unseen, usageIds, show: await show() };
  });
}

type Outcome = 'void' | 'mismatch' | 'unknown' | 'given-out' | 'changed';

async function makeVoid(
  queries: Queries,
  { device, id, showId, reason, atMs }: Omit<Annulment, 'annulment'> & { showId: string; reason: string },
): Promise<{ readonly outcome: Outcome; readonly recordedAt: Date; readonly how: UsageHow; readonly unseen: boolean }> {
  const [row] = await queries.query<{ outcome: Outcome; recordedAt: Date; how: UsageHow; unseen: boolean }>(
    `select outcome, recorded_at as "recordedAt", how, unseen from annul_usage($1, $2, $3, $4, $5)`,
    [id, showId, device.id, new Date(atMs).toISOString(), reason],
  );
  return row ?? { outcome: 'changed', recordedAt: new Date(atMs), how: 'door', unseen: false };
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
