import * as z from 'zod/mini';

/** No database has a year 0. */
const Day = z.iso.date().check(z.regex(/^(?!0000)/));

/** The query of GET /v1/statistics. */
export const statisticsQuery = {
  /** `venue`, `show`, `month` and `seller`, each at most once, with commas between; without it all is one row. */
  by: z.optional(
    z.string().check(z.regex(/^(?!.*\b(\w+)\b.*\b\1\b)(?:venue|show|month|seller)(?:,(?:venue|show|month|seller))*$/)),
  ),
  from: z.optional(Day),
  to: z.optional(Day),
};
