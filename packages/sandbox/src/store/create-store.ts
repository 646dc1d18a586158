import { annulUsage } from './annul-usage.ts';
import { type Database, isUniqueViolation, type Queries } from './database.ts';
import { findDevice, revokeDevice } from './devices.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import { recordUsage } from './record-usage.ts';
import { prepareSchema } from './schema.ts';
import { putWorld } from './seed.ts';
import { findShow, listShows, lookUpCard } from './shows.ts';
import type { Store } from './store.ts';
import { listReportedUses, listUsages } from './usages.ts';

/** Where the register keeps its data. */
export type DatabaseChoice =
  /** In this process, gone at `close`. */
  | { readonly kind: 'memory' }
  /** In this process and in a folder, made where it is missing. One process at a time. */
  | { readonly kind: 'folder'; readonly path: string }
  /** On a PostgreSQL server, version 15 or newer, in the schema `kaiku`. Any number of processes. */
  | { readonly kind: 'postgres'; readonly url: string };

export interface StoreOptions {
  readonly database: DatabaseChoice;
  /** Milliseconds since the Unix epoch: the register's clock. */
  readonly now: () => number;
  /** Drops what was there. */
  readonly reset: boolean;
}

/**
 * A store over a database that is ready for use.
 * @throws Error where the folder is in use, the server is not there, or the tables are another version's
 */
export async function createStore({ database: choice, now, reset }: StoreOptions): Promise<Store> {
  const database = await openDatabase(choice);
  try {
    await prepareSchema(database, { reset });
  } catch (error) {
    await database.close();
    throw error;
  }
  return toStore(database, now);
}

function toStore(database: Database, now: () => number): Store {
  const store: Store = {
    async ready() {
      await database.query('select 1');
    },
    device: (token) => findDevice(database, token, now()),
    shows: (venueId) => listShows(database, venueId),
    show: (venueId, showId) => findShow(database, venueId, showId),
    async lookUp(venueId, showId, code) {
      const show = await findShow(database, venueId, showId);
      return show && { ...(await lookUpCard(database, showId, code)), show };
    },
    record: (device, usage) => atomically(database, (queries) => recordUsage(queries, { device, usage, atMs: now() })),
    annul: (device, usageId, annulment) =>
      atomically(database, (queries) => annulUsage(queries, { device, usageId, annulment, atMs: now() })),
    reportedUses: (venueId, showId) => listReportedUses(database, venueId, showId),
    usages: (showId) => listUsages(database, showId),
    async seed(world) {
      await database.transaction((queries) => putWorld(queries, world));
      for (const { device, usage } of world.usages ?? []) await store.record(device, usage);
    },
    revoke: (deviceId) => revokeDevice(database, deviceId, now()),
    close: () => database.close(),
  };
  return store;
}

/**
 * Usages of one show wait for each other at the show's row; one id sent for two shows at once meets only at the primary
 * key. Whoever comes second there looks again, and then finds the first.
 */
async function atomically<T>(database: Database, work: (queries: Queries) => Promise<T>): Promise<T> {
  try {
    return await database.transaction(work);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return database.transaction(work);
  }
}

async function openDatabase(choice: DatabaseChoice): Promise<Database> {
  switch (choice.kind) {
    case 'memory':
      return openPglite();
    case 'folder':
      return openPglite(choice.path);
    case 'postgres':
      return openPostgres(choice.url);
    default:
      return choice satisfies never;
  }
}
