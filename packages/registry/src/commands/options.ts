import { readFile } from 'node:fs/promises';
import type { Day } from '@kaiku/client/admission';
import { QueryDay } from '../routes/query-day.ts';
import type { Store } from '../store/store.ts';
import { type Layout, parseLayout } from '../workbook/layout.ts';
import { layouts } from '../workbook/layouts.ts';

/** What a command works with. */
export interface CommandContext {
  /** Opens the data that `--data` or the environment names. */
  readonly openStore: (
    folder: string | undefined,
  ) => Promise<{ readonly store: Store; readonly close: () => Promise<void> }>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
}

/** Returns the layout of that name, or of the mapping file at that place. */
export async function readLayout(given: string | undefined, byDefault: Layout): Promise<Layout> {
  if (given === undefined) return byDefault;
  return layouts[given] ?? parseLayout(await readFile(given, 'utf8'));
}

/** Returns a day of an option; `undefined` if it is not given. @throws Error if it is not a day */
export function parseDay(text: string | undefined): Day | undefined {
  if (text === undefined || QueryDay.safeParse(text).success) return text;
  throw new Error(`A day is written 2026-11-30, not '${text}'.`);
}

/** Returns the venue that was named, or the only one with shows of its own. @throws Error if that is not one */
export async function chooseVenue(store: Pick<Store, 'handOvers'>, named: string | undefined): Promise<string> {
  const venues = await store.handOvers.venues();
  const found = named === undefined ? venues : venues.filter((id) => id === named);
  const [venue, ...others] = found;
  if (venue !== undefined && others.length === 0) return venue;
  if (named !== undefined) throw new Error(`The registry has no venue '${named}'.`);
  throw new Error(
    venue === undefined ? 'The registry has no venue.' : `Name a venue with --venue: ${venues.join(', ')}.`,
  );
}
