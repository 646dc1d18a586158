import { UsageId } from '@kaiku/client/contract';
import { LeaseAnswer, LeaseRequest, RevokeAnswer, RevokeRequest, type WireLease } from '@kaiku/client/offline-contract';
import type { RegistryContext } from '../http/context.ts';
import { EmptyRequest, operation } from '../http/operation.ts';
import { foreignJournal, problem } from '../http/problems.ts';
import type { LeaseResult, LeaseRow } from '../store/leases/leases.ts';

export const leaseOperations = [
  operation({
    method: 'post',
    path: '/v1/leases',
    id: 'grantLease',
    summary: 'Lease tickets to give out in an outage, once per id. Safe to repeat',
    request: LeaseRequest,
    answers: {
      200: { description: 'A repetition: the lease as it is now', schema: LeaseAnswer },
      201: { description: 'Granted, perhaps without tickets', schema: LeaseAnswer },
    },
    problems: [404, 409, 422],
    handle: async (c, { body }) => toLeaseResponse(c, await c.var.store.lease(c.var.device, body)),
  }),
  operation({
    method: 'post',
    path: '/v1/leases/{leaseId}/keep',
    id: 'keepLease',
    summary: 'Keep a lease while the device is offline on purpose: until twelve hours after it may use the tickets',
    parameters: { leaseId: UsageId },
    request: EmptyRequest,
    answers: { 200: { description: 'The lease as it is now', schema: LeaseAnswer } },
    problems: [404, 422],
    handle: async (c, { leaseId }) => toLeaseResponse(c, await c.var.store.keepLease(c.var.device, leaseId)),
  }),
  operation({
    method: 'post',
    path: '/v1/leases/{leaseId}/return',
    id: 'returnLease',
    summary: 'Return the rest of a lease',
    parameters: { leaseId: UsageId },
    request: EmptyRequest,
    answers: { 200: { description: 'Closed', schema: LeaseAnswer } },
    problems: [404, 422],
    handle: async (c, { leaseId }) => toLeaseResponse(c, await c.var.store.returnLease(c.var.device, leaseId)),
  }),
  operation({
    method: 'post',
    path: '/v1/leases/{leaseId}/revoke',
    id: 'revokeLease',
    summary: 'Revoke a lease without its device.',
    parameters: { leaseId: UsageId },
    request: RevokeRequest,
    answers: { 200: { description: 'The released tickets, and the worst case', schema: RevokeAnswer } },
    problems: [404],
    log: ({ leaseId, body }) => ({ subject: leaseId, details: body }),
    handle: async (c, { leaseId, body }) => {
      const revoked = await c.var.store.revokeLease(c.var.device, leaseId, body.reason);
      if (revoked === undefined) return noSuchLease(c);
      const { lease, ...worstCase } = revoked;
      return c.json({
        ...worstCase,
        lease: toWireLease(lease),
        lastSeenAt: lease.lastSeenAt.toISOString(),
        serverTime: c.var.serverTime(),
      } satisfies RevokeAnswer);
    },
  }),
];

function toLeaseResponse(c: RegistryContext, result: LeaseResult): Response {
  switch (result.outcome) {
    case 'found': {
      const { lease, show, first, atMs } = result;
      return c.json(
        {
          lease: toWireLease(lease),
          useByS: useByS(lease, atMs),
          expiresAt: lease.expiresAt.toISOString(),
          show,
          serverTime: c.var.serverTime(),
        } satisfies LeaseAnswer,
        first ? 201 : 200,
      );
    }
    case 'mismatch':
      return problem(c, 'idempotency/mismatch', { detail: 'This id belongs to another lease.' });
    case 'unknown':
      return noSuchLease(c);
    case 'foreign-journal':
      return foreignJournal(c);
    default:
      return result satisfies never;
  }
}

/**
 * Returns for how long the device may use the tickets, in seconds from when it sent the request. That was no later than
 * `atMs`, so a device stops too early rather than too late, after a repetition too.
 */
function useByS({ state, useBy }: LeaseRow, atMs: number): number {
  return state === 'open' ? Math.max(0, Math.floor((useBy.getTime() - atMs) / 1000)) : 0;
}

/** Returns a lease as every response has it. */
export function toWireLease({ id, showId, state, granted, consumed, recall }: LeaseRow): WireLease {
  return { id, showId, state, granted, consumed, recall };
}

/** The response for a lease that does not exist or is another venue's: the same for both. */
function noSuchLease(c: RegistryContext): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such show, journal or lease.' });
}
