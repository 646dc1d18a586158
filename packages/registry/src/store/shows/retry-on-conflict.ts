import { helsinkiDay } from '@kaiku/client/admission';
import { type Database, hasChanged, type Queries } from '../database/database.ts';

/** How often, unless it says otherwise, it is decided without holding up anybody else, before the tally is held from the reading on. */
const usualFreeAttempts = 5;

/** And how often while it is held: then only an id that is sent for two shows at once can be in the way. */
const heldAttempts = 5;

/**
 * What an attempt gives that nobody has come in between of: read, decide, write. At first nothing is held between
 * reading and writing; where others are always quicker, the show's tally is. What it stands on outlives a power cut by then.
 * @throws what the database throws; an error that `isBusy` where it was always overtaken
 */
export async function untilSettled<T>(
  database: Database,
  tally: { readonly showId: string; readonly judgedAtMs: number },
  attempt: (queries: Queries) => Promise<T | undefined>,
  freeAttempts = usualFreeAttempts,
): Promise<T> {
  let overtaken: unknown = Object.assign(new Error('Others were always quicker.'), { code: 'KK001' });
  for (let nth = 0; nth < freeAttempts + heldAttempts; nth += 1) {
    try {
      const result = await (nth < freeAttempts ? attempt(database) : whileHeld(database, tally, attempt));
      if (result !== undefined) {
        await database.flushed();
        return result;
      }
    } catch (error) {
      if (!hasChanged(error)) throw error;
      overtaken = error;
    }
  }
  throw overtaken;
}

/** The same of one statement or transaction, which looks for itself: only an error tells that somebody was quicker. */
export async function untilQuickest<T>(attempt: () => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!hasChanged(error) || nth === usualFreeAttempts) throw error;
    }
  }
}

function whileHeld<T>(
  database: Database,
  { showId, judgedAtMs }: { readonly showId: string; readonly judgedAtMs: number },
  attempt: (queries: Queries) => Promise<T>,
): Promise<T> {
  return database.transaction(async (queries) => {
    const day = helsinkiDay(judgedAtMs);
    await queries.query('select from show, hold_tally(id, tally_day(admission, $2)) where id = $1', [showId, day]);
    return attempt(queries);
  });
}
