import { createHash } from 'node:crypto';
import { helsinkiDay, type ShowFacts } from '@kaiku/client/admission';
import type { Database } from '../database/database.ts';
import { type LeaseRow, openLeasesOf } from '../leases/leases.ts';
import { someShows } from '../shows/shows.ts';
import type { Device } from '../store.ts';

/** What a device waits to hear. */
export interface NewsQuestion {
  readonly showIds: readonly string[];
  readonly journal: string;
  /** The stamp of the last answer; empty: it has none. */
  readonly since: string;
}

export interface News {
  /** Those that are the venue's, by start. */
  readonly shows: readonly ShowFacts[];
  /** The open leases of the journal. */
  readonly leases: readonly LeaseRow[];
  readonly stamp: string;
}

/** Answers devices that wait for a change of shows. One look at the database serves all that wait in this process. */
export interface Newsroom {
  /** The news once they are others than `since`, and at the latest after the wait; `undefined` if no show is the venue's. */
  wait(device: Device, question: NewsQuestion, signal: AbortSignal): Promise<News | undefined>;
  /** Answers all that wait. */
  close(): void;
}

/** News, and the question without the shows that are not the venue's. */
interface Answer {
  readonly question: NewsQuestion;
  readonly news: News;
}

interface NewsroomOptions {
  readonly database: Database;
  readonly now: () => number;
  /** How long a device waits at the longest, in milliseconds. */
  readonly waitMs: number;
}

/**
 * How often waiting devices' shows are looked at: a device that holds tickets is to give them back within a second, and
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

  async function read({ venueId }: Device, { showIds, journal, since }: NewsQuestion): Promise<Answer | undefined> {
    const atMs = now();
    await database.query('select renew_leases($1, $2) where may_use($3, $1)', [
      journal,
      new Date(atMs).toISOString(),
      venueId,
    ]);
    // The stamp first: what changes after it is news at the next question. And of no show that is not the venue's.
    const allowed = (await someShows(database, { venueId, showIds, atMs })).map(({ id }) => id);
    if (allowed.length === 0) return undefined;
    const question = { showIds: allowed, journal, since };
    const [stamp = ''] = await readStamps(database, [question], atMs);
    const shows = await someShows(database, { venueId, showIds: allowed, atMs });
    return { question, news: { shows, leases: await openLeasesOf(database, journal, atMs), stamp } };
  }

  return {
    async wait(device, asked, signal) {
      const before = await read(device, asked);
      if (before === undefined || before.news.stamp !== asked.since) return before?.news;
      await change(before.question, signal);
      return (await read(device, asked))?.news;
    },
    close() {
      isClosed = true;
      clearTimeout(looking);
      for (const { wake } of [...waiting]) wake();
    },
  };
}

/** How the shows of each question stand, and whether tickets of its journal are wanted. */
async function readStamps(
  database: Database,
  questions: readonly NewsQuestion[],
  atMs: number,
): Promise<readonly string[]> {
  const asked = questions.flatMap(({ showIds, journal }) => showIds.map((showId) => ({ showId, journal })));
  const rows = await database.query<{ stamp: string | null }>('select stamp from news_stamps($1, $2::uuid[], $3, $4)', [
    asked.map(({ showId }) => showId),
    asked.map(({ journal }) => journal),
    helsinkiDay(atMs),
    new Date(atMs).toISOString(),
  ]);
  let from = 0;
  return questions.map(({ showIds }) => {
    const stamps = rows.slice(from, from + showIds.length).map(({ stamp }) => stamp ?? '');
    from += showIds.length;
    return createHash('sha256').update(stamps.join(',')).digest('hex').slice(0, 32);
  });
}
