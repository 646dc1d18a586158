import { createHash } from 'node:crypto';
import { helsinkiDay, type ShowFacts } from '@kaiku/client/admission';
import { type Database, toTimestamp } from '../database/database.ts';
import { type ChangedDevice, readChangedDevice } from '../devices/change-device.ts';
import type { Device } from '../devices/devices.ts';
import { type LeaseRow, openLeasesOf } from '../leases/leases.ts';
import { findShows } from '../shows/shows.ts';

/** The shows and the journal whose changes a device waits for. */
export interface NewsQuery {
  readonly showIds: readonly string[];
  /** Null: the leases of no journal. */
  readonly journal: string | null;
  /** The stamp of the last response; empty for none. */
  readonly since: string;
}

/** With its device, and the venue of it, in which the id of the journal is unique. */
type Watched = NewsQuery & Pick<Device, 'venueId'> & { readonly deviceId: string };

export interface News {
  /** The device as it is now. */
  readonly device: ChangedDevice;
  /** Those that the venue may record for, by start. */
  readonly shows: readonly ShowFacts[];
  /** The open leases of the journal; none of another device's. */
  readonly leases: readonly LeaseRow[];
  readonly stamp: string;
}

/** Answers devices that wait for a change of shows. One query serves every device that waits in this process. */
export interface Newsroom {
  /**
   * Returns the news once their stamp differs from `since`, or after the maximum wait. Returns `undefined` if the venue
   * may record for none of the shows.
   */
  wait(device: Device, query: NewsQuery, signal: AbortSignal): Promise<News | undefined>;
  /**
   * Returns the news of shows as they are, and then each time they change: without leases. Null after the maximum wait
   * without a change. Ends when `signal` aborts, the newsroom closes, or the venue may record for none of the shows.
   */
  watch(device: Device, showIds: readonly string[], signal: AbortSignal): AsyncGenerator<News | null, void, void>;
  /** Answers every device that waits. */
  close(): void;
}

interface NewsroomOptions {
  readonly database: Database;
  readonly now: () => number;
  /** How long a device waits at most, in milliseconds. */
  readonly waitMs: number;
}

/**
 * How often the shows are polled, in milliseconds. A device has to return recalled tickets within a second, because a
 * request waits 1.5 seconds for them. Guess, decision 0010.
 */
const pollIntervalMs = 200;

export function createNewsroom({ database, now, waitMs }: NewsroomOptions): Newsroom {
  const waits = new Set<{ readonly query: Watched; readonly end: () => void }>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  function schedulePoll(): void {
    if (timer === undefined && waits.size > 0 && !isClosed) timer = setTimeout(() => void poll(), pollIntervalMs);
  }

  async function poll(): Promise<void> {
    const polled = [...waits];
    const queries = polled.map(({ query }) => query);
    // Ignore an error here: each device reads the news itself when its wait ends, and then gets the error.
    const stamps = await readStamps(database, queries, now()).catch(() => []);
    for (const [index, { query, end }] of polled.entries()) if ((stamps[index] ?? query.since) !== query.since) end();
    timer = undefined;
    schedulePoll();
  }

  function waitForChange(query: Watched, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timeout);
        waits.delete(wait);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const wait = { query, end };
      const timeout = setTimeout(end, waitMs);
      waits.add(wait);
      signal.addEventListener('abort', end);
      if (signal.aborted || isClosed) end();
      schedulePoll();
    });
  }

  return {
    async wait(device, query, signal) {
      const before = await readNews(database, device, query, now());
      if (before === undefined || before.news.stamp !== query.since) return before?.news;
      await waitForChange(before.query, signal);
      return (await readNews(database, device, query, now()))?.news;
    },
    async *watch(device, showIds, signal) {
      let since = '';
      while (!signal.aborted && !isClosed) {
        const news = await this.wait(device, { showIds, journal: null, since }, signal);
        if (news === undefined || signal.aborted || news.device.state !== 'active') return;
        yield news.stamp === since ? null : news;
        since = news.stamp;
      }
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      for (const { end } of [...waits]) end();
    },
  };
}

/** Returns the news, and the query without the shows that the venue may not see; `undefined` if it may see none. */
async function readNews(
  database: Database,
  device: Device,
  { showIds, journal, since }: NewsQuery,
  atMs: number,
): Promise<{ readonly query: Watched; readonly news: News } | undefined> {
  const { id: deviceId, venueId } = device;
  const own =
    journal !== null &&
    (await database.query(
      `select renew_leases($4, $1, $2) from device
       where device.id = $3 and state_of(device) = 'active' and may_use($4, $3, $1)`,
      [journal, toTimestamp(atMs), deviceId, venueId],
    ));
  // Read the states before the shows: a later change then differs from the stamp, and the next query returns at once.
  const states = await readStates(database, [{ venueId, deviceId, showIds, journal }], atMs);
  const now = await readChangedDevice(database, deviceId);
  const shows = await findShows(database, { venueId, showIds, atMs });
  if (shows.length === 0 || now === undefined) return undefined;
  const allowed = new Set(shows.map(({ id }) => id));
  const stamp = stampOf(states.filter((_, index) => allowed.has(showIds[index] ?? '')));
  const query = { showIds: showIds.filter((id) => allowed.has(id)), venueId, deviceId, journal, since };
  const leases = own && own.length > 0 ? await openLeasesOf(database, { device, journal, atMs }) : [];
  return { query, news: { device: now, shows, leases, stamp } };
}

/** Returns a stamp for each query: a hash of the state of its shows, of its device, and of its journal's leases. */
async function readStamps(database: Database, queries: readonly Watched[], atMs: number): Promise<readonly string[]> {
  const states = await readStates(database, queries, atMs);
  let from = 0;
  return queries.map(({ showIds }) => {
    from += showIds.length;
    return stampOf(states.slice(from - showIds.length, from));
  });
}

/** The id of no journal. */
const noJournal = '00000000-0000-0000-0000-000000000000';

/** Returns the state of each show of each query. */
async function readStates(
  database: Database,
  queries: readonly Omit<Watched, 'since'>[],
  atMs: number,
): Promise<readonly string[]> {
  const watched = queries.flatMap(({ showIds, ...query }) => showIds.map((showId) => ({ showId, ...query })));
  const rows = await database.query<{ stamp: string | null }>(
    'select stamp from news_stamps($1, $2, $3, $4::uuid[], $5, $6)',
    [
      watched.map(({ showId }) => showId),
      watched.map(({ venueId }) => venueId),
      watched.map(({ deviceId }) => deviceId),
      watched.map(({ journal }) => journal ?? noJournal),
      helsinkiDay(atMs),
      toTimestamp(atMs),
    ],
  );
  return rows.map(({ stamp }) => stamp ?? '');
}

function stampOf(states: readonly string[]): string {
  return createHash('sha256').update(states.join(',')).digest('hex').slice(0, 32);
}
