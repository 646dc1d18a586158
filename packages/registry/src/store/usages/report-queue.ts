import pLimit from 'p-limit';
import { maxReports, type Queries } from '../database/database.ts';
import { tooManyReports } from '../database/errors.ts';
import { createLimitByKey } from '../database/limit-by-key.ts';

/** Reports that may wait: of one venue, and of all. A person waits for each, so a long queue would answer no one in time. */
const maxWaitingOfVenue = 4;
const maxWaitingVenues = 32;

/** How long a report waits at most, in milliseconds. Then its reader has most likely closed the page. */
const maxWaitMs = 20_000;

/** Runs the queries of reports in turn: one of each venue at a time, and few of all venues. */
export interface ReportQueue {
  /** @throws an error that `isBusy` if too many reports wait, or if this one waited too long */
  start<T>(venueId: string, work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Runs the next part of a report that has started. It waits for its turn, however long the queue is. */
  proceed<T>(venueId: string, work: (queries: Queries) => Promise<T>): Promise<T>;
}

export function createReportQueue({ reports }: { readonly reports: Queries }): ReportQueue {
  const all = pLimit(maxReports);
  const limitOf = createLimitByKey(1);

  return {
    async start(venueId, work) {
      const limit = limitOf(venueId);
      if (limit.pendingCount >= maxWaitingOfVenue || all.pendingCount >= maxWaitingVenues) throw busy();
      const queuedAtMs = performance.now();
      return limit(() =>
        all(() => {
          if (performance.now() - queuedAtMs > maxWaitMs) throw busy();
          return work(reports);
        }),
      );
    },
    proceed: (venueId, work) => limitOf(venueId)(() => all(() => work(reports))),
  };
}

function busy(): Error {
  return Object.assign(new Error('Too many reports are waiting.'), { code: tooManyReports });
}
