import { UsageId } from '@kaiku/client/contract';
import { type NewsAnswer, NewsStamp, ShowIds } from '@kaiku/client/offline-contract';
import type { Context } from 'hono';
import type { RegistryEnv } from '../http/env.ts';
import { invalid } from '../http/requests.ts';
import { toWireLease } from './leases.ts';
import { noSuchShow } from './shows.ts';

/** Shows once something has changed, for a device that waits for it. */
export async function readNews(c: Context<RegistryEnv>): Promise<Response> {
  const { shows: ids, journal: journalId, since = '' } = c.req.query();
  const shows = ShowIds.safeParse(ids).data;
  if (shows === undefined) return invalid(c, 'No shows.', [{ path: 'shows', message: 'not 1 to 50 ids' }]);
  const journal = UsageId.safeParse(journalId).data;
  if (journal === undefined) return invalid(c, 'No journal.', [{ path: 'journal', message: 'not an id' }]);
  if (since !== '' && !NewsStamp.safeParse(since).success) {
    return invalid(c, 'No stamp of an answer.', [{ path: 'since', message: 'not a stamp' }]);
  }
  const question = { showIds: [...new Set(shows.split(','))], journal, since };
  const news = await c.var.store.news(c.var.device, question, c.req.raw.signal);
  if (news === undefined) return noSuchShow(c);
  return c.json({
    shows: [...news.shows],
    leases: news.leases.map(toWireLease),
    stamp: news.stamp,
    serverTime: c.var.serverTime(),
  } satisfies NewsAnswer);
}
