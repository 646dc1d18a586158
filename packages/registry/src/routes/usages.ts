import { ReadableStream as NodeStream, TransformStream as NodeTransform } from 'node:stream/web';
import { AcceptAnswer, ShowId, ToReviewAnswer, UsageId } from '@kaiku/client/contract';
import { importHeader, type ReportedUsage, toImportRows } from '@kaiku/client/import-file';
import * as z from 'zod/mini';
import type { RegistryContext } from '../http/context.ts';
import { EmptyRequest, operation } from '../http/operation.ts';
import { problem } from '../http/problems.ts';
import type { UsageFilter } from '../store/usages/usages.ts';
import { noteAge, reportAge } from './report-age.ts';

export const usageOperations = [
  operation({
    method: 'get',
    path: '/v1/usages.csv',
    id: 'exportUsages',
    summary: 'Export the counted usages of own shows and own sales, as a file for Kaikukanta’s import function',
    budget: 'report',
    query: { show: z.optional(ShowId), seller: z.optional(ShowId) },
    answers: {
      200: {
        description: `One usage per row. The header \`Kaiku-To-Review\` has the number of those left out: see listToReview. ${reportAge}`,
        schema: z.string(),
        type: 'text/csv',
      },
    },
    log: (filter) => ({ details: filter }),
    handle: exportUsages,
  }),
  operation({
    method: 'get',
    path: '/v1/usages/to-review',
    id: 'listToReview',
    summary:
      'List the counted usages that the file leaves out: no registered card has their code, or their day may be wrong',
    budget: 'report',
    query: { show: z.optional(ShowId), seller: z.optional(ShowId), after: z.optional(UsageId) },
    answers: {
      200: {
        description: `A page of the usages, oldest first. \`after\` with the value of \`next\` requests the next page. ${reportAge}`,
        schema: ToReviewAnswer,
      },
    },
    log: ({ show, seller }) => ({ details: { show, seller } }),
    handle: listToReview,
  }),
  operation({
    method: 'post',
    path: '/v1/usages/{usageId}/accept',
    id: 'acceptUsage',
    summary: 'Accept the day of a usage that is flagged as `date-unsure`: it counts for that day',
    parameters: { usageId: UsageId },
    request: EmptyRequest,
    answers: {
      200: { description: 'The flags that are left, also if there was nothing to accept', schema: AcceptAnswer },
    },
    problems: [404],
    log: ({ usageId }) => ({ subject: usageId }),
    handle: async (c, { usageId }) => {
      const flags = await c.var.store.acceptUsage(c.var.device, usageId);
      if (flags === undefined)
        return problem(c, 'registry/not-found', { detail: 'This venue has no such counted usage.' });
      return c.json({ usageId, flags: [...flags], serverTime: c.var.serverTime() } satisfies AcceptAnswer);
    },
  }),
];

type Query = { readonly [key in 'show' | 'seller']: string | undefined };

/** How long the reader of an export may take, in milliseconds: 1.6 million rows are 67 MB. Guess. */
const exportTimeoutMs = 15 * 60_000;

/**
 * Sends the file page by page, each when the reader has taken the one before. If a page fails or the reader takes too long,
 * the connection ends in the middle of the body, which every HTTP client reports.
 */
async function exportUsages(c: RegistryContext, query: Query): Promise<Response> {
  const filter = filterOf(c, query);
  await noteAge(c);
  const leftOut = await c.var.store.countUsagesToReview(filter);
  const file = NodeStream.from(toFile(c, c.var.store.reportedUsages(filter)));
  const inTime = file.pipeThrough(new NodeTransform(), { signal: AbortSignal.timeout(exportTimeoutMs) });
  return c.body(inTime as ReadableStream, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="kaikukortti.csv"',
    'Kaiku-To-Review': String(leftOut),
  });
}

async function* toFile(c: RegistryContext, pages: AsyncIterable<readonly ReportedUsage[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(importHeader);
  try {
    for await (const usages of pages) yield encoder.encode(toImportRows(usages));
  } catch (error) {
    c.var.logError(error);
    throw error;
  }
}

async function listToReview(
  c: RegistryContext,
  { after, ...query }: Query & { readonly after: string | undefined },
): Promise<Response> {
  await noteAge(c);
  const page = await c.var.store.usagesToReview(filterOf(c, query), after);
  return c.json({ ...page, serverTime: c.var.serverTime() } satisfies ToReviewAnswer);
}

function filterOf(c: RegistryContext, { show, seller }: Query): UsageFilter {
  return { venueId: c.var.device.venueId, showId: show, seller };
}
