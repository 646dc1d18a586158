import { UsageId } from '@kaiku/client/contract';
import {
  type LeaseAnswer,
  LeaseRequest,
  type RevokeAnswer,
  RevokeRequest,
  type WireLease,
} from '@kaiku/client/offline-contract';
import type { Context } from 'hono';
import type { RegistryEnv } from '../http/env.ts';
import { problem } from '../http/problems.ts';
import { idInPath, readBody } from '../http/requests.ts';
import { KeepRequest, ReturnRequest } from '../operations-offline.ts';
import type { LeaseResult, LeaseRow } from '../store/leases/leases.ts';

type WithId = Context<RegistryEnv, '/v1/leases/:leaseId'>;

/** Leases tickets for an outage: 201 the first time, 200 for every repetition. */
export async function grantLease(c: Context<RegistryEnv>): Promise<Response> {
  const request = await readBody(c, LeaseRequest);
  if ('response' in request) return request.response;
  return answer(c, await c.var.store.lease(c.var.device, request.body));
}

/** Holds a lease for a device that goes offline on purpose. */
export async function keepLease(c: WithId): Promise<Response> {
  const id = idInPath(c, UsageId, 'leaseId');
  if ('response' in id) return id.response;
  const request = await readBody(c, KeepRequest);
  if ('response' in request) return request.response;
  return answer(c, await c.var.store.keepLease(c.var.device, id.id));
}

/** Takes back what is left of a lease. */
export async function returnLease(c: WithId): Promise<Response> {
  const id = idInPath(c, UsageId, 'leaseId');
  if ('response' in id) return id.response;
  const request = await readBody(c, ReturnRequest);
  if ('response' in request) return request.response;
  return answer(c, await c.var.store.returnLease(c.var.device, id.id));
}

/** Takes tickets back without hearing from the device, and says what that may come to. */
export async function revokeLease(c: WithId): Promise<Response> {
  const id = idInPath(c, UsageId, 'leaseId');
  if ('response' in id) return id.response;
  const request = await readBody(c, RevokeRequest);
  if ('response' in request) return request.response;
  const revoked = await c.var.store.revokeLease(c.var.device, id.id, request.body.reason);
  if (revoked === undefined) return noSuchLease(c);
  const { lease, ...worst } = revoked;
  return c.json({
    ...worst,
    lease: toWireLease(lease),
    lastSeenAt: lease.lastSeenAt.toISOString(),
    serverTime: c.var.serverTime(),
  } satisfies RevokeAnswer);
}

function answer(c: Context<RegistryEnv>, leased: LeaseResult): Response {
  switch (leased.outcome) {
    case 'found': {
      const { lease, show, first } = leased;
      const serverTime = c.var.serverTime();
      const expiresAt = lease.expiresAt.toISOString();
      return c.json(
        {
          lease: toWireLease(lease),
          useByS: useByS(lease, leased.atMs),
          expiresAt,
          show,
          serverTime,
        } satisfies LeaseAnswer,
        first ? 201 : 200,
      );
    }
    case 'mismatch':
      return problem(c, 'idempotency/mismatch', { detail: 'This id is another lease’s.' });
    case 'unknown':
      return noSuchLease(c);
    default:
      return leased satisfies never;
  }
}

/**
 * From the moment the request was sent, which was not after it came: whoever counts from then ends too early rather than
 * too late, also where it is a repetition.
 */
function useByS({ state, useBy }: LeaseRow, atMs: number): number {
  return state === 'open' ? Math.max(0, Math.floor((useBy.getTime() - atMs) / 1000)) : 0;
}

/** A lease as every answer tells it. */
export function toWireLease({ id, showId, state, granted, consumed, recall }: LeaseRow): WireLease {
  return { id, showId, state, granted, consumed, recall };
}

/** The same for what does not exist and for what is another venue's. */
function noSuchLease(c: Context<RegistryEnv>): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such show, journal or lease.' });
}
