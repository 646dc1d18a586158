import type { DatabaseChoice } from '../store/create-store.ts';
import type { Queries } from '../store/database/database.ts';

/** What the doctor looks at. */
export interface Setup extends Pick<Queries, 'query'> {
  /** Returns the rows of a query that reads whole tables. */
  readonly scan: Queries['query'];
  /** Returns the migrations that the data lacks, and those of a newer version. */
  migrations(): Promise<{ readonly missing: readonly string[]; readonly newer: readonly string[] }>;
  readonly database: DatabaseChoice & { readonly kind: 'postgres' };
  /** The clock of this process, in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Returns the instant at which clocks in Helsinki show a day and a time, as this process knows it. */
  readonly helsinkiInstant: (day: string, time: string) => string;
  /** The address that devices use, if it is known. */
  readonly url: string | undefined;
  /** The origins whose pages may call the registry. */
  readonly origins: readonly string[];
  readonly fetch: typeof fetch;
}

/** One entry of the doctor's tables. */
export interface Check {
  readonly id: string;
  /** What is true of a good set-up. */
  readonly sentence: string;
  /** Returns what was found instead, with its values; `undefined` if the sentence is true. */
  look(setup: Setup): Promise<string | undefined> | string | undefined;
  /** What the operator does then. */
  readonly next: string;
}

/** Returns the single row of a query. */
export async function rowOf<Row>({ query }: Setup, sql: string, values: Parameters<Queries['query']>[1] = []) {
  const [row] = await query<Row>(sql, values);
  if (row === undefined) throw new Error('The query returned no row.');
  return row;
}

/** Returns the first names of a list, and how many more there are; `undefined` if it is empty. */
export function listOf(names: readonly string[], shown = 5): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > shown ? ` and ${names.length - shown} more` : '';
  return `${names.slice(0, shown).join(', ')}${more}.`;
}
