/** The runs of the hand-over to Kaikukanta. */
import * as z from 'zod/mini';
import { Day, Instant, ShowId, serverTime } from './fields.ts';

/** The number of a run in a path: 1, 2, 3 … for each venue. */
export const RunNumber = z.string().check(z.regex(/^[1-9][0-9]{0,8}$/));

/** The files of a run: the usages to import into Kaikukanta, and the corrections that a person makes there. */
export const RunFile = z.enum(['usages', 'corrections']);

/** A run that is not confirmed. */
export const Run = z.object({
  number: z.int(),
  createdAt: Instant,
  /** When its file was first fetched or written; `null` before. */
  writtenAt: z.nullable(Instant),
  /** Number of usages to import. */
  usages: z.int(),
  /** Number of corrections to make by hand. */
  corrections: z.int(),
  /** The names of its shows, at most ten. */
  shows: z.array(z.string()),
});

/** POST /v1/runs: creates runs of the usages that no run has, and of corrections. Default: all that the venue may see. */
export const RunRequest = z.strictObject({
  show: z.optional(ShowId),
  /** The first and the last day of the usages. */
  from: z.optional(Day),
  to: z.optional(Day),
});

/** GET and POST /v1/runs: the runs that are not confirmed, oldest first. */
export const RunsAnswer = z.object({ runs: z.array(Run), serverTime });

/** POST /v1/runs/{run}/confirm: the venue has imported the file and made the corrections. */
export const RunConfirmedAnswer = z.object({ number: z.int(), serverTime });

/** See the schema. */
export type Run = z.infer<typeof Run>;

/** See the schema. */
export type RunFile = z.infer<typeof RunFile>;

/** See the schema. */
export type RunRequest = z.infer<typeof RunRequest>;

/** See the schema. */
export type RunsAnswer = z.infer<typeof RunsAnswer>;

/** See the schema. */
export type RunConfirmedAnswer = z.infer<typeof RunConfirmedAnswer>;
