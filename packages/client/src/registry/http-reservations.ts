/** Reservations over HTTP: listed, redeemed and released. */
import type * as z from 'zod/mini';
import type { RecordAnswer } from '../usage/answer.ts';
import { type RedeemRequest, ReleaseAnswer, type ReleaseRequest, ReservationsAnswer, VisitAnswer } from './contract.ts';
import type { Exchange } from './http-offline.ts';
import { ours, toRecordAnswer } from './recorded.ts';
import type { ReservationRegistry } from './registry.ts';

/** A POST that the registry may refuse by its rules. Rejects with a KaikuError. */
export type Ask = <S extends z.ZodMiniType>(
  request: {
    readonly path: string;
    readonly json: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal: AbortSignal | undefined;
  },
  schema: S,
) => Promise<z.output<S> | Extract<RecordAnswer, { outcome: 'refused' }>>;

export function createHttpReservations(exchange: Exchange, ask: Ask): ReservationRegistry {
  const at = (reservationId: string) => `v1/usages/${encodeURIComponent(reservationId)}`;
  return {
    async list(showId, signal) {
      const path = `v1/shows/${encodeURIComponent(showId)}/reservations`;
      const { reservations, show } = await exchange({ path, signal }, ReservationsAnswer);
      return { reservations, show };
    },
    async redeem(reservationId, redemption, signal) {
      const { metadata, ...redeemed } = redemption;
      const json: RedeemRequest = { mode: 'request', ...redeemed, ...(metadata && { metadata: { ...metadata } }) };
      const { id, usageId } = redemption;
      const headers = { 'Idempotency-Key': id };
      const answer = await ask({ path: `${at(reservationId)}/redeem`, json, headers, signal }, VisitAnswer);
      return 'refusal' in answer ? answer : toRecordAnswer(answer, { id, usages: [{ id: usageId }] });
    },
    async release(reservationId, showId, signal) {
      const json: ReleaseRequest = { showId };
      const answer = await ask({ path: `${at(reservationId)}/release`, json, signal }, ReleaseAnswer);
      if ('refusal' in answer) return answer;
      return ours(answer.reservation.id === reservationId, { outcome: 'released', show: answer.show });
    },
  };
}
