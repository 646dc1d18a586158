import { metadataKey } from '@kaiku/client/contract';
import * as z from 'zod/mini';

/** A day in a query. No database has a year 0. */
export const QueryDay = z.iso.date().check(z.regex(/^(?!0000)/));

/** The query of GET /v1/statistics. */
export const statisticsQuery = {
  /** `venue`, `show`, `month` and `seller`, each at most once, with commas between; without it all is one row. */
  by: z.optional(
    z.string().check(z.regex(/^(?!.*\b(\w+)\b.*\b\1\b)(?:venue|show|month|seller)(?:,(?:venue|show|month|seller))*$/)),
  ),
  /** A key of the visits' metadata to group by as well. */
  metadata: z.optional(z.string().check(z.regex(metadataKey))),
  from: z.optional(QueryDay),
  to: z.optional(QueryDay),
};
