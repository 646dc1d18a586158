import type { Day } from '@kaiku/client/admission';

/** One usage in the programme's fields, as a row of a workbook (docs/sources.md#sales-reports). It is always one adult. */
export interface UsageLine {
  /** The card code. */
  readonly card: string;
  /** Number of children. */
  readonly minors: number;
  /** The name of the show. */
  readonly showName: string;
  /** The day of the show in Helsinki; of a show that admits per day, the day of the visit. */
  readonly day: Day;
  /** The time of day in Helsinki, `19:00`: when the show starts, or, on a paper form, when the visitor came. */
  readonly time?: string | undefined;
  /** The name of the venue. */
  readonly venueName?: string | undefined;
  /** The name of the venue or broker whose device recorded it. */
  readonly seller?: string | undefined;
  /** True if the registry did not check the card, so Kaikukanta may refuse the row. */
  readonly isUnchecked?: boolean | undefined;
  /** The id of the usage in the registry. */
  readonly usageId?: string | undefined;
}

/** What to change in Kaikukanta: a usage that was handed over and was voided or changed since. */
export interface CorrectionLine extends UsageLine {
  /** `remove`: it was voided. `change`: its children or its day are others now. */
  readonly action: 'remove' | 'change';
  /** As it is now; `null` if it was voided. */
  readonly now: Pick<UsageLine, 'minors' | 'day'> | null;
}
