import { ShowId } from '@kaiku/client/contract';
import type { ReconciliationAnswer } from '@kaiku/client/offline-contract';
import type { Context } from 'hono';
import type { RegistryEnv } from '../http/env.ts';
import { toWireLease } from './leases.ts';
import { noSuchShow } from './shows.ts';

/** Whether all that happened at a show's doors is in the registry. */
export async function readReconciliation(
  c: Context<RegistryEnv, '/v1/shows/:showId/reconciliation'>,
): Promise<Response> {
  const showId = ShowId.safeParse(c.req.param('showId')).data;
  const reconciliation = showId === undefined ? undefined : await c.var.store.reconciliation(c.var.device, showId);
  if (reconciliation === undefined) return noSuchShow(c);
  const { leases, journals } = reconciliation;
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
    serverTime: c.var.serverTime(),
  } satisfies ReconciliationAnswer);
}
