/** The part of the benchmark that runs in a browser: desks on IndexedDB, and what else one might keep entries with. */
import { createDesk, type Desk, idbStorage, type OutboxStorage } from '@kaiku/client';
import { createStore, set, update } from 'idb-keyval';
import { uncopiedStorage } from '../../client/copied-storage.ts';

declare global {
  var bench: typeof page;
  /** Given by the other side: told when nothing waits any more. */
  var drained: (atMs: number) => void;
  /** Given by the other side: from now on every request hangs. */
  var cutLine: () => Promise<void>;
}

const show = 'festivaali';
const nowhere = 'http://127.0.0.1:9/';

function reportOf(nth: number, showId = show) {
  const takenAt = new Date().toISOString();
  const card = `A${String(100_000_000 + nth)}`;
  const usages = [{ id: crypto.randomUUID(), card, minors: 0 }];
  const visit = { id: crypto.randomUUID(), showId, how: 'door', takenAt, usages } as const;
  return { stage: 'report', visit, consumedFrom: { from: 'unconfirmed' }, clockSuspect: false } as const;
}

async function fill(storage: OutboxStorage, pending: number): Promise<void> {
  for (let nth = 0; nth < pending; nth += 200)
    await Promise.all(
      Array.from({ length: Math.min(200, pending - nth) }, (_, more) => storage.append(reportOf(nth + more))),
    );
}

/** Times of `desk.admit` in an outage, until its verdict, while so many entries wait. */
const admitOffline = (pending: number, samples: number) =>
  timesOfAdmit(idbStorage(`bench-${crypto.randomUUID()}`), pending, samples);

/** The same where the browser has no place for the second copy. */
const admitUncopied = (pending: number, samples: number) =>
  timesOfAdmit(uncopiedStorage(`bench-${crypto.randomUUID()}`), pending, samples);

async function timesOfAdmit(storage: OutboxStorage, pending: number, samples: number): Promise<number[]> {
  await fill(storage, pending);
  const fetch = () => Promise.reject(new TypeError('There is no network.'));
  const desk = createDesk({
    registry: nowhere,
    token: 'bench',
    show,
    storage,
    maxUnconfirmed: 1e6,
    environment: { fetch },
  });
  const tookMs: number[] = [];
  for (let nth = 0; nth < samples; nth += 1) {
    const decision = await desk.check(`A${String(500_000_000 + nth)}`);
    if (decision.outcome === 'refused' || decision.outcome === 'undecided')
      throw new Error(`A card was ${decision.outcome}.`);
    const startMs = performance.now();
    const verdict = await desk.admit([{ decision, minors: 0 }]);
    tookMs.push(performance.now() - startMs);
    if (verdict.outcome !== 'provisional') throw new Error(`A use was ${verdict.outcome}.`);
    // A clerk does not scan faster than this: what goes on after a verdict is not to be in the way of the next.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await desk.close();
  return tookMs.slice(warmUp);
}

/** The first have to open the database and find out that nothing goes through. */
const warmUp = 10;

/** The usual way with idb-keyval: one array under one key. */
async function oneArray(pending: number, samples: number): Promise<number[]> {
  const store = createStore(`peer-${crypto.randomUUID()}`, 'queue');
  await set(
    'queue',
    Array.from({ length: pending }, (_, nth) => reportOf(nth)),
    store,
  );
  return timed(samples, (nth) => update<unknown[]>('queue', (queue = []) => [...queue, reportOf(nth)], store));
}

/** One key an entry, with the browser's own durability: relaxed in Chromium. */
async function oneKeyEach(pending: number, samples: number): Promise<number[]> {
  const store = createStore(`peer-${crypto.randomUUID()}`, 'queue');
  for (let nth = 0; nth < pending; nth += 200)
    await Promise.all(Array.from({ length: 200 }, (_, more) => set(nth + more, reportOf(nth + more), store)));
  return timed(samples, (nth) => set(pending + nth, reportOf(nth), store));
}

async function timed(samples: number, write: (nth: number) => Promise<unknown>): Promise<number[]> {
  const tookMs: number[] = [];
  for (let nth = 0; nth < samples; nth += 1) {
    const startMs = performance.now();
    await write(nth);
    tookMs.push(performance.now() - startMs);
  }
  return tookMs.slice(warmUp);
}

/**
 * What a clerk waits for where the line dies between look-up and confirmation, so that everything on it hangs: for this
 * card's verdict, and then for each next card, from its scan to its verdict.
 */
async function decideAlone(given: { registry: string; token: string; showId: string; cards: readonly string[] }) {
  const { registry, token, showId, cards } = given;
  const storage = idbStorage(`bench-${crypto.randomUUID()}`);
  const desk = createDesk({ registry, token, show: showId, storage, maxUnconfirmed: 1e6, leaseTickets: 0 });
  const decided: number[] = [];
  for (const card of cards) {
    const scannedMs = performance.now();
    const decision = await desk.check(card);
    if (decision.outcome === 'refused' || decision.outcome === 'undecided')
      throw new Error(`A card was ${decision.outcome}.`);
    const isFirst = decided.length === 0;
    if (isFirst && decision.outcome !== 'admissible') throw new Error('The line was to be up.');
    if (isFirst) await globalThis.cutLine();
    const startMs = isFirst ? performance.now() : scannedMs;
    const { outcome } = await desk.admit([{ decision, minors: 0 }]);
    decided.push(performance.now() - startMs);
    if (outcome !== 'provisional') throw new Error(`A use was ${outcome}.`);
  }
  void desk.close();
  const [firstMs = Number.NaN, ...nextMs] = decided;
  return { firstMs, nextMs };
}

let tab: Desk | undefined;

/** A till in this tab, on a storage that other tabs have too. With `entries` more to send. */
async function openTab(given: { registry: string; token: string; showId: string; storage: string; entries: number }) {
  const { registry, token, showId, entries } = given;
  const storage = idbStorage(given.storage);
  for (let nth = 0; nth < entries; nth += 1) {
    await storage.append(reportOf(Math.floor(Math.random() * 1e8), showId));
  }
  tab = createDesk({ registry, token, show: showId, storage, leaseTickets: 0 });
  let waited = false;
  const desk = tab;
  desk.subscribe(() => {
    waited ||= desk.state.pending > 0;
    if (waited && desk.state.pending === 0) globalThis.drained(Date.now());
  });
}

const page = { admitOffline, admitUncopied, oneArray, oneKeyEach, decideAlone, openTab };
globalThis.bench = page;
