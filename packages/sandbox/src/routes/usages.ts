import { AnnulRequest, type UsageAnswer, UsageId, UsageRequest } from '@kaiku/client/contract';
import { toImportCsv } from '@kaiku/client/report';
import type { Context } from 'hono';
import type { RegisterEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { invalid, readBody } from '../requests.ts';
import type { Recorded } from '../store/store.ts';
import { noSuchShow } from './shows.ts';

/** Records a usage: 201 the first time, 200 for every repetition, 409 where a rule refused an ask. */
export async function recordUsage(c: Context<RegisterEnv>): Promise<Response> {
  const request = await readBody(c, UsageRequest);
  if ('response' in request) return request.response;
  const { id } = request.body;
  if (c.req.header('idempotency-key') !== id) {
    return invalid(c, 'The header Idempotency-Key must be the id of the usage.', [
      { path: 'Idempotency-Key', message: 'not the id' },
    ]);
  }
  return answer(c, id, await c.var.store.record(c.var.device, request.body));
}

/** Annuls a usage; one the register has never seen is kept as annulled. */
export async function annulUsage(c: Context<RegisterEnv, '/v1/usages/:usageId/annul'>): Promise<Response> {
  const id = UsageId.safeParse(c.req.param('usageId'));
  if (!id.success) {
    return invalid(c, 'The id in the path is not a UUID in lower case.', [{ path: 'usageId', message: 'not an id' }]);
  }
  const request = await readBody(c, AnnulRequest);
  if ('response' in request) return request.response;
  return answer(c, id.data, await c.var.store.annul(c.var.device, id.data, request.body));
}

/** The venue's counted uses, or one show's, as a file for Kaikukanta's import function. */
export async function exportUsages(c: Context<RegisterEnv>): Promise<Response> {
  const uses = await c.var.store.reportedUses(c.var.device.venueId, c.req.query('show'));
  return c.body(toImportCsv(uses), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="kaikukortti.csv"',
  });
}

function answer(c: Context<RegisterEnv>, id: string, recorded: Recorded): Response {
  switch (recorded.outcome) {
    case 'counted':
    case 'void': {
      const { outcome, show } = recorded;
      const first = recorded.outcome === 'counted' && recorded.first;
      const flags = recorded.outcome === 'counted' ? [...recorded.flags] : [];
      const usage = { id, outcome, recordedAt: recorded.recordedAt.toISOString(), flags };
      return c.json({ usage, show, serverTime: c.var.serverTime() } satisfies UsageAnswer, first ? 201 : 200);
    }
    case 'refused':
      return problem(c, 'registry/refused', {
        detail: `Refused: ${recorded.refusal.reason}.`,
        refusal: recorded.refusal,
        show: recorded.show,
      });
    case 'mismatch':
      return problem(c, 'idempotency/mismatch', { detail: 'This id was used before, for other facts.' });
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return recorded satisfies never;
  }
}
