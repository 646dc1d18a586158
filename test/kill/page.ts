/** The venue's page of the kill trials: a desk over IndexedDB that runs commands and reports the results. */
import {
  createDesk,
  createHttpRegistry,
  type Desk,
  idbStorage,
  isKaikuError,
  type Verdict,
  type VisitPart,
} from '@kaiku/client';
import { logFolderName } from '../../packages/client/src/storage/opfs-log.ts';
import { recover } from '../../packages/client/src/storage/recover.ts';
import { uncopiedStorage } from '../client/copied-storage.ts';
import { storageOf } from './mutants.ts';
import { codesInClear, type Found, fromQuery, type Order, type Remains, type Report, type Told } from './orders.ts';

/** Refreshes more often than the desk's 15 s. With a third of the requests failing, the circuit breaker would stay open. */
const refreshEveryMs = 150;

/** In accelerated time, so 0.6 s: most answers arrive within it on a busy machine, and some do not on any machine. */
const timeoutMs = 6_000;
/** How long a drained device may keep a card code: its copy is updated after 31 s, if it is not at once. */
const maxRestMs = 60_000;

const { tab, show, does, lanes, haste, storage: kind } = fromQuery(location.search);
const errors: string[] = [];
addEventListener('error', ({ message }) => errors.push(message));
addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));

const { registry, token } = (await (await fetch('/kaiku.json')).json()) as { registry: string; token: string };
/** The next visit's id, from the harness, so that it knows every visit that was ever requested. */
let nextId: string | undefined;
const databaseName = 'kaiku-outbox';
// A browser that finds a torn file fails once, and deletes the database.
const found = await stateOf()
  .catch(stateOf)
  .catch((): Found => 'unopened');
const storage = kind === 'without-copy' ? uncopiedStorage(databaseName) : idbStorage(databaseName);
const { sealingKey: _, ...withoutSealing } = createHttpRegistry({ url: registry, token });
const desk = createDesk({
  registry: kind === 'in-clear' ? withoutSealing : registry,
  token,
  show,
  leaseTickets: 20,
  timeoutMs,
  storage: storageOf(kind, storage),
  environment: {
    newId() {
      const id = nextId ?? crypto.randomUUID();
      nextId = undefined;
      return id;
    },
    after(ms, task) {
      const timer = setTimeout(task, ms / haste);
      return () => clearTimeout(timer);
    },
  },
});

if (does === 'drain') await tellRemains();
else {
  setInterval(() => void desk.refresh(), refreshEveryMs);
  for (let lane = 0; lane < lanes; lane += 1) void work();
}

async function work(): Promise<void> {
  let told: readonly Told[] = [];
  for (;;) told = await carryOut(await report(told));
}

/** Resolves once the harness has the report. Nothing else runs before, as a clerk is shown one answer after another. */
async function report(told: readonly Told[]): Promise<Order> {
  const warnings = desk.state.warnings.map(({ kind: warning }) => warning);
  return (await send('/report', {
    tab,
    show,
    found,
    told,
    warnings,
    errors: errors.splice(0),
  } satisfies Report)) as Order;
}

async function carryOut(order: Order): Promise<readonly Told[]> {
  switch (order.do) {
    case 'admit':
      return admit(order);
    case 'undo':
      return [
        await attempt(order.id, async () => {
          await desk.void(order.id);
          return 'undone';
        }),
      ];
    case 'rest':
      await new Promise((resolve) => setTimeout(resolve, 20));
      return [];
    default:
      return order satisfies never;
  }
}

async function admit({ id, cards, minors, again }: Extract<Order, { do: 'admit' }>): Promise<readonly Told[]> {
  const parts: VisitPart[] = [];
  for (const decision of await Promise.all(cards.map((card) => desk.check(card)))) {
    // A card that has a ticket is not recorded, like a refused one.
    if (decision.outcome === 'refused' || decision.outcome === 'has-ticket') return [{ id, came: 'refused' }];
    // The screen has no button then.
    if (decision.outcome === 'undecided') return [{ id, came: 'undecided' }];
    parts.push({ decision, minors: Math.min(minors, decision.minors.max) });
  }
  const first = await admitAs(id, () => desk.admit(parts));
  return again === null ? [first] : [first, await admitAs(again, () => desk.admit(parts))];
}

async function admitAs(id: string, deed: () => Promise<Verdict>): Promise<Told> {
  let as = id;
  const told = await attempt(id, async () => {
    nextId = id;
    const verdict = await deed();
    if ('visitId' in verdict) as = verdict.visitId;
    return verdict.outcome === 'has-ticket' ? 'refused' : verdict.outcome;
  });
  return as === id ? told : { ...told, as };
}

async function attempt(id: string, deed: () => Promise<Told['came']>): Promise<Told> {
  try {
    return { id, came: await deed() };
  } catch (error) {
    return { id, came: 'threw', code: isKaikuError(error) ? error.code : String(error) };
  }
}

async function tellRemains(): Promise<void> {
  while (!(await isDrained(desk))) {
    const { state } = desk;
    const entries = await storage.entries().catch(() => []);
    await send('/draining', { pending: entries.filter(({ stage }) => stage !== 'review').length, state });
    await desk.refresh();
    desk.sendNow();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Refresh once more, so that the registry's answer about the journal's numbers is the final one.
  await desk.refresh();
  const { warnings, review } = desk.state;
  const { journal, pending } = await desk.health();
  const remains: Remains = {
    journal,
    stored: await storedAtRest(),
    pending,
    warnings: warnings.map(({ kind: warning }) => warning),
    notices: review.map(({ visitId, why }) => ({ visitId, why })),
  };
  await send('/remains', remains);
}

/** Reads the storage itself, not the desk's state. */
async function isDrained({ state }: Desk): Promise<boolean> {
  const entries = await storage.entries();
  return entries.every(({ stage }) => stage === 'review') && state.reachable === true;
}

/**
 * Reads everything stored. Files of the copy are emptied after the write that makes them unnecessary, or, if the copy's
 * worker did not start in time, some 30 s later: waits for that.
 */
async function storedAtRest(): Promise<Remains['stored']> {
  const startedAt = performance.now();
  for (;;) {
    const stored = await everythingStored();
    const copied = stored.filter(({ key }) => key === 'copy').map(({ value }) => String(value));
    const restMs = performance.now() - startedAt;
    if (restMs > maxRestMs || !copied.some((text) => codesInClear(text).length > 0)) {
      console.info(`The copy was at rest after ${Math.round(restMs)} ms.`);
      return stored;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function everythingStored(): Promise<Remains['stored']> {
  const found: { key: unknown; value: unknown }[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      keys.forEach((key, index) => {
        found.push({ key, value: values[index] });
      });
    }
    database.close();
  }
  for (const [key, value] of Object.entries(localStorage)) found.push({ key, value });
  for (const value of await copyFiles()) found.push({ key: 'copy', value: new TextDecoder().decode(value) });
  return found;
}

async function copyFiles(): Promise<readonly Uint8Array[]> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(logFolderName(databaseName), { create: true });
  const files: Uint8Array[] = [];
  for await (const handle of folder.values())
    files.push(new Uint8Array(await (await (handle as FileSystemFileHandle).getFile()).arrayBuffer()));
  return files;
}

async function stateOf(): Promise<Found> {
  const [copy] = recover(await copyFiles());
  const isThere = (await indexedDB.databases()).some(({ name }) => name === databaseName);
  if (!isThere) return copy === undefined ? 'new' : 'gone';
  const opening = indexedDB.open(databaseName);
  let isNew = false;
  opening.onupgradeneeded = () => {
    isNew = true;
    opening.transaction?.abort();
  };
  const database = await done(opening).catch((error) => {
    if (!isNew) throw error;
  });
  if (database === undefined) return copy === undefined ? 'new' : 'gone';
  const reading = database.transaction('journal').objectStore('journal').get('tally');
  const tally = (await done(reading)) as { readonly revision: number } | undefined;
  database.close();
  return (tally?.revision ?? 0) < (copy?.revision ?? 0) ? 'behind' : 'whole';
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function send(path: string, what: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(what),
  });
  return answer.json();
}
