/** Deliveries, leases and journals over HTTP: the converters beside their schemas. */
import type * as z from 'zod/mini';
import type { Batch, DeliveredEntry, OutgoingEntry, RegistryLease } from '../usage/delivery.ts';
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
import { codeOfProblem, registryError } from './problems.ts';
import { ofVisit } from './recorded.ts';
import type { OfflineRegistry } from './registry.ts';

/** One exchange: an answer as the schema says it, or a rejection with a KaikuError. Without `json` it only reads. */
export type Exchange = <S extends z.ZodMiniType>(
  request: {
    readonly path: string;
    readonly json?: unknown;
    readonly signal: AbortSignal | undefined;
    /** Sent although the page goes meanwhile. */
    readonly keepalive?: boolean;
  },
  schema: S,
) => Promise<z.output<S>>;

export function createHttpOffline(exchange: Exchange): OfflineRegistry {
  return {
    async deliver(batch, signal) {
      const { journal, seqHigh, adopted } = batch;
      const entries = batch.entries.map(toWire);
      const json: DeliveryRequest = { journal, seqHigh, adopted: [...adopted], entries };
      const answer = await exchange({ path: 'v1/deliveries', json, signal }, DeliveryAnswer);
      const { shows, leases, missing, cloned } = answer;
      return { results: fromWire(batch, answer.results), shows, leases: leases.map(toNews), missing, cloned };
    },
    async lease(request, signal) {
      const json: LeaseRequest = request;
      const { lease, useByS, show } = await exchange({ path: 'v1/leases', json, signal }, LeaseAnswer);
      ours(lease.id === request.id && lease.showId === request.showId);
      return { lease: toNews(lease), useForMs: useByS * 1000, show };
    },
    async returnLease(leaseId, signal, { isLeaving } = { isLeaving: false }) {
      const path = `v1/leases/${encodeURIComponent(leaseId)}/return`;
      const { lease, show } = await exchange({ path, json: {}, signal, keepalive: isLeaving }, LeaseAnswer);
      ours(lease.id === leaseId && lease.state !== 'open');
      return { show };
    },
    async keepLease(leaseId, signal) {
      const path = `v1/leases/${encodeURIComponent(leaseId)}/keep`;
      const { lease, show } = await exchange({ path, json: {}, signal }, LeaseAnswer);
      ours(lease.id === leaseId);
      return { show };
    },
    async news({ shows: showIds, journal, since }, signal) {
      const query = new URLSearchParams({ shows: showIds.join(','), journal, ...(since !== undefined && { since }) });
      const { shows, leases, stamp } = await exchange({ path: `v1/news?${query}`, signal }, NewsAnswer);
      ours(shows.every(({ id }) => showIds.includes(id)));
      return { shows, leases: leases.map(toNews), stamp };
    },
    async leases(showId, signal) {
      const path = `v1/shows/${encodeURIComponent(showId)}/reconciliation`;
      const { leases } = await exchange({ path, signal }, ReconciliationAnswer);
      return leases.map(({ lease: { id, granted, consumed }, device, grantedAt, lastSeenAt, reassigned }) => {
        return { id, device, grantedAt, lastSeenAt, leased: granted - consumed - reassigned, reassigned };
      });
    },
    async revokeLease(leaseId, reason, signal) {
      const path = `v1/leases/${encodeURIComponent(leaseId)}/revoke`;
      const { lease, mayAlreadyBeUsed } = await exchange({ path, json: { reason }, signal }, RevokeAnswer);
      ours(lease.id === leaseId);
      return { mayAlreadyBeUsed };
    },
    async reportLost({ journal, ...lost }, signal) {
      const json: LostRequest = lost;
      await exchange({ path: `v1/journals/${encodeURIComponent(journal)}/lost`, json, signal }, JournalLostAnswer);
    },
  };
}

function toWire(outgoing: OutgoingEntry): DeliveryEntry {
  const { seq } = outgoing;
  if (outgoing.what === 'void') {
    const { visitId, showId, reason, usages } = outgoing;
    return { kind: 'void', seq, id: visitId, showId, reason, ...(usages && { usages: [...usages] }) };
  }
  const { visit, leaseId, clockSuspect } = outgoing;
  return { kind: 'report', seq, leaseId, clockSuspect, ...ofVisit(visit) };
}

/** An entry is acknowledged only by a result that names it: a batch's answer that leaves one out is none. */
function fromWire({ entries }: Batch, results: readonly DeliveryResult[]): DeliveredEntry[] {
  return entries.map((entry) => {
    const id = entry.what === 'void' ? entry.visitId : entry.visit.id;
    const result = results.find(({ seq }) => seq === entry.seq);
    if (result?.id !== id) throw notOurs();
    return toDelivered(result);
  });
}

function toDelivered(result: DeliveryResult): DeliveredEntry {
  const { seq } = result;
  switch (result.outcome) {
    case 'counted': {
      const { recordedAt, flags, from } = result;
      return { outcome: 'counted', seq, recordedAt, flags, from };
    }
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
      return { outcome: 'deferred', seq, code: 'registry/busy' };
    default:
      return result satisfies never;
  }
}

function toNews({ id, showId, state, granted, recall }: WireLease): RegistryLease {
  return { id, showId, state, granted, recall };
}

function ours(isOurs: boolean): void {
  if (!isOurs) throw notOurs();
}

function notOurs() {
  return registryError('registry/contract', 'The registry answered about something else.');
}
