/** The part of the benchmark that runs in a browser: desks on IndexedDB, and other ways to store entries. */
import { createDesk, type Desk, idbStorage, type OutboxStorage } from '@kaiku/client';
import { createStore, set, update } from 'idb-keyval';
import { uncopiedStorage } from '../../client/copied-storage.ts';

declare global {
  var bench: typeof page;
  /** Provided by the benchmark's process: called when no entry is pending. */
  var drained: (atMs: number) => void;
  /** Provided by the benchmark's process: from now on every request hangs. */
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

/** Returns the times of `desk.admit` in an outage, until its verdict, while the given number of entries is pending. */
const admitOffline = (pending: number, samples: number) =>
  timesOfAdmit(idbStorage(`bench-${crypto.randomUUID()}`), pending, samples);

/** The same in a browser without room for the second copy. */
const admitUncopied = (pending: number, samples: number) =>
  timesOfAdmit(uncopiedStorage(`bench-${crypto.randomUUID()}`), pending, samples);

async function timesOfAdmit(storage: OutboxStorage, pending: number, samples: number): Promise<number[]> {
  await fill(storage, pending);
  await storage.keepNote('sealing-key', await newSealingKey());
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
    // A clerk scans no faster: the work after one verdict must not delay the next.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await desk.close();
  return tookMs.slice(warmUp);
}

/** Returns a public key, as a device has it once it was in contact with its registry. */
async function newSealingKey() {
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const bytes = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  const base64 = btoa(String.fromCharCode(...bytes));
  return { id: 'bench', publicKey: base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') };
}

/** The first visits open the database and detect the outage. */
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
 * Returns what a clerk waits for if the network hangs between look-up and confirmation: for this card's verdict, and then
 * for each next card, from its scan to its verdict.
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

/** Creates a desk in this tab, on a storage that other tabs share, with `entries` more to send. */
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
    waited ||= (desk.state.pending ?? 0) > 0;
    if (waited && desk.state.pending === 0) globalThis.drained(Date.now());
  });
}

const page = { admitOffline, admitUncopied, oneArray, oneKeyEach, decideAlone, openTab };
globalThis.bench = page;
