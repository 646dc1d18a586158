import { metadataKey, StatisticsAnswer } from '@kaiku/client/contract';
import * as z from 'zod/mini';
import { operation } from '../http/operation.ts';
import { invalid } from '../http/problems.ts';
import { maxStatisticsRows } from '../store/usages/statistics.ts';
import { QueryDay } from './query-day.ts';
import { noteAge, reportAge } from './report-age.ts';

const groups = ['venue', 'show', 'month', 'seller'] as const;

export const statisticsOperations = [
  operation({
    method: 'get',
    path: '/v1/statistics',
    id: 'readStatistics',
    summary: 'Count usages by venue, show, month and seller. Reservations are not usages yet',
    budget: 'report',
    query: {
      /** `venue`, `show`, `month` and `seller`, each at most once, separated by commas. Default: one row of all. */
      by: z.optional(
        z
          .string()
          .check(z.regex(/^(?!.*\b(\w+)\b.*\b\1\b)(?:venue|show|month|seller)(?:,(?:venue|show|month|seller))*$/)),
      ),
      /** A key of the visits' metadata to group by too. */
      metadata: z.optional(z.string().check(z.regex(metadataKey))),
      from: z.optional(QueryDay),
      to: z.optional(QueryDay),
    },
    answers: {
      200: { description: `One row for each group with usages, in order. ${reportAge}`, schema: StatisticsAnswer },
    },
    handle: async (c, { by, metadata, from, to }) => {
      const wanted = by?.split(',') ?? [];
      await noteAge(c);
      const rows = await c.var.store.statistics(c.var.device, {
        by: groups.filter((group) => wanted.includes(group)),
        metadata,
        from,
        to,
      });
      if (rows.length > maxStatisticsRows) {
        const message = `more than ${maxStatisticsRows} rows: group by less, or name the days with from and to`;
        return invalid(c, 'The result would have too many rows.', [{ path: 'by', message }]);
      }
      return c.json({ rows: [...rows], serverTime: c.var.serverTime() });
    },
  }),
];
