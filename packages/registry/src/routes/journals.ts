import { Seq, ShowId, UsageId } from '@kaiku/client/contract';
import {
  JournalAnswer,
  JournalLostAnswer,
  LostRequest,
  NewsAnswer,
  NewsStamp,
  ReconciliationAnswer,
  ShowIds,
} from '@kaiku/client/offline-contract';
import * as z from 'zod/mini';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import { foreignJournal, noSuchShow, problem, stoppedDevice } from '../http/problems.ts';
import { toWireLease } from './leases.ts';

export const journalOperations = [
  operation({
    method: 'get',
    path: '/v1/journals/{journal}',
    id: 'readJournal',
    summary: 'Read what has arrived of a journal, by number',
    parameters: { journal: UsageId },
    query: { from: z.optional(Seq) },
    answers: { 200: { description: 'At most 1000 numbers, and those that are missing', schema: JournalAnswer } },
    problems: [404],
    handle: async (c, { journal, from = 1 }) => {
      const found = await c.var.store.journal(c.var.device, journal, from);
      if (found === undefined) return noSuchJournal(c);
      return c.json({ ...found, serverTime: c.var.serverTime() } satisfies JournalAnswer);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/journals/{journal}/lost',
    id: 'reportLost',
    summary: 'Report that entries of a journal are lost',
    parameters: { journal: UsageId },
    request: LostRequest,
    answers: { 200: { description: 'Stored', schema: JournalLostAnswer } },
    problems: [409],
    handle: async (c, { journal, body }) => {
      const stored = await c.var.store.reportLost(c.var.device, journal, body);
      return stored ? c.json({ journal, serverTime: c.var.serverTime() }) : foreignJournal(c);
    },
  }),
  operation({
    method: 'get',
    path: '/v1/news',
    id: 'readNews',
    summary: 'Wait until a show changes, a lease of the journal is recalled, or a manager changes the device',
    query: { shows: ShowIds, journal: UsageId, since: z.optional(NewsStamp) },
    answers: { 200: { description: 'The shows as they are now, changed or not', schema: NewsAnswer } },
    problems: [404],
    handle: readNews,
  }),
  operation({
    method: 'get',
    path: '/v1/shows/{showId}/reconciliation',
    id: 'readReconciliation',
    summary: 'Whether everything that happened at a show’s doors has arrived',
    parameters: { showId: ShowId },
    answers: {
      200: { description: 'Open leases, and the journals that have recorded for it', schema: ReconciliationAnswer },
    },
    problems: [404],
    handle: readReconciliation,
  }),
];

async function readNews(
  c: RegistryContext,
  query: { readonly shows: string; readonly journal: string; readonly since: string | undefined },
): Promise<Response> {
  const { shows, journal, since = '' } = query;
  const news = await c.var.store.news(
    c.var.device,
    { showIds: [...new Set(shows.split(','))], journal, since },
    c.req.raw.signal,
  );
  if (news === undefined) return noSuchShow(c);
  const { device } = news;
  if (device.state === 'revoked' || device.state === 'lost') return stoppedDevice(c, device.state);
  return c.json({
    device,
    shows: [...news.shows],
    leases: news.leases.map(toWireLease),
    stamp: news.stamp,
    serverTime: c.var.serverTime(),
  } satisfies NewsAnswer);
}

async function readReconciliation(c: RegistryContext, { showId }: { readonly showId: string }): Promise<Response> {
  const reconciliation = await c.var.store.reconciliation(c.var.device, showId);
  if (reconciliation === undefined) return noSuchShow(c);
  const { leases, journals, silent } = reconciliation;
  return c.json({
    reconciled: leases.length === 0 && journals.every(({ missing }) => missing.length === 0),
    leases: leases.map((lease) => ({
      lease: toWireLease(lease),
      device: lease.device,
      grantedAt: lease.grantedAt.toISOString(),
      lastSeenAt: lease.lastSeenAt.toISOString(),
      reassigned: lease.reassigned,
    })),
    journals: journals.map((journal) => ({ ...journal, lastSeenAt: journal.lastSeenAt.toISOString() })),
    silent: silent.map((each) => ({ ...each, lastSeenAt: each.lastSeenAt.toISOString() })),
    serverTime: c.var.serverTime(),
  } satisfies ReconciliationAnswer);
}

/** The response for a journal that does not exist or is another device's: the same for both. */
function noSuchJournal(c: RegistryContext): Response {
  return problem(c, 'registry/not-found', { detail: 'This device has no such journal.' });
}
