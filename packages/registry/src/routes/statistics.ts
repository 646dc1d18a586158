import { CapsAnswer, metadataKey, StatisticsAnswer } from '@kaiku/client/contract';
import * as z from 'zod/mini';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import { invalid } from '../http/problems.ts';
import { maxStatisticsRows } from '../store/statistics/read-statistics.ts';
import { QueryDay } from './query-day.ts';
import { noteAge, reportAge } from './report-age.ts';

const groups = ['venue', 'show', 'month', 'seller', 'input', 'kind'] as const;

const oneGroup = `(?:${groups.join('|')})`;

/** Each group at most once, separated by commas. */
const groupList = new RegExp(`^(?!.*\\b(\\w+)\\b.*\\b\\1\\b)${oneGroup}(?:,${oneGroup})*$`);

export const statisticsOperations = [
  operation({
    method: 'get',
    path: '/v1/statistics',
    id: 'readStatistics',
    summary: 'Count usages, and who was turned away, by venue, show, month, seller, input and kind of card',
    budget: 'report',
    query: {
      /** `venue`, `show`, `month`, `seller`, `input` and `kind`, separated by commas. Default: one row of all. */
      by: z.optional(z.string().check(z.regex(groupList))),
      /** A key of the visits' metadata to group by too. */
      metadata: z.optional(z.string().check(z.regex(metadataKey))),
      from: z.optional(QueryDay),
      to: z.optional(QueryDay),
    },
    answers: {
      200: { description: `One row for each group with any, in order. ${reportAge}`, schema: StatisticsAnswer },
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
      if (rows.length > maxStatisticsRows) return tooManyRows(c, 'by');
      return c.json({ rows: [...rows], serverTime: c.var.serverTime() } satisfies StatisticsAnswer);
    },
  }),
  operation({
    method: 'get',
    path: '/v1/statistics/caps',
    id: 'readCaps',
    summary: 'Shows with a cap: tickets given, who was turned away, and if and when they were full',
    budget: 'report',
    query: { from: z.optional(QueryDay), to: z.optional(QueryDay) },
    answers: { 200: { description: `The shows, by day. ${reportAge}`, schema: CapsAnswer } },
    handle: async (c, range) => {
      await noteAge(c);
      const rows = await c.var.store.caps(c.var.device, range);
      if (rows.length > maxStatisticsRows) return tooManyRows(c, 'from');
      return c.json({ rows: [...rows], serverTime: c.var.serverTime() } satisfies CapsAnswer);
    },
  }),
];

function tooManyRows(c: RegistryContext, path: string): Response {
  const message = `more than ${maxStatisticsRows} rows: group by less, or name the days with from and to`;
  return invalid(c, 'The result would have too many rows.', [{ path, message }]);
}
