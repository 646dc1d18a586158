import { type Flag, maskCardCode, type ShowFacts } from '@kaiku/client/admission';
import type { FoundVisitAnswer } from '@kaiku/client/contract';
import type { Queries } from './database.ts';
import { findShow } from './shows.ts';
import type { Device } from './store.ts';

export interface FoundVisit {
  readonly visit: FoundVisitAnswer['visit'];
  readonly show: ShowFacts;
}

interface VisitRow {
  readonly showId: string;
  readonly outcome: FoundVisitAnswer['visit']['outcome'];
  readonly recordedAt: Date;
  readonly reference: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

interface UsageRow {
  readonly id: string;
  readonly outcome: FoundVisitAnswer['visit']['usages'][number]['outcome'];
  readonly card: string | null;
  readonly minors: number;
  readonly flags: readonly Flag[];
}

/** A visit as it stands; `undefined` where there is none that the device may handle. */
export async function findVisit(
  queries: Queries,
  { device, id, atMs }: { readonly device: Device; readonly id: string; readonly atMs: number },
): Promise<FoundVisit | undefined> {
  const [row] = await queries.query<VisitRow>(
    `select show_id as "showId", state as outcome, recorded_at as "recordedAt", reference, metadata
     from visit where id = $1 and may_handle($2, show_id, device_id)`,
    [id, device.id],
  );
  const show = row && (await findShow(queries, { venueId: device.venueId, showId: row.showId, atMs }));
  if (row === undefined || show === undefined) return undefined;
  const usages = await queries.query<UsageRow>(
    `select id::text, state as outcome, card, minors, flags from usage where visit_id = $1 order by id`,
    [id],
  );
  const { outcome, recordedAt, reference, metadata } = row;
  const visit = {
    ...{ id, outcome, recordedAt: recordedAt.toISOString() },
    ...(reference !== null && { reference }),
    ...(metadata !== null && { metadata: { ...metadata } }),
    usages: usages.map(({ card, flags, ...usage }) => ({
      ...usage,
      maskedCard: card === null ? '…' : maskCardCode(card),
      flags: [...flags],
    })),
  };
  return { visit, show };
}
