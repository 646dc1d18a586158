import {
  type FoundVisitAnswer,
  ShowId,
  UsageId,
  type VisitAnswer,
  VisitRequest,
  type VisitsAnswer,
  VoidRequest,
} from '@kaiku/client/contract';
import type { Context } from 'hono';
import type { RegistryEnv } from '../http/env.ts';
import { problem } from '../http/problems.ts';
import { idInPath, invalid, readBody, readKeyedBody } from '../http/requests.ts';
import type { RecordResult, VoidResult } from '../store/visits/results.ts';
import { noSuchShow } from './shows.ts';

/** Records a visit, whole: 201 the first time, 200 for every repetition, 409 where a rule refused a request. */
export async function recordVisit(c: Context<RegistryEnv>): Promise<Response> {
  const request = await readKeyedBody(c, VisitRequest);
  if ('response' in request) return request.response;
  return answerVisit(c, request.body.id, await c.var.store.record(c.var.device, request.body));
}

/** All visits of a show that the venue may see, or of one seller. */
export async function listVisits(c: Context<RegistryEnv>): Promise<Response> {
  const { show, seller } = c.req.query();
  const showId = ShowId.safeParse(show).data;
  if (showId === undefined) return invalid(c, 'No show.', [{ path: 'show', message: 'not an id' }]);
  if (seller !== undefined && !ShowId.safeParse(seller).success)
    return invalid(c, 'No seller.', [{ path: 'seller', message: 'not an id' }]);
  const list = await c.var.store.visits(c.var.device, showId, seller);
  if (list === undefined) return noSuchShow(c);
  return c.json({ ...list, serverTime: c.var.serverTime() } satisfies VisitsAnswer);
}

/** A visit as it stands. */
export async function readVisit(c: Context<RegistryEnv, '/v1/visits/:visitId'>): Promise<Response> {
  const id = idInPath(c, UsageId, 'visitId');
  if ('response' in id) return id.response;
  const found = await c.var.store.find(c.var.device, id.id);
  if (found === undefined) return noSuchVisit(c);
  return c.json({ ...found, serverTime: c.var.serverTime() } satisfies FoundVisitAnswer);
}

/** Voids a visit with all its usages; one the registry has never seen is kept as voided. */
export async function voidVisit(c: Context<RegistryEnv, '/v1/visits/:visitId/void'>): Promise<Response> {
  const id = idInPath(c, UsageId, 'visitId');
  if ('response' in id) return id.response;
  const request = await readBody(c, VoidRequest);
  if ('response' in request) return request.response;
  return answerVisit(c, id.id, await c.var.store.void(c.var.device, id.id, request.body));
}

export function answerVisit(c: Context<RegistryEnv>, id: string, recorded: RecordResult | VoidResult): Response {
  if (recorded.outcome === 'unknown-visit') return noSuchVisit(c);
  if (recorded.outcome !== 'counted' && recorded.outcome !== 'voided' && recorded.outcome !== 'reduced')
    return refusedOrUnknown(c, recorded);
  const { show } = recorded;
  const outcome = recorded.outcome === 'voided' ? ('voided' as const) : ('counted' as const);
  const visit = { id, outcome, recordedAt: recorded.recordedAt.toISOString(), usages: [], ...toldOf(recorded) };
  const body = { visit, show, serverTime: c.var.serverTime() } satisfies VisitAnswer;
  return c.json(body, recorded.outcome === 'counted' && recorded.first ? 201 : 200);
}

function toldOf(
  recorded: Extract<RecordResult | VoidResult, { outcome: 'counted' | 'voided' | 'reduced' }>,
): Partial<VisitAnswer['visit']> {
  if (recorded.outcome === 'reduced') return {};
  if (recorded.outcome === 'voided') return 'unseen' in recorded && recorded.unseen ? { unseen: true } : {};
  const usages = recorded.usages.map(({ id, flags }) => ({ id, flags: [...flags] }));
  // Told only where the tickets were the device's own: it has fewer left then.
  return { usages, ...(recorded.from === 'lease' && { from: 'lease' }) };
}

function noSuchVisit(c: Context<RegistryEnv>): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such visit.' });
}

/** The answer where nothing was recorded. */
export function refusedOrUnknown(
  c: Context<RegistryEnv>,
  recorded: Extract<RecordResult, { outcome: 'refused' | 'mismatch' | 'unknown-show' }>,
): Response {
  switch (recorded.outcome) {
    case 'refused':
      return problem(c, 'registry/refused', {
        detail: `Refused: ${recorded.refusal.reason}.`,
        refusal: recorded.refusal,
        show: recorded.show,
      });
    case 'mismatch':
      return problem(c, 'idempotency/mismatch', { detail: 'This id was used before, for different data.' });
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return recorded satisfies never;
  }
}
