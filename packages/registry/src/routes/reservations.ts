import { type ReservationsAnswer, ShowId } from '@kaiku/client/contract';
import type { Context } from 'hono';
import type { RegistryEnv } from '../http/env.ts';
import { noSuchShow } from './shows.ts';

/** The reservations of a show that hold tickets now. Never a card's code: its mask is enough to find one in the list. */
export async function listReservations(c: Context<RegistryEnv, '/v1/shows/:showId/reservations'>): Promise<Response> {
  const showId = ShowId.safeParse(c.req.param('showId')).data;
  const list = showId === undefined ? undefined : await c.var.store.reservations(c.var.device, showId);
  if (list === undefined) return noSuchShow(c);
  return c.json({ ...list, serverTime: c.var.serverTime() } satisfies ReservationsAnswer);
}
