import type { Flag, Refusal, ShowFacts } from '@kaiku/client/admission';
import type { Access } from '@kaiku/client/contract';

/** Where the tickets of a counted visit came from: a lease of its device, free tickets, or none (over the cap). */
export type TicketSource = 'lease' | 'free' | 'over';

/** The result of recording a visit. Every repetition has the same result. */
export type RecordResult =
  | {
      readonly outcome: 'counted';
      /** True for the one call that counted it. */
      readonly first: boolean;
      readonly recordedAt: Date;
      /** The flags of each usage, in the order of the request. */
      readonly usages: readonly { readonly id: string; readonly flags: readonly Flag[] }[];
      readonly from: TicketSource;
      readonly show: ShowFacts;
    }
  | { readonly outcome: 'refused'; readonly first: boolean; readonly refusal: Refusal; readonly show: ShowFacts }
  /** It was voided, before or after it arrived. */
  | { readonly outcome: 'voided'; readonly recordedAt: Date; readonly show: ShowFacts }
  /** The id is known with different data. */
  | { readonly outcome: 'mismatch' }
  | { readonly outcome: 'unknown-show' }
  /** It names the journal of another device. */
  | { readonly outcome: 'foreign-journal' };

/** The result of a void. */
export type VoidResult =
  | Extract<RecordResult, { outcome: 'mismatch' | 'unknown-show' }>
  /** The role may not void it: for this reason, or because another device recorded it. */
  | { readonly outcome: 'missing-role'; readonly access: Access }
  /** A part of a visit was to be voided, and no such visit is counted. */
  | { readonly outcome: 'unknown-visit' }
  /** A part of the visit still counts. */
  | {
      readonly outcome: 'reduced';
      readonly recordedAt: Date;
      readonly remainder: VisitRemainder;
      readonly show: ShowFacts;
    }
  | (Extract<RecordResult, { outcome: 'voided' }> & {
      /** No visit was ever recorded under the id. */
      readonly unseen: boolean;
      readonly remainder: VisitRemainder;
    });

/** What still counts of a visit after a void. */
export interface VisitRemainder {
  readonly reference: string | null;
  /** In the order of their ids. */
  readonly usages: readonly { readonly id: string; readonly minors: number }[];
}
