import type { CardFacts, EarlierUse, ShowFacts } from '../admission/facts.ts';
import type { AnnulReason, RecordAnswer, RecordMode } from '../usage/answer.ts';
import type { Usage, Visit } from '../usage/usage.ts';

/** What the register knows of a card for one show. */
export interface LookUp {
  readonly card: CardFacts;
  readonly earlier: EarlierUse | null;
  readonly show: ShowFacts;
}

/**
 * The other end: the one interface to adapt to the real Kaikukanta, whose own is not public.
 * Every call is one attempt (the outbox repeats), rejects only with a `KaikuError` whose `retryable` is honest, and
 * stops when `signal` does. `record` and `annul` are idempotent by the usage's id: repeated, they answer the same.
 */
export interface Registry {
  /** The shows this venue may record for, by start. */
  shows(signal?: AbortSignal): Promise<readonly ShowFacts[]>;
  show(showId: string, signal?: AbortSignal): Promise<ShowFacts>;
  lookUp(showId: string, card: string, signal?: AbortSignal): Promise<LookUp>;
  record(usage: Usage, mode: RecordMode, signal?: AbortSignal): Promise<RecordAnswer>;
  /** Records a visit, whole: `counted` with the flags of all its usages, or nothing of it. */
  recordVisit(visit: Visit, mode: RecordMode, signal?: AbortSignal): Promise<RecordAnswer>;
  /** Annuls a usage; one the register has never seen is kept as annulled, so that a late delivery stays out. */
  annul(
    usageId: string,
    showId: string,
    reason: AnnulReason,
    signal?: AbortSignal,
  ): Promise<{ readonly show: ShowFacts }>;
  /** Annuls a visit with all its usages; one the register has never seen likewise. */
  annulVisit(
    visitId: string,
    showId: string,
    reason: AnnulReason,
    signal?: AbortSignal,
  ): Promise<{ readonly show: ShowFacts }>;
}
