import type { Database } from './database/database.ts';
import { openPglite } from './database/pglite.ts';
import { openPostgres } from './database/postgres.ts';
import { ready, requireSettings, whenThere } from './database/readiness.ts';
import { findDevice, letDeviceIn, revokeDevice } from './devices/devices.ts';
import type { LookUpLimits } from './lookups/limits.ts';
import { lookUpCard } from './lookups/look-up.ts';
import { createNewsroom } from './news/news.ts';
import { toOfflineStore } from './offline-store.ts';
import { listReservations } from './reservations/list-reservations.ts';
import { redeemReservation } from './reservations/redeem-reservation.ts';
import { prepareSchema } from './schema.ts';
import { putWorld } from './seed.ts';
import { cancelShow, changeShow, createShow, deleteShow } from './shows/arrange-show.ts';
import { findShow, listShows } from './shows/shows.ts';
import type { Store } from './store.ts';
import { readStatistics } from './usages/statistics.ts';
import { listReportedUsages, listUsages, listUsagesToReview } from './usages/usages.ts';
import { findVisit, listVisits } from './visits/find-visit.ts';
import { countTogether } from './visits/record-batch.ts';
import { recordVisit } from './visits/record-visit.ts';
import { releaseReservation, voidVisit } from './visits/void-visit.ts';
import { numbered } from './visits/with-sequence-number.ts';

/** Where the registry keeps its data. */
export type DatabaseChoice =
  /** In this process, gone at `close`. */
  | { readonly kind: 'memory' }
  /** In this process and in a folder, made where it is missing. One process at a time. */
  | { readonly kind: 'folder'; readonly path: string }
  /**
   * On a PostgreSQL server, version 15 or newer, in the schema `kaiku`. Any number of processes. With a `pooler` in
   * between that reassigns connections for one transaction (PgBouncer in transaction mode): the database role must have the
   * settings then, and before PgBouncer 1.21 statements must be `unnamed-statements`.
   */
  | { readonly kind: 'postgres'; readonly url: string; readonly pooler?: 'named-statements' | 'unnamed-statements' };

export interface StoreOptions {
  readonly database: DatabaseChoice;
  /** Milliseconds since the Unix epoch: the registry's clock. */
  readonly now: () => number;
  /** Drops what was there. */
  readonly reset: boolean;
  readonly limits: LookUpLimits;
  /** See `RegistryServerOptions`. */
  readonly newsWaitMs: number;
  readonly recallWaitMs: number;
  /** Gets a line while the database is waited for at the start. */
  readonly log: (line: string) => void;
}

/**
 * A store over a database that is ready for use. Waits for a server that does not answer yet.
 * @throws Error where the folder is in use, the server refuses us, a pooler's role lacks the settings, or the tables are
 * another version's
 */
export async function createStore({ database: choice, reset, log, ...options }: StoreOptions): Promise<Store> {
  const database = await openDatabase(choice);
  try {
    await whenThere(log, async () => {
      if (choice.kind === 'postgres' && choice.pooler !== undefined) await requireSettings(database);
      await prepareSchema(database, { reset });
    });
  } catch (error) {
    await database.close();
    throw error;
  }
  return toStore(database, options);
}

function toStore(database: Database, options: Omit<StoreOptions, 'database' | 'reset' | 'log'>): Store {
  const { now, limits, newsWaitMs, recallWaitMs } = options;
  const newsroom = createNewsroom({ database, now, waitMs: newsWaitMs });
  const together = countTogether(database);
  const store: Store = {
    ...toOfflineStore(database, { now, newsroom }),
    ready: () => ready(database),
    device: (token) => findDevice(database, token, now()),
    shows: (venueId, from) => listShows(database, { venueId, from, atMs: now() }),
    show: (venueId, showId) => findShow(database, { venueId, showId, atMs: now() }),
    createShow: (device, request) => createShow(database, { device, request, atMs: now() }),
    changeShow: (device, showId, change) => changeShow(database, { device, showId, change, atMs: now() }),
    cancelShow: (device, showId, cancellation) => cancelShow(database, { device, showId, cancellation, atMs: now() }),
    deleteShow: (device, showId) => deleteShow(database, { device, showId, atMs: now() }),
    lookUp: (device, showId, card, at) => lookUpCard(database, limits, { device, showId, card, at, atMs: now() }),
    record(device, visit) {
      const atMs = now();
      return numbered(database, { device, ...visit, atMs }, () =>
        recordVisit(database, { device, visit, atMs }, { recallWaitMs, together }),
      );
    },
    redeem: (device, reservationId, redemption) =>
      redeemReservation(database, { device, reservationId, redemption, atMs: now() }, recallWaitMs),
    void(device, id, voidRequest) {
      const atMs = now();
      return numbered(database, { device, id, ...voidRequest, atMs }, () =>
        voidVisit(database, { device, id, voidRequest, atMs }),
      );
    },
    find: (device, id) => findVisit(database, { device, id, atMs: now() }),
    visits: (device, showId, seller) => listVisits(database, { device, showId, seller, atMs: now() }),
    reservations: (device, showId) => listReservations(database, { device, showId, atMs: now() }),
    release: (device, id, showId) => releaseReservation(database, { device, id, showId, atMs: now() }),
    statistics: (device, question) => readStatistics(database.reports, device, question),
    reportedUsages: (asked) => listReportedUsages(database.reports, asked),
    usagesToReview: (asked) => listUsagesToReview(database.reports, asked),
    usages: (showId) => listUsages(database, showId),
    async seed(world) {
      await database.transaction((queries) => putWorld(queries, world));
      for (const { device, visit } of world.visits ?? []) await recordVisit(database, { device, visit, atMs: now() });
    },
    revoke: (deviceId) => revokeDevice(database, deviceId, now()),
    letIn: (deviceId) => letDeviceIn(database, deviceId),
    async close() {
      newsroom.close();
      await database.close();
    },
  };
  return store;
}

async function openDatabase(choice: DatabaseChoice): Promise<Database> {
  switch (choice.kind) {
    case 'memory':
      return openPglite();
    case 'folder':
      return openPglite(choice.path);
    case 'postgres':
      return openPostgres(choice.url, choice);
    default:
      return choice satisfies never;
  }
}
