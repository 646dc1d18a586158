/** Records a visit: stores it, requests it from the registry, and decides offline if there is no answer in time. */
import { untilAborted, within } from '../deadline.ts';
import { asKaikuError, isKaikuError, isLockOut, KaikuError } from '../errors.ts';
import { type NewEntry, unanswered, voidEntry } from '../storage/entry.ts';
import { refundOf } from '../storage/lease.ts';
import type { RecordAnswer, RecordMode } from '../usage/answer.ts';
import { ticketsOfVisit, type Visit } from '../usage/visit.ts';
import { toAcknowledgement } from './after-delivery.ts';
import type { Capacities } from './capacities.ts';
import { decideOffline, roomBelow, type StoredRequest } from './decide-offline.ts';
import type { Journal } from './journal.ts';
import { keptNumber, keptRequest } from './kept-entries.ts';
import type { OutboxOptions, RecordResult } from './port.ts';
import { isUnanswered } from './requested-before.ts';

export interface RecordOptions extends OutboxOptions {
  readonly journal: Journal;
  readonly capacities: Capacities;
  /** The visit with its card codes in clear, as a look-up has just sent them. Never stored. */
  readonly sent: Visit;
  /** The lock that this page holds. */
  readonly owner: string;
  readonly closing: AbortSignal;
  /** Cancels the request. */
  readonly signal: AbortSignal | undefined;
  /** Called if the storage fails once the visit may have been sent: the clerk is shown that nothing counts. */
  readonly onFailed: () => void;
  /** Called when something is left to send. */
  readonly wake: () => void;
}

/**
 * @param visit as it is stored
 * @throws KaikuError `outbox/storage`: nothing was sent, or the visit will be voided; the reason of `signal`
 */
export async function recordVisit(options: RecordOptions, visit: Visit, mode: RecordMode): Promise<RecordResult> {
  const seq = await store(options, visit);
  const result = await requestOrDecide(options, { seq, visit, mode }).catch((error) => {
    options.onFailed();
    throw error;
  });
  if (result === 'cancelled') throw options.signal?.reason;
  return result;
}

/** Returns the entry's number: a new one, or that of the same unanswered request under its reference. */
async function store({ journal, owner }: RecordOptions, visit: Visit): Promise<number> {
  const request = { stage: 'request', visit, owner } as const;
  for (const entry of [...journal.entries()]) {
    if (isUnanswered(entry, visit.id) && (await journal.change(entry.seq, 'review', request))) return entry.seq;
  }
  return journal.append(request);
}

async function requestOrDecide(options: RecordOptions, stored: StoredRequest): Promise<RecordResult | 'cancelled'> {
  const { signal } = options;
  if (signal?.aborted) return cancel(options, stored);
  if (!options.mayAsk()) return decide(options, stored, 'registry/unreachable');
  // A report is counted with or without leased tickets. A locked-out device's request is sure to be refused, and tickets that
  // an unanswered request consumed get no refund.
  const needsNoTickets = stored.mode === 'report' || options.lockedOut(stored.visit.showId) !== undefined;
  const request = needsNoTickets ? stored : await consumeTickets(options, stored);
  const answer = await requestInTime(options, request);
  if (!isKaikuError(answer)) return storeAnswer(options, request, answer);
  if (signal?.aborted) return cancel(options, request);
  if (answer.retryable && !isLockOut(answer.code)) return decide(options, request, answer.code);
  // Rejected permanently, or this device is locked out. Its number is still delivered, so that the registry misses none. What
  // it consumed stays consumed until the lease is returned: a proxy may have answered in the registry's place.
  const to = afterRejection(request, answer.code);
  const kept = to === null ? keptNumber(options, request.visit) : undefined;
  await options.journal.change(request.seq, 'request', to, undefined, { kept });
  options.wake();
  return { outcome: 'undecided', cause: answer.code };
}

async function storeAnswer(
  options: RecordOptions,
  request: StoredRequest,
  answer: RecordAnswer,
): Promise<RecordResult> {
  const { consumedFrom } = request;
  const isStored = await acknowledge(options, request, answer);
  if (consumedFrom !== undefined) await options.capacities.look();
  if (answer.outcome === 'refused') return answer;
  // Voided in the registry; or, without Web Locks, by another tab that took the request for orphaned.
  if (answer.outcome === 'voided') return { outcome: 'undecided', cause: 'desk/voided-visit' };
  return isStored ? answer : { outcome: 'undecided', cause: 'registry/contract' };
}

/** Returns the void that delivers the number of a rejected request; `null` if it must not be voided. */
function afterRejection(request: StoredRequest, code: KaikuError['code']): NewEntry | null {
  const { visit } = request;
  // After a mismatch under a reference the id is another visit's: voiding it would void that one. The registry has the number.
  if (visit.reference !== undefined && code === 'idempotency/mismatch') return null;
  return unanswered(visit, 'never-answered', request);
}

async function cancel({ journal, wake }: RecordOptions, request: StoredRequest): Promise<'cancelled'> {
  await journal.change(request.seq, 'request', voidEntry(request.visit, 'never-answered', request));
  wake();
  return 'cancelled';
}

/**
 * Consumes the leased tickets that the registry may give the request if none is free. Before the request is sent: otherwise
 * this device could give the same tickets to another visitor while the request is in flight.
 */
async function consumeTickets(options: RecordOptions, stored: StoredRequest): Promise<StoredRequest> {
  const { journal, owner, capacities, environment } = options;
  const { seq, visit } = stored;
  const tickets = ticketsOfVisit(visit);
  const lease = (await capacities.known(visit.showId)).usableLease();
  if (lease === undefined || lease.left < tickets) return stored;
  const consumedFrom = { from: 'lease', leaseId: lease.id, tickets } as const;
  const capacityChange = { ...consumedFrom, showId: visit.showId, wallMs: environment.clocks().wallMs };
  const request = { stage: 'request', visit, owner, consumedFrom } as const;
  const isConsumed = await journal.change(seq, 'request', request, capacityChange);
  return isConsumed ? { ...stored, consumedFrom } : stored;
}

/** Removes an answered request, and refunds its leased tickets if the registry did not use them. */
function acknowledge(options: RecordOptions, request: StoredRequest, answer: RecordAnswer): Promise<boolean> {
  const { seq, visit, consumedFrom } = request;
  const isUnused = answer.outcome === 'refused' || (answer.outcome === 'counted' && answer.fromLease !== true);
  const refund = consumedFrom?.from === 'lease' && isUnused ? refundOf(consumedFrom, visit.showId) : undefined;
  return options.journal.change(seq, 'request', null, refund, {
    kept: keptRequest(options, request, answer),
    tell: () => options.onAcknowledged(toAcknowledgement(visit, answer), visit.showId),
  });
}

function requestInTime(
  options: RecordOptions,
  { seq, mode, consumedFrom }: StoredRequest,
): Promise<RecordAnswer | KaikuError> {
  const { storage, delivery, sent, environment, timeoutMs, closing, signal: callerSignal } = options;
  const leaseId = consumedFrom?.from === 'lease' ? consumedFrom.leaseId : null;
  return within({ environment, ms: timeoutMs, closing, callerSignal }, async (signal) => {
    const { journal } = await storage.identity();
    const answer = delivery.request(sent, { origin: { journal, seq }, leaseId }, signal, mode);
    return untilAborted(answer, signal).catch((error) => {
      throw signal.aborted && !isKaikuError(error) ? timedOut(error) : error;
    });
  }).catch(asKaikuError);
}

/** Decides a request that has no answer: it may or may not have arrived. */
async function decide(
  options: RecordOptions,
  request: StoredRequest,
  cause: KaikuError['code'],
): Promise<RecordResult> {
  const by = await decideOffline(options, request);
  // Only for the screen: each transaction that consumes reads the capacity itself.
  void options.capacities.look();
  // In an outage the end of the outage wakes the sender. Until then a pass would only read everything that is pending.
  if (options.mayAsk()) options.wake();
  if (by !== undefined) return { outcome: 'kept', cause, by };
  const { showId } = request.visit;
  const capacity = { ...options, showId, capacity: options.capacities.of(showId) };
  const room = roomBelow(ticketsOfVisit(request.visit), capacity);
  return { outcome: 'undecided', cause: options.lockedOut(showId) ?? cause, ...(room > 0 && { room }) };
}

function timedOut(cause: unknown): KaikuError {
  return new KaikuError('registry/unreachable', 'The registry did not respond in time.', { retryable: true, cause });
}
