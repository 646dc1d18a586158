/** Reservations over HTTP: listed, redeemed and released. */
import type { RecordAnswer } from '../usage/answer.ts';
import { type RedeemRequest, type ReleaseRequest, ReservationsAnswer } from './contract.ts';
import type { Exchange } from './http-offline.ts';
import type { ReservationRegistry } from './registry.ts';

/** A POST that the register may refuse by its rules. Rejects with a KaikuError. `id`: of the usage it answers about. */
export type Ask = (request: {
  readonly path: string;
  readonly json: unknown;
  readonly id: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}) => Promise<RecordAnswer>;

export function createHttpReservations(exchange: Exchange, ask: Ask): ReservationRegistry {
  const at = (reservationId: string) => `v1/usages/${encodeURIComponent(reservationId)}`;
  return {
    async list(showId, signal) {
      const path = `v1/shows/${encodeURIComponent(showId)}/reservations`;
      const { reservations, show } = await exchange({ path, signal }, ReservationsAnswer);
      return { reservations, show };
    },
    redeem(reservationId, redemption, signal) {
      const json: RedeemRequest = { mode: 'ask', ...redemption };
      const { id } = redemption;
      return ask({ path: `${at(reservationId)}/redeem`, json, id, headers: { 'Idempotency-Key': id }, signal });
    },
    release(reservationId, showId, signal) {
      const json: ReleaseRequest = { showId };
      return ask({ path: `${at(reservationId)}/release`, json, id: reservationId, signal });
    },
  };
}
