import { within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { asKaikuError, isKaikuError, type KaikuError, type KaikuErrorCode } from '../errors.ts';
import type { Entry } from '../storage/entry.ts';
import { type DeliveredBatch, type DeliveredEntry, maxEntries } from '../usage/delivery.ts';
import type { Acknowledgement } from '../verdict.ts';
import {
  afterDelivery,
  type Becomes,
  type PendingEntry,
  type Rejected,
  ruleFor,
  settledByDelivery,
  showOf,
  toOutgoingEntry,
  toReview,
} from './after-delivery.ts';
import type { Delivery } from './delivery.ts';
import type { Journal } from './journal.ts';

export interface RoundOptions {
  readonly delivery: Pick<Delivery, 'deliver'>;
  readonly environment: Environment;
  readonly journal: Journal;
  /** Who this journal is to the registry. */
  readonly identity: () => Promise<{ readonly journal: string; readonly seqHigh: number }>;
  /** Told of each delivery that went through, once what came of it is written down. */
  readonly onDelivered: (delivered: DeliveredBatch) => void;
  /** Told of each visit that is acknowledged by one, likewise. */
  readonly onAcknowledged: (acknowledged: Acknowledgement, showId: string) => void;
  /** Ends the round at once: a delivery under way is called off, and its repetition is harmless. */
  readonly closing: AbortSignal;
  /** Why an entry, by its number, did not go through when it was last tried alone. Kept from round to round. */
  readonly troubles: Map<number, KaikuErrorCode>;
}

/** What came of an entry. */
type Told = DeliveredEntry | Rejected;

/** Why a round ended before its end. */
export interface Stop {
  readonly code: KaikuErrorCode;
  readonly minWaitMs: number;
  readonly retryAfterMs: number | undefined;
}

/** How long one delivery may take. Nobody stands waiting for it, so longer than a request (decision 0006). */
const sendWithinMs = 15_000;

/** So many entries one after the other that fail alone are a registry that fails, and not poison: the round ends. */
const maxAloneInVain = 3;

/**
 * Sends what waits, in the order it was made, one delivery at a time. A delivery that something in it may have spoiled is
 * sent in smaller parts until that one is found; entries that failed alone before go alone, after all others.
 * What ended it before its end; `undefined` where it came to its end.
 */
export async function sendRound(options: RoundOptions): Promise<Stop | undefined> {
  const { delivery, environment, journal, identity, onDelivered, closing, troubles } = options;
  const failedBefore = [...troubles.keys()];
  let aloneInVain = 0;

  /** `done`, `in-parts`: it is to be sent in smaller parts, or what ends the round. */
  async function send(entries: readonly PendingEntry[]): Promise<'done' | 'in-parts' | Stop> {
    const delivered = await deliver(entries).catch(asKaikuError);
    if (isKaikuError(delivered)) return failed(entries, delivered);
    const results = new Map(delivered.results.map((result) => [result.seq, result]));
    for (const entry of entries) {
      const result = results.get(entry.seq);
      const code = result === undefined ? 'registry/contract' : await settle(entry, result);
      if (code === undefined) troubles.delete(entry.seq);
      else troubles.set(entry.seq, code);
      if (code === 'outbox/storage') return { code, minWaitMs: 0, retryAfterMs: undefined };
    }
    aloneInVain = 0;
    onDelivered(delivered);
    return 'done';
  }

  function deliver(entries: readonly PendingEntry[]): Promise<DeliveredBatch> {
    return within({ environment, ms: sendWithinMs, closing }, async (signal) => {
      const adopted = entries.flatMap((entry) => entry.adopted ?? []);
      return delivery.deliver({ ...(await identity()), adopted, entries: entries.map(toOutgoingEntry) }, signal);
    });
  }

  async function failed(entries: readonly PendingEntry[], error: KaikuError): Promise<'done' | 'in-parts' | Stop> {
    const rule = ruleFor(error);
    const { code, retryAfterMs } = error;
    const stop = { code, minWaitMs: rule.minWaitMs, retryAfterMs };
    const [entry, ...others] = entries;
    if (rule.others === 'stop' || entry === undefined) return stop;
    if (others.length > 0) return 'in-parts';
    troubles.set(entry.seq, code);
    if (rule.alone === 'review') {
      const to = toReview(asItStands(entry), code, environment.now());
      if ((await write(entry, to, { outcome: 'rejected', code })) === undefined) troubles.delete(entry.seq);
      return 'done';
    }
    aloneInVain += 1;
    return aloneInVain < maxAloneInVain ? 'done' : stop;
  }

  /** Writes down what became of an entry. Why it is to be tried again, where it is. */
  async function settle(
    entry: PendingEntry,
    result: DeliveredBatch['results'][number],
  ): Promise<KaikuErrorCode | undefined> {
    const after = afterDelivery(asItStands(entry), result, environment.now());
    if (after.kind === 'stays') return after.code;
    return write(entry, after, result);
  }

  function tell(entry: PendingEntry, result: Told): void {
    if (result.outcome === 'deferred' || undidNothing(entry, result)) return;
    options.onAcknowledged(settledByDelivery(entry, result), showOf(entry));
  }

  async function write(
    entry: PendingEntry,
    { to, capacityChange }: Becomes,
    result: Told,
  ): Promise<KaikuErrorCode | undefined> {
    try {
      await journal.change(entry.seq, entry.stage, to, capacityChange, () => tell(entry, result));
      return undefined;
    } catch {
      return 'outbox/storage';
    }
  }

  /** Its notice may have been dismissed meanwhile. */
  function asItStands(entry: PendingEntry): PendingEntry {
    const now = journal.entry(entry.seq);
    return now !== undefined && isPending(now) && now.stage === entry.stage ? now : entry;
  }

  function nextInLine(after: number, max: number): PendingEntry[] {
    const found: PendingEntry[] = [];
    for (const entry of journal.entries()) {
      if (found.length === max) break;
      if (entry.seq > after && isPending(entry) && !troubles.has(entry.seq) && !isEarly(entry)) found.push(entry);
    }
    return found;
  }

  /** A part of a visit is taken back only once the visit has arrived: of what is unknown the registry takes nothing back. */
  function isEarly(entry: PendingEntry): boolean {
    if (entry.stage !== 'void' || !isPart(entry)) return false;
    for (const other of journal.entries())
      if (other.stage === 'report' && other.visit.id === entry.visitId) return true;
    return false;
  }

  async function sendAll(): Promise<Stop | undefined> {
    let [after, max] = [0, maxEntries];
    for (;;) {
      const next = nextInLine(after, max);
      if (next.length === 0) break;
      const sent = await send(next);
      if (typeof sent === 'object') return sent;
      if (sent === 'in-parts') max = Math.ceil(next.length / 2);
      else [after, max] = [next.at(-1)?.seq ?? after, Math.min(maxEntries, max * 2)];
    }
    // Those whose visits have arrived meanwhile.
    const late = [...journal.entries()].filter((entry) => isPending(entry) && isPart(entry) && !isEarly(entry));
    for (const seq of [...late.map((entry) => entry.seq).filter((seq) => !troubles.has(seq)), ...failedBefore]) {
      const entry = journal.entry(seq);
      if (entry === undefined || !isPending(entry)) troubles.delete(seq);
      else {
        const sent = await send([entry]);
        if (typeof sent === 'object') return sent;
      }
    }
    return undefined;
  }

  return sendAll();
}

function isPart(entry: Entry): boolean {
  return entry.stage === 'void' && entry.usages !== undefined;
}

/** The registry would not take a void, or knew nothing to void: whatever stands under the id stands as before. */
function undidNothing(entry: PendingEntry, result: Told): boolean {
  if (entry.stage !== 'void') return false;
  return (
    result.outcome === 'rejected' || (result.outcome === 'voided' && 'unseen' in result && entry.stranger === true)
  );
}

export function isPending(entry: { readonly stage: string }): entry is PendingEntry {
  return entry.stage === 'report' || entry.stage === 'void';
}
