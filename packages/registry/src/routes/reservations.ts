import {
  RedeemRequest,
  ReleaseAnswer,
  ReleaseRequest,
  ReservationsAnswer,
  ShowId,
  UsageId,
  VisitAnswer,
} from '@kaiku/client/contract';
import { isAssigned } from '../http/authenticate.ts';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import { noSuchShow, problem, stoppedDevice } from '../http/problems.ts';
import { toRefusal, toVisitResponse } from './visits.ts';

export const reservationOperations = [
  operation({
    method: 'get',
    path: '/v1/shows/{showId}/reservations',
    id: 'listReservations',
    summary: 'List the reservations of a show that hold tickets now, with masked card codes',
    parameters: { showId: ShowId },
    answers: { 200: { description: 'By when they were made', schema: ReservationsAnswer } },
    problems: [404],
    handle: async (c, { showId }) => {
      const list = await c.var.store.reservations(c.var.device, showId);
      if (list === undefined) return noSuchShow(c);
      return c.json({ ...list, serverTime: c.var.serverTime() } satisfies ReservationsAnswer);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/usages/{usageId}/redeem',
    id: 'redeemReservation',
    summary: 'Redeem a reservation: record a visit of its card',
    idempotent: true,
    parameters: { usageId: UsageId },
    request: RedeemRequest,
    answers: {
      200: { description: 'A repetition: as it was recorded, or voided', schema: VisitAnswer },
      201: { description: 'Counted; the reservation no longer counts', schema: VisitAnswer },
    },
    problems: [404, 409, 422],
    handle: async (c, { usageId, body }) => {
      if (!isAssigned(c, body.showId)) return stoppedDevice(c, 'not-assigned');
      const result = await c.var.store.redeem(c.var.device, usageId, body);
      return result.outcome === 'unknown-reservation' ? noSuchReservation(c) : toVisitResponse(c, body.id, result);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/usages/{usageId}/release',
    id: 'releaseReservation',
    summary: 'Release a reservation: its tickets no longer count',
    parameters: { usageId: UsageId },
    request: ReleaseRequest,
    answers: { 200: { description: 'Released', schema: ReleaseAnswer } },
    problems: [404, 409],
    handle: async (c, { usageId, body }) => {
      const result = await c.var.store.release(c.var.device, usageId, body.showId);
      if (result.outcome === 'unknown-reservation') return noSuchReservation(c);
      if (result.outcome !== 'voided') return toRefusal(c, result);
      const reservation = { id: usageId, releasedAt: result.recordedAt.toISOString() };
      return c.json({ reservation, show: result.show, serverTime: c.var.serverTime() } satisfies ReleaseAnswer);
    },
  }),
];

function noSuchReservation(c: RegistryContext): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such reservation.' });
}
