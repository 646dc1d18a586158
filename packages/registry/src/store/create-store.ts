import path from 'node:path';
import pLimit from 'p-limit';
import { anonymise } from './anonymise/anonymise.ts';
import { createAttention } from './attention/attention.ts';
import { checkCards, readCardList, replaceCards } from './cards/card-list.ts';
import type { Database } from './database/database.ts';
import { createLimitByKey } from './database/limit-by-key.ts';
import { openPglite } from './database/pglite.ts';
import { openPostgres } from './database/postgres.ts';
import { createReadyCheck, requireSettings, waitForDatabase } from './database/readiness.ts';
import { deliver } from './deliveries/deliver.ts';
import { changeDevice, revokeDevice } from './devices/change-device.ts';
import { findDevice, handOverJournals, letDeviceIn, listDevices, setToken } from './devices/devices.ts';
import { createEnrolment, enrolDevice, findDeviceByProof, renewToken } from './devices/enrol.ts';
import { readEvening } from './evening/read-evening.ts';
import { readFigures } from './figures.ts';
import { readSources, toFunctions } from './functions.ts';
import { createHandOvers } from './hand-over/hand-overs.ts';
import { createImports } from './imports/import-usages.ts';
import { readJournal, reportLost } from './journals/journals.ts';
import { readReconciliation } from './journals/reconciliation.ts';
import { grantLease, keepLease, returnLease, revokeLease, revokeLeasesOf } from './leases/leases.ts';
import { createLog } from './log/log.ts';
import { countUnknown, createUnknownCounter, type LookUpLimits, type SentCodes } from './lookups/limits.ts';
import { lookUpCard } from './lookups/look-up.ts';
import { type Migrated, type MigrateOptions, migrate } from './migrate.ts';
import { createNewsroom } from './news/news.ts';
import { createPeople } from './people/people.ts';
import { listReservations } from './reservations/list-reservations.ts';
import { redeemReservation } from './reservations/redeem-reservation.ts';
import { releaseReservation } from './reservations/release-reservation.ts';
import { createSealing, newSealingKey, type PrivateSealingKey, type Sealing } from './sealing/sealing.ts';
import { ensureSealingKeys } from './sealing/sealing-keys.ts';
import { seedWorld } from './seed.ts';
import { cancelShow, changeShow, createShow, deleteShow } from './shows/arrange-show.ts';
import { findShow, listShows } from './shows/shows.ts';
import { readCaps } from './statistics/read-caps.ts';
import { readStatistics } from './statistics/read-statistics.ts';
import type { Store } from './store.ts';
import { exportUsages } from './usages/export-usages.ts';
import { createReportQueue } from './usages/report-queue.ts';
import { acceptUsage, countUsagesToReview, listUsages, listUsagesToReview } from './usages/usages.ts';
import { findVisit, listVisits } from './visits/find-visit.ts';
import { type FingerprintKey, loadFingerprintKey } from './visits/fingerprint-key.ts';
import { createVisitBatcher } from './visits/record-batch.ts';
import { recordVisit } from './visits/record-visit.ts';
import { voidVisit } from './visits/void-visit.ts';
import { withSequenceNumber } from './visits/with-sequence-number.ts';

/** Where the registry stores its data. */
export type DatabaseChoice =
  /** In this process. `close` deletes the data. */
  | { readonly kind: 'memory' }
  /** In this process, with the data in a folder, which is created if missing. One process at a time. */
  | { readonly kind: 'folder'; readonly path: string }
  /**
   * On a PostgreSQL server, version 15 or newer, in the schema `kaiku`. Any number of processes. Name the `pooler` if one
   * reassigns connections after each transaction (PgBouncer in transaction mode): then the database role must have the
   * settings, and before PgBouncer 1.21 only `unnamed-statements` work. `reportsUrl` names a replica for statistics and
   * exports, which are then as old as the replica is behind (`Kaiku-Report-Age`). While it is away or five minutes behind,
   * and by default, `url` answers them.
   */
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly pooler?: 'named-statements' | 'unnamed-statements';
      readonly reportsUrl?: string;
    };

export interface StoreOptions {
  readonly database: DatabaseChoice;
  /** See `RegistryServerOptions`. */
  readonly sealingKeys: readonly PrivateSealingKey[] | undefined;
  /** The registry's clock, in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Deletes existing data. */
  readonly reset: boolean;
  readonly limits: LookUpLimits;
  /** See `RegistryServerOptions`. */
  readonly fingerprintKey?: string | undefined;
  /** See `RegistryServerOptions`. */
  readonly newsWaitMs: number;
  readonly recallWaitMs: number;
  /** Gets the number of visits that one transaction attempts. */
  readonly onBatch?: (visits: number) => void;
  /** Gets a line while the store waits for its database at the start, and for each migration. */
  readonly log: (line: string) => void;
}

/**
 * Deliveries that one process records at the same time. After an outage all devices deliver at once, and no visitor waits
 * for that. The limit leaves requests a connection and a short queue at the show's tally (npm run bench:outbox).
 */
const maxConcurrentDeliveries = 4;

/**
 * Returns a store whose database is ready and migrated to this version. Waits for a server that does not respond yet.
 * @throws Error if the folder is in use, the server rejects the connection, a pooler's role lacks the settings, a migration
 *   fails, or a newer version has changed the data so that this version cannot use it
 */
export async function createStore(given: StoreOptions): Promise<Store> {
  const { database: choice, sealingKeys, fingerprintKey, reset, log, ...options } = given;
  const { database } = await openMigrated(choice, { reset, log });
  try {
    return toStore(database, {
      ...options,
      sealing: createSealing(sealingKeys ?? (await keysFor(choice))),
      fingerprintKey: await loadFingerprintKey(database, fingerprintKey),
    });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Migrates data to this version, or creates it. Returns the migrations that ran. `serve` does the same at its start.
 * @throws the same errors as `createRegistryServer`
 */
export async function migrateDatabase(
  choice: DatabaseChoice,
  options: { readonly log?: (line: string) => void } = {},
): Promise<Migrated> {
  const { database, migrated } = await openMigrated(choice, options);
  await database.close();
  return migrated;
}

/**
 * Opens a database and migrates it to this version.
 * @throws the same errors as `createStore`
 */
export async function openMigrated(choice: DatabaseChoice, options: MigrateOptions = {}) {
  const { log = () => {} } = options;
  const functions = toFunctions(await readSources());
  const database = functions.calledOn(await openDatabase(choice));
  try {
    const migrated = await waitForDatabase(log, async () => {
      if (choice.kind === 'postgres' && choice.pooler !== undefined) await requireSettings(database);
      return migrate(database, functions, options);
    });
    return { database, migrated };
  } catch (error) {
    await database.close();
    throw error;
  }
}

type BoundOptions = Omit<StoreOptions, 'database' | 'sealingKeys' | 'fingerprintKey' | 'reset' | 'log'> & {
  readonly sealing: Sealing;
  readonly fingerprintKey: FingerprintKey;
};

/** Binds each verb to the database and the clock. */
function toStore(database: Database, options: BoundOptions): Store {
  const { now, sealing, limits, newsWaitMs, recallWaitMs, fingerprintKey } = options;
  const newsroom = createNewsroom({ database, now, waitMs: newsWaitMs });
  const attemptInBatch = createVisitBatcher(database, options.onBatch);
  const countUnknownOf = createUnknownCounter(database, limits);
  const limitDeliveries = pLimit(maxConcurrentDeliveries);
  const countUnknownIn = (messages: readonly SentCodes[]) => countUnknown(database, limits, messages);
  const forDeliveries = { database, sealing, now, fingerprintKey, countUnknown: countUnknownIn };
  const reports = createReportQueue(database);
  const lookUpsOf = createLimitByKey(1);
  return {
    sealing,
    ready: createReadyCheck(database),
    figures: () => readFigures(database),
    connections: () => database.connections(),
    device: (token) => findDevice(database, token, now()),
    deviceByProof: (accessToken, proof) => findDeviceByProof(database, accessToken, proof, now()),

    shows: (venueId, from) => listShows(database, { venueId, from, atMs: now() }),
    show: (venueId, showId) => findShow(database, { venueId, showId, atMs: now() }),
    createShow: (device, request) => createShow(database, { device, request, atMs: now() }),
    changeShow: (device, showId, change) => changeShow(database, { device, showId, change, atMs: now() }),
    cancelShow: (device, showId, cancellation) => cancelShow(database, { device, showId, cancellation, atMs: now() }),
    deleteShow: (device, showId) => deleteShow(database, { device, showId, atMs: now() }),

    lookUp: (device, showId, card, at) =>
      lookUpsOf(device.id)(() => lookUpCard(database, limits, { device, showId, card, at, atMs: now() })),
    async record(device, visit) {
      const atMs = now();
      const slowed = await countUnknownOf({ device, codes: visit.usages.map(({ card }) => card), atMs });
      if (slowed !== undefined) return slowed;
      return withSequenceNumber(database, { device, ...visit, atMs }, () =>
        recordVisit(database, { device, visit, atMs, fingerprintKey }, { recallWaitMs, attemptInBatch }),
      );
    },
    redeem: (device, reservationId, redemption) =>
      redeemReservation(database, { device, reservationId, redemption, atMs: now(), fingerprintKey }, recallWaitMs),
    void(device, id, voidRequest) {
      const atMs = now();
      return withSequenceNumber(database, { device, id, ...voidRequest, atMs }, () =>
        voidVisit(database, { device, id, voidRequest, atMs }),
      );
    },
    find: (device, id) => findVisit(database, { device, id, atMs: now() }),
    visits: (device, showId, filter) => listVisits(database, { device, showId, ...filter, atMs: now() }),
    reservations: (device, showId) => listReservations(database, { device, showId, atMs: now() }),
    release: (device, id, showId) => releaseReservation(database, { device, id, showId, atMs: now() }),

    reportAgeMs: () => database.reports.chooseSource(),
    statistics: (device, query) => reports.start(device.venueId, (queries) => readStatistics(queries, device, query)),
    caps: (device, range) =>
      reports.start(device.venueId, (queries) => readCaps(queries, device, { ...range, atMs: now() })),
    countUsagesToReview: (filter) => reports.start(filter.venueId, (queries) => countUsagesToReview(queries, filter)),
    usagesToReview: (filter, after) =>
      reports.start(filter.venueId, (queries) => listUsagesToReview(queries, filter, after)),
    reportedUsages: (filter) => exportUsages((work) => reports.proceed(filter.venueId, work), filter),
    usages: (showId) => listUsages(database, showId),
    acceptUsage: (device, usageId) => acceptUsage(database, { device, usageId, atMs: now() }),

    deliver: (device, delivery, logError) =>
      limitDeliveries(() => deliver({ ...forDeliveries, device, logError }, delivery)),
    lease: (device, request) => grantLease(database, { device, request, atMs: now() }),
    keepLease: (device, leaseId) => keepLease(database, { device, leaseId, atMs: now() }),
    returnLease: (device, leaseId) => returnLease(database, { device, leaseId, atMs: now() }),
    revokeLease: (device, leaseId, reason) => revokeLease(database, { device, leaseId, atMs: now() }, reason),
    journal: (device, journal, from) => readJournal(database, { device, journal, atMs: now() }, from),
    reportLost: (device, journal, lost) => reportLost(database, { device, journal, atMs: now() }, lost),
    news: (device, query, signal) => newsroom.wait(device, query, signal),
    watch: (device, showIds, signal) => newsroom.watch(device, showIds, signal),
    reconciliation: (device, showId) => readReconciliation(database, { device, showId, atMs: now() }),
    evening: (device, showId, day) => readEvening(database, { device, showId, day, atMs: now() }),

    ...administration(database, options),
    async close() {
      newsroom.close();
      await database.close();
    },
  };
}

/** The verbs of a programmer or operator, which no request calls, and of the device routes. */
function administration(database: Database, { now, fingerprintKey }: BoundOptions) {
  return {
    async seed(world) {
      await database.transaction((queries) => seedWorld(queries, world));
      for (const { device, visit } of world.visits ?? [])
        await recordVisit(database, { device, visit, atMs: now(), fingerprintKey });
    },
    async hasVenue() {
      const [found] = await database.query<{ some: boolean }>('select exists (select from venue) as some');
      return found?.some ?? false;
    },
    cardList: () => readCardList(database),
    checkCards: (check) => checkCards(database, check),
    replaceCards: (list) => database.transaction((queries) => replaceCards(queries, list, now())),
    anonymise: (beforeMs, signal) => anonymise(database, { beforeMs, atMs: now(), signal }),
    createEnrolment: ({ id: createdBy, venueId }, request) =>
      createEnrolment(database, { venueId, createdBy, request, atMs: now() }),
    enrol: (code, name, thumbprint) => enrolDevice(database, { code, name, thumbprint, atMs: now() }),
    renewToken: (proof) => renewToken(database, proof, now()),
    changeDevice: (venueId, deviceId, change) => changeDevice(database, { venueId, deviceId, change, atMs: now() }),
    async revoke(deviceId, { venueId, lost = false } = {}) {
      const revoked = await revokeDevice(database, { deviceId, venueId, lost, atMs: now() });
      if (revoked === undefined) return undefined;
      const reason = `The device was ${lost ? 'reported as lost' : 'revoked'}.`;
      const { venueId: _, ...device } = revoked;
      return { device, tickets: await revokeLeasesOf(database, { device: revoked, atMs: now(), reason }) };
    },
    setToken: (deviceId, token) => setToken(database, deviceId, token),
    devices: (venueId) => listDevices(database, venueId, now()),
    handOvers: createHandOvers(database, now),
    attention: createAttention(database, now),
    log: createLog(database, now),
    people: createPeople(database, now),
    imports: createImports({ database, now, fingerprintKey }),
    letIn: (deviceId, venueId) => letDeviceIn(database, deviceId, venueId),
    handOver: (venueId, from, to) => handOverJournals(database, { venueId, from, to }),
  } satisfies Partial<Store>;
}

async function keysFor(choice: DatabaseChoice): Promise<readonly PrivateSealingKey[]> {
  if (choice.kind === 'folder') return ensureSealingKeys(path.join(choice.path, 'sealing-keys.json'));
  return [newSealingKey()];
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
