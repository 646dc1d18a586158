import type { CardListAnswer } from '@kaiku/client/offline-contract';
import type { Context } from 'hono';
import type { RegisterEnv } from '../env.ts';
import { problem } from '../problems.ts';

/** The cards that the venue's devices may hold for an outage. */
export async function readCardList(c: Context<RegisterEnv>): Promise<Response> {
  const list = await c.var.store.cardList(c.var.device);
  if (list === undefined) {
    return problem(c, 'registry/forbidden', { detail: 'The devices of this venue may hold no card list.' });
  }
  return c.json({ list, serverTime: c.var.serverTime() } satisfies CardListAnswer);
}
