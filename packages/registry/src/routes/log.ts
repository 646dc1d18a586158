import { DeviceId, LogAnswer, type LogEntry } from '@kaiku/client/contract';
import { toCsvLine } from '@kaiku/client/import-file';
import * as z from 'zod/mini';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import type { LogFilter } from '../store/log/log.ts';
import { QueryDay } from './query-day.ts';

const filter = { from: z.optional(QueryDay), to: z.optional(QueryDay), actor: z.optional(DeviceId) };

export const logOperations = [
  operation({
    method: 'get',
    path: '/v1/log',
    id: 'readLog',
    summary:
      'Read who did what when at the venue: shows, caps, devices, people, voids, exports, hand-overs and imports',
    budget: 'report',
    query: { ...filter, after: z.optional(z.int().check(z.minimum(0))) },
    answers: { 200: { description: 'A page of the log, oldest first', schema: LogAnswer } },
    handle: async (c, { from, to, actor, after }) => {
      const page = await c.var.store.log.read({ venueId: c.var.device.venueId, from, to, actor, after });
      return c.json({ ...page, entries: [...page.entries], serverTime: c.var.serverTime() } satisfies LogAnswer);
    },
  }),
  operation({
    method: 'get',
    path: '/v1/log.csv',
    id: 'exportLog',
    summary: 'Export the log of the venue as a file for a spreadsheet',
    budget: 'report',
    query: filter,
    answers: { 200: { description: 'One entry per row, oldest first', schema: z.string(), type: 'text/csv' } },
    log: ({ from, to, actor }) => ({ details: { from, to, actor } }),
    handle: exportLog,
  }),
];

const columns = ['at', 'actor', 'actorName', 'role', 'action', 'subject', 'details', 'refused'] as const;

async function exportLog(c: RegistryContext, of: Pick<LogFilter, 'from' | 'to' | 'actor'>): Promise<Response> {
  const rows = [`\ufeff${toCsvLine(columns)}`];
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof c.var.store.log.read>> = await c.var.store.log.read({
      ...{ venueId: c.var.device.venueId, ...of, after },
    });
    rows.push(...page.entries.map(toRow));
    after = page.next;
  }
  return c.body(rows.join(''), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="log.csv"',
  });
}

function toRow(entry: LogEntry): string {
  return toCsvLine(columns.map((column) => toText(entry[column])));
}

function toText(value: LogEntry[keyof LogEntry]): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
