import { helsinkiDay, type ShowFacts } from '@kaiku/client/admission';
import type { Database } from './database.ts';
import { openLeasesOf, type ToldLease } from './leases.ts';
import { findShow } from './shows.ts';
import type { Device } from './store.ts';

/** What a device waits to hear. */
export interface NewsQuestion {
  readonly showId: string;
  readonly journal: string;
  /** The stamp of the last answer; empty: it has none. */
  readonly since: string;
}

export interface News {
  readonly show: ShowFacts;
  /** The open leases of the journal. */
  readonly leases: readonly ToldLease[];
  readonly stamp: string;
}

/** Answers devices that wait for a change of a show. One look at the database serves all that wait in this process. */
export interface Newsroom {
  /** The news once they are others than `since`, and at the latest after the wait; `undefined` if they are not the venue's. */
  wait(device: Device, question: NewsQuestion, signal: AbortSignal): Promise<News | undefined>;
  /** Answers all that wait. */
  close(): void;
}

interface NewsroomOptions {
  readonly database: Database;
  readonly now: () => number;
  /** How long a device waits at the longest, in milliseconds. */
  readonly waitMs: number;
}

/**
 * How often waiting devices' shows are looked at: a device that holds places is to give them back within a second, and
 * whoever wants them waits no longer than one and a half. Guess, decision 0010.
 */
const lookEveryMs = 200;

export function createNewsroom({ database, now, waitMs }: NewsroomOptions): Newsroom {
  const waiting = new Set<{ readonly question: NewsQuestion; readonly wake: () => void }>();
  let looking: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  function lookSoon(): void {
    if (looking === undefined && waiting.size > 0 && !isClosed) looking = setTimeout(() => void look(), lookEveryMs);
  }

  async function look(): Promise<void> {
    const asked = [...waiting];
    // What fails here fails for those who wait too, when their time is over and they look for themselves.
    const stamps = await readStamps(
      database,
      asked.map((one) => one.question),
      now(),
    ).catch(() => []);
    for (const [index, { question, wake }] of asked.entries())
      if ((stamps[index] ?? question.since) !== question.since) wake();
    looking = undefined;
    lookSoon();
  }

  function change(question: NewsQuestion, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(one);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const one = { question, wake };
      const timer = setTimeout(wake, waitMs);
      waiting.add(one);
      signal.addEventListener('abort', wake);
      if (signal.aborted || isClosed) wake();
      lookSoon();
    });
  }

  async function read(device: Device, question: NewsQuestion): Promise<News | undefined> {
    const { showId, journal } = question;
    const atMs = now();
    await database.query('select renew_leases($1, $2) where may_use($3, $1)', [
      journal,
      new Date(atMs).toISOString(),
      device.venueId,
    ]);
    // The stamp first: what changes after it is news at the next question.
    const [stamp] = await readStamps(database, [question], atMs);
    const show = await findShow(database, { venueId: device.venueId, showId, atMs });
    if (show === undefined || stamp === undefined) return undefined;
    return { show, leases: await openLeasesOf(database, journal, atMs), stamp };
  }

  return {
    async wait(device, question, signal) {
      const before = await read(device, question);
      if (before === undefined || before.stamp !== question.since) return before;
      await change(question, signal);
      return read(device, question);
    },
    close() {
      isClosed = true;
      clearTimeout(looking);
      for (const { wake } of [...waiting]) wake();
    },
  };
}

/** How each show stands, and whether places of each journal are wanted, in the order they are asked about. */
async function readStamps(
  database: Database,
  questions: readonly NewsQuestion[],
  atMs: number,
): Promise<readonly (string | undefined)[]> {
  const rows = await database.query<{ stamp: string | null }>('select stamp from news_stamps($1, $2::uuid[], $3, $4)', [
    questions.map(({ showId }) => showId),
    questions.map(({ journal }) => journal),
    helsinkiDay(atMs),
    new Date(atMs).toISOString(),
  ]);
  return rows.map(({ stamp }) => stamp ?? undefined);
}
