/** The operations of devices that go on without a network. */
import { Seq, ShowId, UsageId } from '@kaiku/client/contract';
import {
  DeliveryAnswer,
  DeliveryRequest,
  JournalAnswer,
  JournalLostAnswer,
  LeaseAnswer,
  LeaseRequest,
  LostRequest,
  NewsAnswer,
  NewsStamp,
  ReconciliationAnswer,
  RevokeAnswer,
  RevokeRequest,
  ShowIds,
} from '@kaiku/client/offline-contract';
import * as z from 'zod/mini';
import type { Operation } from './operations.ts';

/** POST /v1/leases/{leaseId}/return and …/keep: all there is to say is in the address. */
export const ReturnRequest = z.strictObject({});
export const KeepRequest = ReturnRequest;

const body = [400, 413, 415] as const;

export const offlineOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/deliveries',
    id: 'deliver',
    summary: 'Deliver entries of a journal, each by itself, in any order, as often as one likes',
    request: DeliveryRequest,
    answers: { 200: { description: 'What became of each entry', schema: DeliveryAnswer } },
    problems: [...body, 404, 422],
  },
  {
    method: 'post',
    path: '/v1/leases',
    id: 'grantLease',
    summary: 'Ask for tickets to give out in an outage, once however often it is sent',
    request: LeaseRequest,
    answers: {
      200: { description: 'A repetition: the lease as it stands', schema: LeaseAnswer },
      201: { description: 'Granted now; perhaps none', schema: LeaseAnswer },
    },
    problems: [...body, 404, 422],
  },
  {
    method: 'post',
    path: '/v1/leases/{leaseId}/keep',
    id: 'keepLease',
    summary: 'Say that the device goes offline on purpose: its tickets are held until half a day after the show',
    parameters: { leaseId: UsageId },
    request: KeepRequest,
    answers: { 200: { description: 'The lease as it stands', schema: LeaseAnswer } },
    problems: [...body, 404, 422],
  },
  {
    method: 'post',
    path: '/v1/leases/{leaseId}/return',
    id: 'returnLease',
    summary: 'Give back what is left of a lease',
    parameters: { leaseId: UsageId },
    request: ReturnRequest,
    answers: { 200: { description: 'It is closed', schema: LeaseAnswer } },
    problems: [...body, 404, 422],
  },
  {
    method: 'post',
    path: '/v1/leases/{leaseId}/revoke',
    id: 'revokeLease',
    summary: 'Take tickets back without hearing from the device. For the show’s venue, and for coordinators',
    parameters: { leaseId: UsageId },
    request: RevokeRequest,
    answers: { 200: { description: 'What is free again, and what that may come to at worst', schema: RevokeAnswer } },
    problems: [...body, 404],
  },
  {
    method: 'get',
    path: '/v1/journals/{journal}',
    id: 'readJournal',
    summary: 'What has arrived of a journal, by number',
    parameters: { journal: UsageId },
    query: { from: z.optional(Seq) },
    answers: { 200: { description: 'At most 1000 numbers, and those that are missing', schema: JournalAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/journals/{journal}/lost',
    id: 'reportLost',
    summary: 'Say that entries of a journal are gone for good',
    parameters: { journal: UsageId },
    request: LostRequest,
    answers: { 200: { description: 'It is noted', schema: JournalLostAnswer } },
    problems: [...body, 404],
  },
  {
    method: 'get',
    path: '/v1/news',
    id: 'readNews',
    summary: 'Shows as soon as something of them changes, or tickets of a journal are wanted',
    query: { shows: ShowIds, journal: UsageId, since: z.optional(NewsStamp) },
    answers: { 200: { description: 'The shows as they stand now, changed or not', schema: NewsAnswer } },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/shows/{showId}/reconciliation',
    id: 'readReconciliation',
    summary: 'Whether all that happened at a show’s doors has arrived. Also for coordinators',
    parameters: { showId: ShowId },
    answers: {
      200: { description: 'Open leases, and the journals that have recorded for it', schema: ReconciliationAnswer },
    },
    problems: [404],
  },
];
