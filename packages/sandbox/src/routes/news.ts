import { ShowId, UsageId } from '@kaiku/client/contract';
import { type NewsAnswer, NewsStamp } from '@kaiku/client/offline-contract';
import type { Context } from 'hono';
import type { RegisterEnv } from '../env.ts';
import { invalid } from '../requests.ts';
import { toWireLease } from './leases.ts';
import { noSuchShow } from './shows.ts';

/** The show once something has changed, for a device that waits for it. */
export async function readNews(c: Context<RegisterEnv, '/v1/shows/:showId/news'>): Promise<Response> {
  const showId = ShowId.safeParse(c.req.param('showId')).data;
  if (showId === undefined) return noSuchShow(c);
  const journal = UsageId.safeParse(c.req.query('journal')).data;
  if (journal === undefined) return invalid(c, 'No journal.', [{ path: 'journal', message: 'not an id' }]);
  const since = c.req.query('since') ?? '';
  if (since !== '' && !NewsStamp.safeParse(since).success) {
    return invalid(c, 'No stamp of an answer.', [{ path: 'since', message: 'not a stamp' }]);
  }
  const news = await c.var.store.news(c.var.device, { showId, journal, since }, c.req.raw.signal);
  if (news === undefined) return noSuchShow(c);
  const { show, leases, stamp } = news;
  return c.json({
    show,
    leases: leases.map(toWireLease),
    stamp,
    serverTime: c.var.serverTime(),
  } satisfies NewsAnswer);
}
