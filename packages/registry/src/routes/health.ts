import type { Context } from 'hono';
import type { RegisterEnv } from '../env.ts';

/** Whether the register and its database answer. */
export async function health(c: Context<RegisterEnv>): Promise<Response> {
  await c.var.store.ready();
  return c.json({ status: 'ok', serverTime: c.var.serverTime() });
}
