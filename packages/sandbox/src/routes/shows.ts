import { LookupRequest, ShowId } from '@kaiku/client/contract';
import type { Context } from 'hono';
import type { RegisterEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { readBody } from '../requests.ts';

/** The shows of the device's venue, by start. */
export async function listShows(c: Context<RegisterEnv>): Promise<Response> {
  const shows = await c.var.store.shows(c.var.device.venueId);
  return c.json({ shows, serverTime: c.var.serverTime() });
}

/** One show as it stands. */
export async function readShow(c: Context<RegisterEnv, '/v1/shows/:showId'>): Promise<Response> {
  const show = await c.var.store.show(c.var.device.venueId, showIdOf(c));
  return show === undefined ? noSuchShow(c) : c.json({ show, serverTime: c.var.serverTime() });
}

/** What the register knows of a card, for one show. */
export async function lookUp(c: Context<RegisterEnv, '/v1/shows/:showId/lookups'>): Promise<Response> {
  const request = await readBody(c, LookupRequest);
  if ('response' in request) return request.response;
  const found = await c.var.store.lookUp(c.var.device.venueId, showIdOf(c), request.body.card);
  return found === undefined ? noSuchShow(c) : c.json({ ...found, serverTime: c.var.serverTime() });
}

/** The id in the path; one that is not in the right shape is nobody's. */
function showIdOf(c: Context<RegisterEnv, '/v1/shows/:showId'>): string {
  return ShowId.safeParse(c.req.param('showId')).data ?? '';
}

/** The same for a show that does not exist and for one that is another venue's. */
export function noSuchShow(c: Context<RegisterEnv>): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such show.' });
}
