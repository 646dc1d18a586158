import { helsinkiDay } from '@kaiku/client/admission';
import type { Database, Queries } from '../database/database.ts';
import { isConflict, overtaken } from '../database/errors.ts';

/** Default number of attempts that take no lock between reading and writing. */
const defaultUnlockedAttempts = 5;

/** Attempts with the tally locked. Then only an id that is sent for two shows at once can conflict. */
const lockedAttempts = 5;

/**
 * Returns the result of the first attempt that no other transaction interferes with. An attempt reads, decides and
 * writes; it returns `undefined`, or throws a conflict, if its facts have changed before it could write. The first
 * attempts take no lock. If all of them fail, later ones lock the show's tally from read to write. The result survives
 * a power cut when the promise resolves.
 * @throws what the database throws; an error that `isBusy` if every attempt met a conflict
 */
export async function retryOnConflict<T>(
  database: Database,
  tally: { readonly showId: string; readonly evaluatedAtMs: number },
  attempt: (queries: Queries) => Promise<T | undefined>,
  unlockedAttempts = defaultUnlockedAttempts,
): Promise<T> {
  let conflict: unknown = Object.assign(new Error('Too many concurrent changes to the show. Try again.'), {
    code: overtaken,
  });
  for (let count = 0; count < unlockedAttempts + lockedAttempts; count += 1) {
    try {
      const result = await (count < unlockedAttempts ? attempt(database) : withLockedTally(database, tally, attempt));
      if (result !== undefined) {
        await database.flushed();
        return result;
      }
    } catch (error) {
      if (!isConflict(error)) throw error;
      conflict = error;
    }
  }
  throw conflict;
}

/** Retries one statement or transaction that checks its own facts, and throws if they have changed. */
export async function retryStatement<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || count === defaultUnlockedAttempts) throw error;
    }
  }
}

function withLockedTally<T>(
  database: Database,
  { showId, evaluatedAtMs }: { readonly showId: string; readonly evaluatedAtMs: number },
  attempt: (queries: Queries) => Promise<T>,
): Promise<T> {
  return database.transaction(async (queries) => {
    const day = helsinkiDay(evaluatedAtMs);
    await queries.query('select from show, lock_tally(venue_id, id, tally_day(admission, $2)) where id = $1', [
      showId,
      day,
    ]);
    return attempt(queries);
  });
}
