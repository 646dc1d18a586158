import { AnnulRequest, UsageId, type VisitAnswer, VisitRequest } from '@kaiku/client/contract';
import type { Context } from 'hono';
import type { RegisterEnv } from '../env.ts';
import { idInPath, invalid, readBody, readKeyedBody } from '../requests.ts';
import type { AnnulledVisit, RecordedVisit } from '../store/store.ts';
import { fromLease, refusedOrUnknown, unseenIn } from './usages.ts';

/** Records a visit, whole: 201 the first time, 200 for every repetition, 409 where a rule refused an ask. */
export async function recordVisit(c: Context<RegisterEnv>): Promise<Response> {
  const request = await readKeyedBody(c, VisitRequest);
  if ('response' in request) return request.response;
  const wrong = wrongWithVisit(request.body);
  if (wrong !== undefined) return invalid(c, wrong.detail, [{ path: 'usages', message: wrong.message }]);
  return answer(c, request.body.id, await c.var.store.recordVisit(c.var.device, request.body));
}

/** What no schema says of a visit: each usage is one, and all are of one `how`. `undefined` where nothing is wrong. */
export function wrongWithVisit({
  usages,
}: Pick<VisitRequest, 'usages'>): { detail: string; message: string } | undefined {
  if (new Set(usages.map(({ id }) => id)).size < usages.length) {
    return { detail: 'Two usages of the visit have one id.', message: 'an id twice' };
  }
  if (new Set(usages.map(({ how }) => how)).size > 1) {
    return { detail: 'People who come together are recorded alike.', message: 'not one how' };
  }
  return undefined;
}

/** Annuls a visit with all its usages; one the register has never seen is kept as annulled. */
export async function annulVisit(c: Context<RegisterEnv, '/v1/visits/:visitId/annul'>): Promise<Response> {
  const id = idInPath(c, UsageId, 'visitId');
  if ('response' in id) return id.response;
  const request = await readBody(c, AnnulRequest);
  if ('response' in request) return request.response;
  return answer(c, id.id, await c.var.store.annulVisit(c.var.device, id.id, request.body));
}

function answer(c: Context<RegisterEnv>, id: string, recorded: RecordedVisit | AnnulledVisit): Response {
  switch (recorded.outcome) {
    case 'counted':
    case 'void': {
      const { outcome, show } = recorded;
      const first = recorded.outcome === 'counted' && recorded.first;
      const visit = {
        id,
        outcome,
        recordedAt: recorded.recordedAt.toISOString(),
        ...fromLease(recorded),
        ...unseenIn(recorded),
      };
      const body = { visit, usages: usagesOf(recorded), show, serverTime: c.var.serverTime() };
      return c.json(body satisfies VisitAnswer, first ? 201 : 200);
    }
    default:
      return refusedOrUnknown(c, recorded);
  }
}

type Told = Extract<RecordedVisit | AnnulledVisit, { outcome: 'counted' | 'void' }>;

function usagesOf(recorded: Told): VisitAnswer['usages'] {
  if (recorded.outcome === 'counted') return recorded.usages.map(({ id, flags }) => ({ id, flags: [...flags] }));
  return ('usageIds' in recorded ? recorded.usageIds : []).map((usageId) => ({ id: usageId, flags: [] }));
}
