/** One run over the pending entries. */
import { within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { asKaikuError, isKaikuError, type KaikuError, type KaikuErrorCode } from '../errors.ts';
import type { Entry } from '../storage/entry.ts';
import { type DeliveredBatch, type DeliveredEntry, maxEntries } from '../usage/delivery.ts';
import type { Acknowledgement } from '../verdict.ts';
import {
  acknowledgementOf,
  type EntryChange,
  type PendingEntry,
  type Rejected,
  ruleFor,
  showOf,
  toOutgoingEntry,
  toReview,
  transitionFor,
} from './after-delivery.ts';
import type { Delivery } from './delivery.ts';
import type { Journal, JournalView } from './journal.ts';
import { type Keeping, keptDelivered, returnMissing } from './kept-entries.ts';

export interface SendPassOptions extends Keeping {
  readonly delivery: Pick<Delivery, 'deliver'>;
  readonly environment: Environment;
  readonly journal: Journal;
  /** Returns the journal's id and its highest number. */
  readonly identity: () => Promise<{ readonly journal: string; readonly seqHigh: number }>;
  /** Called after each successful delivery, once its results are stored. */
  readonly onDelivered: (delivered: DeliveredBatch) => void;
  /** Called for each visit that a delivery acknowledged, once the result is stored. */
  readonly onAcknowledged: (acknowledged: Acknowledgement, showId: string) => void;
  /** Makes another pass follow: entries are pending again, because the registry has lost them. */
  readonly wake: () => void;
  /** Ends the pass at once. A delivery in flight is cancelled; it is safe to repeat. */
  readonly closing: AbortSignal;
}

/** Why entries, by their numbers, are still pending after they were sent. */
export type EntryFailures = ReadonlyMap<number, KaikuErrorCode>;

/** Why a pass ended early. */
export interface Stop {
  readonly code: KaikuErrorCode;
  readonly minWaitMs: number;
  readonly retryAfterMs: number | undefined;
}

export interface PassResult {
  /** `undefined` if the pass sent everything. */
  readonly stop: Stop | undefined;
  readonly failures: EntryFailures;
}

/** Longer than a request may take, because no clerk waits for a delivery (decision 0006). */
const deliveryTimeoutMs = 15_000;

/** After this number of consecutive entries that fail alone, the registry is at fault and not the entries: the pass ends. */
const maxSingleFailures = 3;

/**
 * Sends the pending entries in their order, one delivery at a time. If one entry may have made a delivery fail, sends
 * smaller ones until that entry is found. Entries that failed before are sent last, each in a delivery of its own.
 * @param failedBefore the failures that the previous pass returned
 */
export async function sendPass(options: SendPassOptions, failedBefore: EntryFailures): Promise<PassResult> {
  const { journal } = options;
  const failures = new Map(failedBefore);
  let singleFailures = 0;

  async function send(entries: readonly PendingEntry[]): Promise<'next' | 'split' | Stop> {
    const sent = await sendBatch(options, entries);
    for (const [seq, code] of sent.results) {
      if (code === undefined) failures.delete(seq);
      else failures.set(seq, code);
    }
    if (sent.outcome === 'delivered') singleFailures = 0;
    if (sent.outcome === 'failed-alone') singleFailures += 1;
    if (sent.outcome === 'split') return 'split';
    const mustStop = sent.outcome === 'stopped' || singleFailures >= maxSingleFailures;
    return mustStop && sent.stop !== undefined ? sent.stop : 'next';
  }

  let [after, max] = [0, maxEntries];
  for (;;) {
    const next = nextEntries(journal, failures, after, max);
    if (next.length === 0) break;
    const sent = await send(next);
    if (typeof sent === 'object') return { stop: sent, failures };
    if (sent === 'split') max = Math.ceil(next.length / 2);
    else [after, max] = [next.at(-1)?.seq ?? after, Math.min(maxEntries, max * 2)];
  }
  const late = latePartVoids(journal).filter((seq) => !failures.has(seq));
  for (const seq of [...late, ...failedBefore.keys()]) {
    const entry = journal.entry(seq);
    if (entry === undefined || !isDeliverable(entry)) failures.delete(seq);
    else {
      const sent = await send([entry]);
      if (typeof sent === 'object') return { stop: sent, failures };
    }
  }
  return { stop: undefined, failures };
}

/** The result of sending some entries. */
interface Sent {
  /**
   * `split`: send the entries again in smaller deliveries. `failed-alone`: the only entry of the delivery made it fail.
   * `stopped`: any other delivery would fail too.
   */
  readonly outcome: 'delivered' | 'reviewed' | 'split' | 'failed-alone' | 'stopped';
  /** By entry, why it is still pending; `undefined` if it is not. */
  readonly results: ReadonlyMap<number, KaikuErrorCode | undefined>;
  readonly stop?: Stop;
}

async function sendBatch(options: SendPassOptions, entries: readonly PendingEntry[]): Promise<Sent> {
  const sentMs = options.environment.now();
  const delivered = await deliver(options, entries).catch(asKaikuError);
  if (isKaikuError(delivered)) return afterFailure(options, entries, delivered);
  // Before the results: the void of a part waits for its visit, if that is to be sent again.
  if (await returnMissing(options.journal, delivered, sentMs)) options.wake();
  const answers = new Map(delivered.results.map((result) => [result.seq, result]));
  const results = new Map<number, KaikuErrorCode | undefined>();
  for (const entry of entries) {
    const answer = answers.get(entry.seq);
    const code = answer === undefined ? 'registry/contract' : await storeAnswer(options, entry, answer);
    results.set(entry.seq, code);
    if (code === 'outbox/storage')
      return { outcome: 'stopped', results, stop: { code, minWaitMs: 0, retryAfterMs: undefined } };
  }
  options.onDelivered(delivered);
  return { outcome: 'delivered', results };
}

function deliver(
  { delivery, environment, identity, closing }: SendPassOptions,
  entries: readonly PendingEntry[],
): Promise<DeliveredBatch> {
  return within({ environment, ms: deliveryTimeoutMs, closing }, async (signal) => {
    const adopted = entries.flatMap((entry) => entry.adopted ?? []);
    return delivery.deliver({ ...(await identity()), adopted, entries: entries.map(toOutgoingEntry) }, signal);
  });
}

/** The whole delivery failed. */
async function afterFailure(
  options: SendPassOptions,
  entries: readonly PendingEntry[],
  error: KaikuError,
): Promise<Sent> {
  const rule = ruleFor(error);
  const { code, retryAfterMs } = error;
  const stop = { code, minWaitMs: rule.minWaitMs, retryAfterMs };
  const [entry, ...others] = entries;
  if (rule.others === 'stop' || entry === undefined) return { outcome: 'stopped', results: new Map(), stop };
  if (others.length > 0) return { outcome: 'split', results: new Map() };
  if (rule.alone === 'retry') return { outcome: 'failed-alone', results: new Map([[entry.seq, code]]), stop };
  const to = toReview(currentState(options.journal, entry), code, options.environment.now());
  const failure = await storeChange(options, entry, to, { outcome: 'rejected', code });
  return { outcome: 'reviewed', results: new Map([[entry.seq, failure === undefined ? undefined : code]]) };
}

/** Stores the registry's answer to an entry. Returns why the entry is still pending. */
async function storeAnswer(
  options: SendPassOptions,
  entry: PendingEntry,
  answer: DeliveredEntry,
): Promise<KaikuErrorCode | undefined> {
  if (answer.outcome === 'rejected' && isEarlyPartVoid(options.journal, entry)) return answer.code;
  const transition = transitionFor(currentState(options.journal, entry), answer, options.environment.now());
  if (transition.kind === 'retry') return transition.code;
  return storeChange(options, entry, transition, answer);
}

type Answer = DeliveredEntry | Rejected;

async function storeChange(
  options: SendPassOptions,
  entry: PendingEntry,
  { to, capacityChange }: EntryChange,
  answer: Answer,
): Promise<'outbox/storage' | undefined> {
  const tell = () => {
    if (answer.outcome === 'deferred' || voidedNothing(entry, answer)) return;
    // There was no visit.
    if (entry.stage === 'void' && entry.reason === 'cap-reached') return;
    // The desk has emitted its acknowledgement already.
    if (entry.resent !== undefined && answer.outcome !== 'rejected') return;
    options.onAcknowledged(acknowledgementOf(entry, answer), showOf(entry));
  };
  // A result for the delivery as a whole acknowledges no number.
  const kept = 'seq' in answer ? keptDelivered(options, entry, answer) : undefined;
  try {
    await options.journal.change(entry.seq, entry.stage, to, capacityChange, { kept, tell });
    return undefined;
  } catch {
    return 'outbox/storage';
  }
}

/** Returns the entry as it is now: its notice may have been dismissed since it was sent. */
function currentState(journal: JournalView, entry: PendingEntry): PendingEntry {
  const now = journal.entry(entry.seq);
  return now !== undefined && isDeliverable(now) && now.stage === entry.stage ? now : entry;
}

function nextEntries(journal: JournalView, failures: EntryFailures, after: number, max: number): PendingEntry[] {
  const found: PendingEntry[] = [];
  for (const entry of journal.entries()) {
    if (found.length === max) break;
    const isNext = entry.seq > after && isDeliverable(entry) && !failures.has(entry.seq);
    if (isNext && !isEarlyPartVoid(journal, entry)) found.push(entry);
  }
  return found;
}

/** Returns the voids of parts whose visits have arrived in the meantime. */
function latePartVoids(journal: JournalView): readonly number[] {
  return [...journal.entries()]
    .filter((entry) => isPartVoid(entry) && !isEarlyPartVoid(journal, entry))
    .map(({ seq }) => seq);
}

/** True for the void of a part whose visit has not arrived: the registry voids no part of a visit that it does not know. */
function isEarlyPartVoid(journal: JournalView, entry: Entry): boolean {
  if (!isPartVoid(entry)) return false;
  for (const other of journal.entries()) if (other.stage === 'report' && other.visit.id === entry.visitId) return true;
  return false;
}

function isPartVoid(entry: Entry): entry is Extract<Entry, { stage: 'void' }> {
  return entry.stage === 'void' && entry.usages !== undefined;
}

/** True if the registry rejected a void, or knew no visit to void: the visit's state is unchanged. */
function voidedNothing(entry: PendingEntry, answer: Answer): boolean {
  if (entry.stage !== 'void') return false;
  return (
    answer.outcome === 'rejected' || (answer.outcome === 'voided' && 'unseen' in answer && entry.stranger === true)
  );
}

function isDeliverable(entry: Entry): entry is PendingEntry {
  return entry.stage === 'report' || entry.stage === 'void';
}
