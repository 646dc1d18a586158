import { ShowId, ToReviewAnswer } from '@kaiku/client/contract';
import { toImportCsv } from '@kaiku/client/import-file';
import * as z from 'zod/mini';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import type { UsageFilter } from '../store/usages/usages.ts';

export const usageOperations = [
  operation({
    method: 'get',
    path: '/v1/usages.csv',
    id: 'exportUsages',
    summary: 'Export the counted usages of own shows and own sales, as a file for Kaikukanta’s import function',
    access: 'export',
    query: { show: z.optional(ShowId), seller: z.optional(ShowId) },
    answers: {
      200: {
        description:
          'One usage per row. The header `Kaiku-To-Review` has the number of those left out: see listToReview',
        schema: z.string(),
        type: 'text/csv',
      },
    },
    handle: exportUsages,
  }),
  operation({
    method: 'get',
    path: '/v1/usages/to-review',
    id: 'listToReview',
    summary:
      'List the counted usages that the file leaves out: no registered card has their code, or their day may be wrong',
    access: 'export',
    query: { show: z.optional(ShowId), seller: z.optional(ShowId) },
    answers: { 200: { description: 'The usages, oldest first', schema: ToReviewAnswer } },
    handle: listToReview,
  }),
];

type Query = { readonly [key in 'show' | 'seller']: string | undefined };

async function exportUsages(c: RegistryContext, query: Query): Promise<Response> {
  const filter = filterOf(c, query);
  const usages = await c.var.store.reportedUsages(filter);
  const leftOut = await c.var.store.usagesToReview(filter);
  return c.body(toImportCsv(usages), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="kaikukortti.csv"',
    'Kaiku-To-Review': String(leftOut.length),
  });
}

async function listToReview(c: RegistryContext, query: Query): Promise<Response> {
  const usages = await c.var.store.usagesToReview(filterOf(c, query));
  return c.json({ usages: [...usages], serverTime: c.var.serverTime() } satisfies ToReviewAnswer);
}

function filterOf(c: RegistryContext, { show, seller }: Query): UsageFilter {
  return { venueId: c.var.device.venueId, showId: show, seller };
}
