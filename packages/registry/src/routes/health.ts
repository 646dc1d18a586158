import type { Context } from 'hono';
import type { RegistryEnv } from '../http/env.ts';

/** Whether the registry and its database answer. */
export async function health(c: Context<RegistryEnv>): Promise<Response> {
  await c.var.store.ready();
  return c.json({ status: 'ok', serverTime: c.var.serverTime() });
}
