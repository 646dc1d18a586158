/** Fills an empty registry on PostgreSQL with as many rows as a country has after years. */
import { readFile } from 'node:fs/promises';
import pg from 'pg';

export interface FillSize {
  readonly venues: number;
  readonly shows: number;
  readonly cards: number;
  /** Nearly as many: swimming halls have a hundred each. */
  readonly usages: number;
}

/** The size by which the registry's growth is measured. */
export const country: FillSize = { venues: 500, shows: 505_000, cards: 100_000, usages: 2_000_000 };

/** Ids of the fill. The token of a device is its id. */
export const filled = {
  venue: (nth: number) => `talo-${nth}`,
  till: (nth: number) => `talo-${nth}-1`,
  broker: 'lippu-1',
  coordinator: 'maa-1',
  show: (nth: number) => `esitys-${nth}`,
  card: (nth: number) => `A${500_000_000 + nth}`,
} as const;

/**
 * Fills the tables, which must exist and be empty. Equal sizes and moments give equal rows. The country takes about a
 * minute.
 */
export async function fill(url: string, size: FillSize, { nowMs }: { readonly nowMs: number }): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const settings = { ...size, now: new Date(nowMs).toISOString() };
    for (const [name, value] of Object.entries(settings)) {
      await client.query('select set_config($1, $2, false)', [`fill.${name}`, String(value)]);
    }
    const sql = await readFile(new URL('fill.sql', import.meta.url), 'utf8');
    const { rowCount: hasVenue } = await client.query(
      `select from pg_attribute where attrelid = 'kaiku.visit'::regclass and attname = 'venue_id'`,
    );
    await client.query(hasVenue ? sql : sql.replaceAll(/\/\*venue\*\/.*?\/\*end\*\//gs, ''));
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}
