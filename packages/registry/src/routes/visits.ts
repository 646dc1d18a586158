import {
  FoundVisitAnswer,
  mayDo,
  ShowId,
  UsageId,
  VisitAnswer,
  VisitRequest,
  VisitsAnswer,
  VoidRequest,
  voidRights,
} from '@kaiku/client/contract';
import * as z from 'zod/mini';
import { isAssigned } from '../http/authenticate.ts';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import { foreignJournal, invalid, missingRole, noSuchShow, problem, slowed, stoppedDevice } from '../http/problems.ts';
import type { Slowed } from '../store/lookups/limits.ts';
import { type Unreadable, unknownKey } from '../store/sealing/sealing.ts';
import type { RecordResult, VoidResult } from '../store/visits/results.ts';

export const visitOperations = [
  operation({
    method: 'post',
    path: '/v1/visits',
    id: 'recordVisit',
    summary: 'Record a visit of one card or several: all or nothing, once per id. Safe to repeat',
    idempotent: true,
    request: VisitRequest,
    answers: {
      200: { description: 'A repetition: as it was recorded, or voided', schema: VisitAnswer },
      201: { description: 'Counted', schema: VisitAnswer },
    },
    problems: [404, 409, 422, 429],
    handle: async (c, { body }) => {
      if (body.mode === 'request' && !isAssigned(c, body.showId)) return stoppedDevice(c, 'not-assigned');
      const unsealed = c.var.store.sealing.unseal(body);
      if ('why' in unsealed) return toUnreadable(c, unsealed);
      return toVisitResponse(c, body.id, await c.var.store.record(c.var.device, unsealed.visit));
    },
  }),
  operation({
    method: 'get',
    path: '/v1/visits',
    id: 'listVisits',
    summary: 'List the visits of a show with their references and metadata, with masked card codes',
    query: { show: ShowId, seller: z.optional(ShowId) },
    answers: { 200: { description: 'By when they were recorded', schema: VisitsAnswer } },
    problems: [404],
    handle: async (c, { show, seller }) => toList(c, await c.var.store.visits(c.var.device, show, { seller })),
  }),
  operation({
    method: 'get',
    path: '/v1/device/visits',
    id: 'listOwnVisits',
    summary: 'List the visits of a show that this device has recorded, as `GET /v1/visits` does',
    query: { show: ShowId },
    answers: { 200: { description: 'By when they were recorded', schema: VisitsAnswer } },
    problems: [404],
    handle: async (c, { show }) => toList(c, await c.var.store.visits(c.var.device, show, { isOwn: true })),
  }),
  operation({
    method: 'get',
    path: '/v1/visits/{visitId}',
    id: 'readVisit',
    summary: 'Read a visit by its id',
    parameters: { visitId: UsageId },
    answers: { 200: { description: 'The visit in its present state', schema: FoundVisitAnswer } },
    problems: [404, 422],
    handle: async (c, { visitId }) => {
      const found = await c.var.store.find(c.var.device, visitId);
      if (found === undefined) return noSuchVisit(c);
      return c.json({ ...found, serverTime: c.var.serverTime() } satisfies FoundVisitAnswer);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/visits/{visitId}/void',
    id: 'voidVisit',
    summary: 'Void a visit or a part of it. An unknown id is stored as voided',
    parameters: { visitId: UsageId },
    request: VoidRequest,
    answers: { 200: { description: 'Voided', schema: VisitAnswer } },
    problems: [404, 422],
    // A device that may void only its own visits is named in the visit itself.
    log: ({ visitId, body: { showId, reason } }, { role }) =>
      mayDo(voidRights.undoOthers, role) ? { subject: visitId, details: { showId, reason } } : undefined,
    handle: async (c, { visitId, body }) =>
      toVisitResponse(c, visitId, await c.var.store.void(c.var.device, visitId, body)),
  }),
];

function toList(c: RegistryContext, list: Omit<VisitsAnswer, 'serverTime'> | undefined): Response {
  return list === undefined
    ? noSuchShow(c)
    : c.json({ ...list, serverTime: c.var.serverTime() } satisfies VisitsAnswer);
}

/** Returns the response to a recorded or voided visit. */
export function toVisitResponse(c: RegistryContext, id: string, result: RecordResult | VoidResult | Slowed): Response {
  if (result.outcome === 'slowed') return slowed(c, result.retryAfterMs);
  if (result.outcome === 'unknown-visit') return noSuchVisit(c);
  if (result.outcome === 'missing-role') return missingRole(c, result.access);
  if (result.outcome !== 'counted' && result.outcome !== 'voided' && result.outcome !== 'reduced')
    return toRefusal(c, result);
  const { show, recordedAt } = result;
  const outcome = result.outcome === 'voided' ? ('voided' as const) : ('counted' as const);
  const visit = { id, outcome, recordedAt: recordedAt.toISOString(), usages: [], ...detailsOf(result) };
  const body = { visit, show, serverTime: c.var.serverTime() } satisfies VisitAnswer;
  return c.json(body, result.outcome === 'counted' && result.first ? 201 : 200);
}

function detailsOf(
  result: Extract<RecordResult | VoidResult, { outcome: 'counted' | 'voided' | 'reduced' }>,
): Partial<VisitAnswer['visit']> {
  if (result.outcome === 'reduced') return {};
  if (result.outcome === 'voided') return 'unseen' in result && result.unseen ? { unseen: true } : {};
  const usages = result.usages.map(({ id, flags }) => ({ id, flags: [...flags] }));
  // Only for leased tickets, because the device then has fewer left.
  return { usages, ...(result.from === 'lease' && { from: 'lease' }) };
}

function noSuchVisit(c: RegistryContext): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such visit.' });
}

/** Returns the response if nothing was recorded. */
export function toRefusal(
  c: RegistryContext,
  result: Extract<RecordResult, { outcome: 'refused' | 'mismatch' | 'unknown-show' | 'foreign-journal' }>,
): Response {
  switch (result.outcome) {
    case 'refused':
      return problem(c, 'registry/refused', {
        detail: `Refused: ${result.refusal.reason}.`,
        refusal: result.refusal,
        show: result.show,
      });
    case 'mismatch':
      return problem(c, 'idempotency/mismatch', { detail: 'This id was used before, for different data.' });
    case 'unknown-show':
      return noSuchShow(c);
    case 'foreign-journal':
      return foreignJournal(c);
    default:
      return result satisfies never;
  }
}

/** Returns the response if the card codes cannot be read. */
function toUnreadable(c: RegistryContext, unreadable: Unreadable): Response {
  if (unreadable.why === 'unknown-key') {
    const detail = unknownKey(unreadable.keyId);
    c.var.logError(new Error(detail));
    return problem(c, 'registry/unknown-key', { detail });
  }
  return invalid(c, 'A card code is not sealed to its usage.', [{ path: 'usages', message: 'damaged' }]);
}
