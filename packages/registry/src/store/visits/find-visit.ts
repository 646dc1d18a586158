import { maskCardCode, type ShowFacts } from '@kaiku/client/admission';
import type { FoundVisit } from '@kaiku/client/contract';
import type { Queries } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { findShow } from '../shows/shows.ts';

/** Returns a visit in its present state; `undefined` if there is none that the device may handle. */
export async function findVisit(
  queries: Queries,
  { device, id, atMs }: { readonly device: Device; readonly id: string; readonly atMs: number },
): Promise<{ readonly visit: FoundVisit; readonly show: ShowFacts } | undefined> {
  const [row] = await queries.query<VisitRow>(
    `${visits} where visit.venue_id = venue_of_visit($3, $1) and visit.id = $1 and may_handle($2, visit.show_id, device.id)`,
    [id, device.id, device.venueId],
  );
  const show = row && (await findShow(queries, { venueId: device.venueId, showId: row.showId, atMs }));
  if (row === undefined || show === undefined) return undefined;
  return { visit: toVisit(row), show };
}

/** Which visits of a show to list: one seller's, or the device's own. Default: all that its venue may see. */
export interface VisitsFilter {
  readonly seller?: string | undefined;
  readonly isOwn?: boolean;
}

/** Returns the visits of a show, by when they were recorded; `undefined` if the device's venue may not see the show. */
export async function listVisits(
  queries: Queries,
  question: { readonly device: Device; readonly showId: string; readonly atMs: number } & VisitsFilter,
): Promise<{ readonly visits: FoundVisit[]; readonly show: ShowFacts } | undefined> {
  const { device, showId, seller, isOwn = false, atMs } = question;
  const show = await findShow(queries, { venueId: device.venueId, showId, atMs });
  if (show === undefined) return undefined;
  const rows = await queries.query<VisitRow>(
    `${visits} where visit.show_id = $1 and may_handle($2, visit.show_id, device.id)
       and ($3::text is null or device.venue_id = $3) and (not $4 or visit.device_id = $2)
     order by visit.recorded_at, visit.id`,
    [showId, device.id, seller ?? null, isOwn],
  );
  return { visits: rows.map(toVisit), show };
}

const visits = `
  select visit.id::text, visit.show_id as "showId", visit.state as outcome, visit.recorded_at as "recordedAt",
    device.venue_id as seller, visit.reference, visit.metadata, coalesce((
      select json_agg(json_build_object('id', usage.id, 'outcome', usage.state, 'card', usage.card,
        'minors', usage.minors, 'how', usage.how, 'takenAt', usage.taken_at, 'flags', usage.flags) order by usage.id)
      from usage where usage.venue_id = visit.venue_id and usage.visit_id = visit.id
    ), '[]'::json) as usages
  from visit join device on device.id = visit.device_id`;

interface VisitRow {
  readonly id: string;
  readonly showId: string;
  readonly outcome: FoundVisit['outcome'];
  readonly recordedAt: Date;
  readonly seller: string;
  readonly reference: string | null;
  readonly metadata: Record<string, string> | null;
  readonly usages: readonly (Omit<FoundVisit['usages'][number], 'maskedCard'> & { readonly card: string | null })[];
}

function toVisit({ showId: _, recordedAt, reference, metadata, usages: rows, ...visit }: VisitRow): FoundVisit {
  return {
    ...visit,
    recordedAt: recordedAt.toISOString(),
    ...(reference !== null && { reference }),
    ...(metadata !== null && { metadata }),
    usages: rows.map(({ card, takenAt, ...usage }) => ({
      ...usage,
      takenAt: new Date(takenAt).toISOString(),
      maskedCard: card === null ? '…' : maskCardCode(card),
    })),
  };
}
