import { admissionOf } from '@kaiku/client/admission';
import type { Queries, SqlValue } from './database/database.ts';
import { hashToken } from './devices/devices.ts';
import type { World } from './world.ts';

/** Adds the venues, devices, shows and cards of a world. Existing ones get its names, dates and card data. */
export async function seedWorld(
  queries: Queries,
  { venues = [], devices = [], shows = [], cards = [] }: Partial<World>,
): Promise<void> {
  await insertAll(
    queries,
    `insert into venue (id, name, kind) values ($1, $2, $3)
     on conflict (id) do update set name = excluded.name, kind = case excluded.kind when 'broker' then 'broker' else venue.kind end`,
    venues,
    (venue) => [venue.id, venue.name, venue.clients === undefined ? 'operator' : 'broker'],
  );
  await insertAll(
    queries,
    'insert into client (broker_id, venue_id) values ($1, $2) on conflict do nothing',
    venues.flatMap(({ id, clients = [] }) => clients.map((clientId) => [id, clientId] as const)),
    (values) => values,
  );
  await insertAll(
    queries,
    `insert into device (id, venue_id, name, token_hash, expires_at, role) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set name = excluded.name, expires_at = excluded.expires_at, role = excluded.role`,
    devices,
    (device) => [
      device.id,
      device.venueId,
      device.name,
      hashToken(device.token),
      device.expiresAt ?? null,
      device.role ?? 'till',
    ],
  );
  // An existing cap stays, because visits may have been counted against it.
  await insertAll(
    queries,
    `insert into show (id, venue_id, name, kind, starts_at, seats, cap, reservation_opens, redemption_opens_min, cap_is_hard,
       admission, reservations_lapse_min)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (id) do update set name = excluded.name, starts_at = excluded.starts_at, version = show.version + 1`,
    shows,
    (show) => [
      show.id,
      show.venueId,
      show.name,
      show.kind,
      show.startsAt,
      show.seats,
      show.cap,
      show.reservationOpens ?? 'at-once',
      show.redemptionOpensMin ?? null,
      show.capIsHard ?? false,
      admissionOf(show),
      show.reservationsLapseMin === undefined ? 0 : show.reservationsLapseMin,
    ],
  );
  await insertAll(
    queries,
    `insert into card (code, status, valid_until_on, minors) values ($1, $2, $3, $4)
     on conflict (code) do update set status = excluded.status, valid_until_on = excluded.valid_until_on,
       minors = excluded.minors, version = card.version + 1`,
    cards,
    (card) => [card.code, card.status, card.validUntilOn, card.minors],
  );
}

async function insertAll<T>(
  { query }: Queries,
  sql: string,
  items: readonly T[],
  toValues: (item: T) => readonly SqlValue[],
): Promise<void> {
  for (const item of items) await query(sql, toValues(item));
}
