import type { Batch, DeliveredEntry, OutgoingEntry, RegistryLease } from '../usage/delivery.ts';
import { version } from '../version.ts';
import type { HttpExchange } from './http-exchange.ts';
import {
  DeliveryAnswer,
  type DeliveryEntry,
  type DeliveryRequest,
  type DeliveryResult,
  JournalLostAnswer,
  LeaseAnswer,
  type LeaseRequest,
  type LostRequest,
  NewsAnswer,
  ReconciliationAnswer,
  RevokeAnswer,
  type WireLease,
} from './offline-contract.ts';
import { assertAnswers, codeOfProblem } from './problems.ts';
import type { OfflineRegistry } from './registry.ts';
import { toWireVisit } from './visit-messages.ts';

/** Creates the deliveries, leases and journals of an HTTP registry. */
export function createHttpOffline({ call }: HttpExchange): OfflineRegistry {
  return {
    async deliver(batch, signal) {
      const { journal, seqHigh, adopted } = batch;
      const entries = batch.entries.map(toWireEntry);
      const json: DeliveryRequest = { journal, seqHigh, version, adopted: [...adopted], entries };
      const answer = await call({ path: 'v1/deliveries', json, signal }, DeliveryAnswer);
      const { shows, leases, missing, cloned } = answer;
      return {
        results: toDeliveredEntries(batch, answer.results),
        shows,
        leases: leases.map(toRegistryLease),
        missing,
        cloned,
      };
    },
    async lease(request, signal) {
      const json: LeaseRequest = request;
      const { lease, useByS, show } = await call({ path: 'v1/leases', json, signal }, LeaseAnswer);
      assertAnswers(lease.id === request.id && lease.showId === request.showId);
      return { lease: toRegistryLease(lease), useForMs: useByS * 1000, show };
    },
    async returnLease(leaseId, signal, { isLeaving } = { isLeaving: false }) {
      const path = `v1/leases/${encodeURIComponent(leaseId)}/return`;
      const { lease, show } = await call({ path, json: {}, signal, keepalive: isLeaving }, LeaseAnswer);
      assertAnswers(lease.id === leaseId && lease.state !== 'open');
      return { show };
    },
    async keepLease(leaseId, signal) {
      const path = `v1/leases/${encodeURIComponent(leaseId)}/keep`;
      const { lease, show } = await call({ path, json: {}, signal }, LeaseAnswer);
      assertAnswers(lease.id === leaseId);
      return { show };
    },
    async news({ shows: showIds, journal, since }, signal) {
      const query = new URLSearchParams({ shows: showIds.join(','), journal, ...(since !== undefined && { since }) });
      const { shows, leases, stamp, device } = await call({ path: `v1/news?${query}`, signal }, NewsAnswer);
      assertAnswers(shows.every(({ id }) => showIds.includes(id)));
      return { shows, leases: leases.map(toRegistryLease), stamp, device };
    },
    async leases(showId, signal) {
      const path = `v1/shows/${encodeURIComponent(showId)}/reconciliation`;
      const { leases } = await call({ path, signal }, ReconciliationAnswer);
      return leases.map(({ lease: { id, granted, consumed }, device, grantedAt, lastSeenAt, reassigned }) => {
        return { id, device, grantedAt, lastSeenAt, leased: granted - consumed - reassigned, reassigned };
      });
    },
    async revokeLease(leaseId, reason, signal) {
      const path = `v1/leases/${encodeURIComponent(leaseId)}/revoke`;
      const { lease, mayAlreadyBeUsed } = await call({ path, json: { reason }, signal }, RevokeAnswer);
      assertAnswers(lease.id === leaseId);
      return { mayAlreadyBeUsed };
    },
    async reportLost({ journal, ...lost }, signal) {
      const json: LostRequest = lost;
      await call({ path: `v1/journals/${encodeURIComponent(journal)}/lost`, json, signal }, JournalLostAnswer);
    },
  };
}

function toWireEntry(outgoing: OutgoingEntry): DeliveryEntry {
  const { seq } = outgoing;
  if (outgoing.what === 'void') {
    const { visitId, showId, reason, usages } = outgoing;
    return { kind: 'void', seq, id: visitId, showId, reason, ...(usages && { usages: [...usages] }) };
  }
  const { visit, leaseId, clockSuspect } = outgoing;
  return { kind: 'report', seq, leaseId, clockSuspect, ...toWireVisit(visit) };
}

/** @throws KaikuError `registry/contract` unless there is a result for each entry, with its number and its visit's id */
function toDeliveredEntries({ entries }: Batch, results: readonly DeliveryResult[]): DeliveredEntry[] {
  return entries.map((entry) => {
    const id = entry.what === 'void' ? entry.visitId : entry.visit.id;
    const result = results.find(({ seq }) => seq === entry.seq);
    assertAnswers(result !== undefined && result.id === id);
    return toDeliveredEntry(result);
  });
}

function toDeliveredEntry(result: DeliveryResult): DeliveredEntry {
  const { seq } = result;
  switch (result.outcome) {
    case 'counted':
      return result;
    case 'voided': {
      const { outcome, unseen, reference, usages } = result;
      return {
        ...{ outcome, seq },
        ...(unseen === true && { unseen }),
        ...(reference !== undefined && { reference }),
        ...(usages !== undefined && { usages }),
      };
    }
    case 'rejected':
      return { outcome: 'rejected', seq, code: codeOfProblem(result.code) };
    case 'deferred':
      return { outcome: 'deferred', seq, code: codeOfProblem(result.code ?? 'registry/busy') };
    default:
      return result satisfies never;
  }
}

function toRegistryLease({ id, showId, state, granted, recall }: WireLease): RegistryLease {
  return { id, showId, state, granted, recall };
}
