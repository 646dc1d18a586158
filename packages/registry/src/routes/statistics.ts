import type { Context } from 'hono';
import * as z from 'zod/mini';
import type { RegistryEnv } from '../http/env.ts';
import { invalid, toIssues } from '../http/requests.ts';
import { statisticsQuery } from '../statistics-query.ts';

const StatisticsQuery = z.strictObject(statisticsQuery);
const groups = ['venue', 'show', 'month', 'seller'] as const;

/** Counted usages by group, never by card. */
export async function readStatistics(c: Context<RegistryEnv>): Promise<Response> {
  const query = StatisticsQuery.safeParse(c.req.query());
  if (!query.success) return invalid(c, 'The query is not as agreed.', query.error.issues.flatMap(toIssues));
  const { by, metadata, from, to } = query.data;
  const asked = by?.split(',') ?? [];
  const rows = await c.var.store.statistics(c.var.device, {
    by: groups.filter((group) => asked.includes(group)),
    metadata,
    from,
    to,
  });
  return c.json({ rows: [...rows], serverTime: c.var.serverTime() });
}
