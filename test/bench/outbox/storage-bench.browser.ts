/**
 * What an append and a change cost while entries are pending, in a real browser. Run by hand:
 * `web-test-runner --config test/web-test-runner.config.mjs --files test/bench/outbox/storage-bench.browser.ts`
 */

import { idbStorage } from '../../../packages/client/src/storage/idb-storage.ts';
import type { OutboxStorage } from '../../../packages/client/src/storage/storage.ts';
import { uncopiedStorage } from '../../client/copied-storage.ts';
import { lease, newRequest, reportOf } from '../../contract/outbox-capacity.case.ts';
import type { Runner } from '../../contract/runner.ts';
import { quantile } from '../../support/quantile.ts';

// Mocha's, provided by the runner.
declare const describe: Runner['describe'];
declare const it: (name: string, test: (this: { timeout(ms: number): void }) => Promise<void>) => void;

const rounds = 300;

/** The median and the 99th percentile, in milliseconds. */
function spread(samples: readonly number[]): string {
  const at = (share: number) => quantile(samples, share).toFixed(2);
  return `p50 ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)} ms`;
}

/** The storage's share of recording offline: a request is appended, then becomes a report that consumes tickets of a lease. */
async function benchStorage(openStorage: (name: string) => OutboxStorage, pending: number): Promise<readonly string[]> {
  const name = `bench-${crypto.randomUUID()}`;
  const storage = openStorage(name);
  const open = { ...lease, granted: rounds * 2, left: rounds * 2 };
  await storage.changeLease('hamlet', undefined, open);
  for (let count = 0; count < pending; count += 200)
    await Promise.all(Array.from({ length: Math.min(200, pending - count) }, () => storage.append(newRequest())));
  const appends: number[] = [];
  const changes: number[] = [];
  const both: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const request = newRequest();
    const report = reportOf(request, 'lease');
    const startMs = performance.now();
    const seq = await storage.append(request);
    const appendedMs = performance.now();
    const capacityChange = {
      from: 'lease',
      showId: 'hamlet',
      leaseId: lease.id,
      tickets: 1,
      wallMs: lease.seenWallMs,
    } as const;
    if (!(await storage.change(seq, 'request', report, capacityChange))) throw new Error('It could not be drawn.');
    const changedMs = performance.now();
    appends.push(appendedMs - startMs);
    changes.push(changedMs - appendedMs);
    both.push(changedMs - startMs);
    // As the sender does: the number of pending entries stays the same.
    await storage.change(seq, 'report', null);
  }
  const readMs = performance.now();
  await storage.entries();
  const openMs = performance.now();
  await storage.close();
  const again = openStorage(name);
  await again.identity();
  const openedMs = performance.now();
  await again.close();
  indexedDB.deleteDatabase(name);
  return [
    `${pending} waiting: append ${spread(appends)}`,
    `${pending} waiting: change with draw ${spread(changes)}`,
    `${pending} waiting: both ${spread(both)}`,
    `${pending} waiting: entries() ${(openMs - readMs).toFixed(1)} ms, opened anew in ${(openedMs - openMs).toFixed(1)} ms`,
  ];
}

/** Removes entries as an acknowledgement does, and keeps every second one (decision 0024). Returns the times. */
async function benchAcknowledging(count: number): Promise<readonly string[]> {
  const name = `bench-${crypto.randomUUID()}`;
  const storage = idbStorage(name);
  const samples: Record<'removed' | 'kept', number[]> = { removed: [], kept: [] };
  for (let round = 0; round < count * 2; round += 1) {
    const what = round % 2 === 0 ? 'removed' : 'kept';
    const request = newRequest();
    const seq = await storage.append(request);
    const kept = { entry: reportOf(request, 'unconfirmed'), atMs: Date.now() };
    const startMs = performance.now();
    await storage.change(seq, 'request', null, undefined, what === 'kept' ? kept : undefined);
    samples[what].push(performance.now() - startMs);
  }
  await storage.close();
  indexedDB.deleteDatabase(name);
  return [`acknowledged and removed: ${spread(samples.removed)}`, `acknowledged and kept: ${spread(samples.kept)}`];
}

describe('bench: storage', () => {
  it('acknowledging', async function () {
    this.timeout(240_000);
    for (const line of await benchAcknowledging(1000)) console.log(line);
  });

  for (const [kind, open] of [
    ['with its copy', idbStorage],
    ['without', uncopiedStorage],
  ] as const)
    for (const pending of [0, 1000, 10_000])
      it(`${kind}, ${pending} waiting`, async function () {
        this.timeout(240_000);
        for (const line of await benchStorage(open, pending)) console.log(`${kind}, ${line}`);
      });
});
