/** The way of a request: it stands in the journal first, then the registry is asked, else the device decides. */
import { untilAborted, within } from '../deadline.ts';
import { asKaikuError, isKaikuError, isLockOut, KaikuError } from '../errors.ts';
import { type NewEntry, unanswered as unansweredEntry, voidEntry } from '../storage/entry.ts';
import { refundOf } from '../storage/lease.ts';
import type { RecordAnswer, RecordMode } from '../usage/answer.ts';
import { ticketsOfVisit, type Visit } from '../usage/visit.ts';
import { acknowledgementBy } from './after-delivery.ts';
import type { Capacities } from './capacities.ts';
import { decideAlone, roomBelow, type StandingRequest } from './decide-alone.ts';
import type { Journal } from './journal.ts';
import type { OutboxOptions, RecordResult } from './port.ts';
import { isUnanswered } from './requested-before.ts';

export interface RequestingOptions extends OutboxOptions {
  readonly journal: Journal;
  readonly capacities: Capacities;
  /** The lock of this life. */
  readonly owner: string;
  readonly closing: AbortSignal;
  /** Calls the request off. */
  readonly signal: AbortSignal | undefined;
  /** Gets the visits of which the clerk is told that nothing counts, because the storage failed after they had been sent. */
  readonly failed: Map<string, Visit>;
  /** Something is left to be sent. */
  readonly wake: () => void;
}

/**
 * Keeps a visit, asks the registry and decides without it where no answer comes in time.
 * @throws KaikuError `outbox/storage`: nothing was sent, or the visit is to be withdrawn; the signal's reason
 */
export async function recordVisit(options: RequestingOptions, visit: Visit, mode: RecordMode): Promise<RecordResult> {
  const seq = await keep(options, visit);
  const asked = await askOrDecide(options, { seq, visit, mode }).catch((error) => {
    options.failed.set(visit.id, visit);
    throw error;
  });
  if (asked === calledOff) throw options.signal?.reason;
  return asked;
}

/** Its number: a new one, or that of the same request under its reference, which nobody has answered. */
async function keep({ journal, owner }: RequestingOptions, visit: Visit): Promise<number> {
  const asked = { stage: 'request', visit, owner } as const;
  for (const entry of [...journal.entries()]) {
    if (isUnanswered(entry, visit.id) && (await journal.change(entry.seq, 'review', asked))) return entry.seq;
  }
  return journal.append(asked);
}

/** Whoever asked has called it off: nothing of it counts. */
const calledOff = 'called-off';

async function askOrDecide(
  options: RequestingOptions,
  kept: StandingRequest,
): Promise<RecordResult | typeof calledOff> {
  const { journal, capacities, signal } = options;
  const { visit } = kept;
  if (signal?.aborted) return voiding(options, kept, calledOff);
  if (!options.mayAsk()) return unanswered(options, kept, 'registry/unreachable');
  // What has happened needs no ticket of a lease: it is counted with or without one. Nor does a request that is sure to be
  // refused, and what is drawn for one does not come back.
  const needsNone = kept.mode === 'report' || options.lockedOut() !== undefined;
  const request = needsNone ? kept : await withPlaces(options, kept);
  const answer = await askWithin(options, request);
  if (isKaikuError(answer)) {
    if (signal?.aborted) return voiding(options, request, calledOff);
    if (answer.retryable && !isLockOut(answer.code)) return unanswered(options, request, answer.code);
    // A no that will not pass, or to this device. Its number is told to the registry all the same, so that none is missing
    // there. What was drawn for it stays drawn until the lease is returned: something on the way may have answered instead.
    await journal.change(request.seq, 'request', afterNo(request, answer.code));
    options.wake();
    return { outcome: 'undecided', cause: answer.code };
  }
  const ours = await acknowledged(journal, request, answer, () =>
    options.onAcknowledged(acknowledgementBy(visit, answer), visit.showId),
  );
  if (request.consumedFrom !== undefined) await capacities.look();
  if (answer.outcome === 'refused') return answer;
  // Voided in the registry, or (possible without Web Locks) taken for a left-over by another tab: it will not count.
  if (answer.outcome === 'voided') return { outcome: 'undecided', cause: 'desk/voided-visit' };
  if (!ours) return { outcome: 'undecided', cause: 'registry/contract' };
  return answer;
}

/** The id of a reference may be another visit's: then that is not to be taken away, and the registry has the number. */
function afterNo(request: StandingRequest, code: KaikuError['code']): NewEntry | null {
  const { visit } = request;
  if (visit.reference !== undefined && code === 'idempotency/mismatch') return null;
  return unansweredEntry(visit, 'never-answered', request);
}

/** Nothing of it counts, whatever was sent. */
async function voiding<T>({ journal, wake }: RequestingOptions, request: StandingRequest, outcome: T): Promise<T> {
  await journal.change(request.seq, 'request', voidEntry(request.visit, 'never-answered', request));
  wake();
  return outcome;
}

/**
 * Draws the tickets of the lease that the registry may give a request where none is free. Before it is sent: else this device
 * could give them out to somebody else meanwhile, and both would be in.
 */
async function withPlaces(options: RequestingOptions, kept: StandingRequest): Promise<StandingRequest> {
  const { journal, owner, capacities, environment } = options;
  const { seq, visit } = kept;
  const tickets = ticketsOfVisit(visit);
  const lease = (await capacities.known(visit.showId)).usableLease();
  if (lease === undefined || lease.left < tickets) return kept;
  const consumedFrom = { from: 'lease', leaseId: lease.id, tickets } as const;
  const capacityChange = { ...consumedFrom, showId: visit.showId, wallMs: environment.clocks().wallMs };
  const isConsumed = await journal.change(
    seq,
    'request',
    { stage: 'request', visit, owner, consumedFrom },
    capacityChange,
  );
  return isConsumed ? { ...kept, consumedFrom } : kept;
}

/** Takes an answered request away. The tickets drawn for it go back where the registry has given it none of them. */
function acknowledged(
  journal: Journal,
  { seq, visit, consumedFrom }: StandingRequest,
  answer: RecordAnswer,
  tell: () => void,
): Promise<boolean> {
  const isUnused = answer.outcome === 'refused' || (answer.outcome === 'counted' && answer.fromLease !== true);
  const refund = consumedFrom?.from === 'lease' && isUnused ? refundOf(consumedFrom, visit.showId) : undefined;
  return journal.change(seq, 'request', null, refund, tell);
}

function askWithin(
  options: RequestingOptions,
  { seq, visit, mode, consumedFrom }: StandingRequest,
): Promise<RecordAnswer | KaikuError> {
  const { storage, delivery, environment, timeoutMs, closing, signal: off } = options;
  const leaseId = consumedFrom?.from === 'lease' ? consumedFrom.leaseId : null;
  return within({ environment, ms: timeoutMs, closing, callerSignal: off }, async (signal) => {
    const { journal } = await storage.identity();
    const answer = delivery.request(visit, { origin: { journal, seq }, leaseId }, signal, mode);
    return untilAborted(answer, signal).catch((error) => {
      throw signal.aborted && !isKaikuError(error) ? notInTime(error) : error;
    });
  }).catch(asKaikuError);
}

/** Nobody said yes or no: the request may or may not have arrived. */
async function unanswered(
  options: RequestingOptions,
  request: StandingRequest,
  cause: KaikuError['code'],
): Promise<RecordResult> {
  const by = await decideAlone(options, request);
  // For what the screen shows next; every draw looks for itself.
  void options.capacities.look();
  // In an outage whoever notices that the registry is back wakes the sender: a round in vain reads all that waits.
  if (options.mayAsk()) options.wake();
  if (by !== undefined) return { outcome: 'kept', cause, by };
  const { showId } = request.visit;
  const given = { ...options, showId, capacity: options.capacities.of(showId) };
  const room = roomBelow(ticketsOfVisit(request.visit), given);
  return { outcome: 'undecided', cause: options.lockedOut() ?? cause, ...(room > 0 && { room }) };
}

/** Our own limit was reached before the answer came. */
function notInTime(cause: unknown): KaikuError {
  return new KaikuError('registry/unreachable', 'The registry did not answer in time.', { retryable: true, cause });
}
