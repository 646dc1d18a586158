import type { AttentionAnswer, AttentionItem } from '@kaiku/client/contract';
import { type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';

/** What the people of a venue have to see to. */
export interface Attention {
  /** Returns what no one has settled, oldest first, and whether there is more. */
  list(venueId: string): Promise<Pick<AttentionAnswer, 'items' | 'more'>>;
  /** Stores that a person has seen to a visit. Returns false if it is not in the list. Safe to repeat. */
  settle(device: Device, visitId: string): Promise<boolean>;
}

/** Items of a list. A person sees to them one after another. */
const maxItems = 200;

/**
 * The visits of $1 that break a rule, and the entries of its devices that were rejected. A visit that arrived on a later day,
 * or whose card Kaikukanta checks, needs nothing: devices list the same.
 */
const listed = `with flagged as (
    select distinct on (usage.visit_id) usage.visit_id as id, usage.venue_id, usage.show_id, usage.device_id,
      usage.taken_at, usage.recorded_at
    from usage join device on device.id = usage.device_id
    where usage.venue_id = any (array(select visible_venues($1))) and $1 in (usage.venue_id, device.venue_id)
      and state = 'counted' and not flags <@ '{late,card-not-checked}'
    order by usage.visit_id, usage.recorded_at
  ), rejected as (
    select entry_id as id, journal.device_id, journal.last_seen_at as recorded_at
    from accounted join journal on journal.venue_id = accounted.venue_id and journal.id = journal_id
    where accounted.venue_id = $1 and outcome = 'rejected'
  ), listed as (
    select 'flagged' as kind, id, venue_id, show_id, device_id, taken_at, recorded_at from flagged
    union all
    select 'rejected', id, null, null, device_id, null, recorded_at from rejected
  )`;

const isOpen = `not exists (
    select from settled_attention as settled where settled.venue_id = $1 and settled.id = listed.id
  )`;

type Row = Omit<AttentionItem, 'takenAt'> & { readonly takenAt: Date | null };

/** Returns the list of a database. */
export function createAttention(queries: Queries, now: () => number): Attention {
  return {
    async list(venueId) {
      const rows = await queries.query<Row>(
        `${listed} select listed.kind, listed.id::text, device.id as "deviceId", device.name as device,
           listed.taken_at as "takenAt",
           case when show.id is not null then jsonb_build_object('id', show.id, 'name', show.name) end as show,
           coalesce((
             select jsonb_agg(jsonb_build_object('id', usage.id, 'minors', minors, 'flags', flags) order by usage.id)
             from usage where usage.venue_id = listed.venue_id and visit_id = listed.id and state = 'counted'
           ), '[]') as usages
         from listed join device on device.id = listed.device_id left join show on show.id = listed.show_id
         where ${isOpen} order by listed.recorded_at, listed.id limit $2`,
        [venueId, maxItems + 1],
      );
      const items = rows.slice(0, maxItems).map((row) => ({ ...row, takenAt: row.takenAt?.toISOString() ?? null }));
      return { items, more: rows.length > maxItems };
    },
    async settle({ id: by, venueId }, visitId) {
      const [found] = await queries.query(
        `${listed} insert into settled_attention (venue_id, id, at, by)
         select distinct $1, id, $3::timestamptz, $4 from listed where id = $2
         on conflict (id, venue_id) do update set at = settled_attention.at returning id`,
        [venueId, visitId, toTimestamp(now()), by],
      );
      return found !== undefined;
    },
  };
}
