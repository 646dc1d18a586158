import type { Day } from '@kaiku/client/admission';
import type { CapsAnswer, StatisticsAnswer } from '@kaiku/client/contract';

/** What usages can be grouped by. */
export type StatisticsGroup = 'venue' | 'show' | 'month' | 'seller' | 'input' | 'kind';

export interface StatisticsQuery {
  /** Without a group, the result is one row. */
  readonly by: readonly StatisticsGroup[];
  /** A key of the visits' metadata to group by too. A coordinator sees no metadata. Default: none. */
  readonly metadata?: string | undefined;
  /** The first day of shows to count, in Europe/Helsinki. Default: no limit. */
  readonly from?: Day | undefined;
  /** The last day, included. Default: no limit. */
  readonly to?: Day | undefined;
}

/** The usages of a group, and who was turned away. */
export type StatisticsRow = StatisticsAnswer['rows'][number];

/** A show with a cap, on one day. */
export type CapRow = CapsAnswer['rows'][number];

/** The days of shows, in Europe/Helsinki. Default: no limit. */
export type DayRange = Pick<StatisticsQuery, 'from' | 'to'>;

/** A row before its small numbers are withheld. */
export interface CountedRow extends StatisticsRow {
  /** All of it is of shows of the device's own venue. */
  readonly isOwn: boolean;
}
