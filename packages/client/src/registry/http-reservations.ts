import {
  type RedeemRequest,
  ReleaseAnswer,
  type ReleaseRequest,
  ReservationsAnswer,
  VisitAnswer,
} from './contract/index.ts';
import type { HttpExchange } from './http-exchange.ts';
import { assertAnswers } from './problems.ts';
import type { ReservationRegistry } from './registry.ts';
import { toRecordAnswer } from './visit-messages.ts';

/** Creates the reservations of an HTTP registry. */
export function createHttpReservations(http: HttpExchange): ReservationRegistry {
  const pathOf = (reservationId: string) => `v1/usages/${encodeURIComponent(reservationId)}`;
  return {
    async list(showId, signal) {
      const path = `v1/shows/${encodeURIComponent(showId)}/reservations`;
      const { reservations, show } = await http.call({ path, signal }, ReservationsAnswer);
      return { reservations, show };
    },
    async redeem(reservationId, redemption, signal) {
      const { metadata, ...fields } = redemption;
      const json: RedeemRequest = { mode: 'request', ...fields, ...(metadata && { metadata: { ...metadata } }) };
      const { id, usageId } = redemption;
      const headers = { 'Idempotency-Key': id };
      const path = `${pathOf(reservationId)}/redeem`;
      const answer = await http.callRefusable({ path, json, headers, signal }, VisitAnswer);
      return 'refusal' in answer ? answer : toRecordAnswer(answer, { id, usages: [{ id: usageId }] });
    },
    async release(reservationId, showId, signal) {
      const json: ReleaseRequest = { showId };
      const answer = await http.callRefusable(
        { path: `${pathOf(reservationId)}/release`, json, signal },
        ReleaseAnswer,
      );
      if ('refusal' in answer) return answer;
      assertAnswers(answer.reservation.id === reservationId);
      return { outcome: 'released', show: answer.show };
    },
  };
}
