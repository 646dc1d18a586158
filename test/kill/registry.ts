/** The registry of the trials: a real one over HTTP with its database, with faults, and observed. */
import type { JournalAnswer, ReconciliationAnswer } from '@kaiku/client/offline-contract';
import { createRegistryServer, type Fault, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import type { Random } from '../registry/linearizability-random.ts';
import type { Row } from './oracle.ts';
import {
  type Asked,
  askedBy,
  type Counts,
  cardsFrom,
  createCounting,
  managerToken,
  showsCalled,
  thirdOfAll,
  token,
  venueId,
} from './registry-world.ts';

/** How far an HTTP request is. `commit`: the registry has committed it, and has not sent its answer. */
export type Moment = 'request' | 'commit' | 'reply';

export interface Registry {
  readonly url: string;
  readonly token: string;
  /** The current trial's: one without a cap, so that any number may be pending; and one whose tickets are reassigned. */
  readonly shows: { readonly open: string; readonly capped: string };
  /** Starts a trial: new shows, nothing counted, no faults. */
  begin(): Promise<void>;
  /** Makes a third of all requests fail from now on, at random; without `dice` none. */
  fail(dice: Random | undefined): void;
  /** True if `leave` kills it and `comeBack` starts it again. */
  readonly isMortal: boolean;
  /** Called at each moment of each HTTP request, synchronously. */
  look: (moment: Moment) => void;
  counts: Readonly<Counts>;
  /** Errors of the registry itself. */
  readonly complaints: string[];
  /** Makes the registry unreachable; kills it if it is a process. */
  leave(): Promise<void>;
  /** Makes it reachable again, at the same address. */
  comeBack(): Promise<void>;
  /** Returns the code of an unused card. */
  drawCard(): Promise<string>;
  /** Returns the rows of both shows, and the sum of the shows' own counts of tickets. */
  rows(): Promise<{ readonly rows: readonly Row[]; readonly taken: number }>;
  /** Returns the registry's answer about a journal. */
  journal(id: string): Promise<JournalAnswer>;
  reconciliation(showId: string): Promise<ReconciliationAnswer>;
  close(): Promise<void>;
}

/** A registry in this process, with a fault for each request. */
export interface WatchedRegistry extends Registry {
  /** Returns the fault of a request. */
  chooseFault: (asked: Asked) => Fault | undefined;
}

export async function openRegistry(): Promise<WatchedRegistry> {
  const planned = new WeakMap<Request, Fault | undefined>();
  const complaints: string[] = [];
  const registryServer = await createRegistryServer({
    lookUpLimits: 'none',
    chooseFault: (request) => planned.get(request),
    log: (line) => complaints.push(line),
  });
  let shows = { open: '', capped: '' };
  let trials = 0;
  let counting = createCounting();
  async function begin(): Promise<void> {
    trials += 1;
    shows = { open: `open-${trials}`, capped: `capped-${trials}` };
    await registryServer.store.seed({ shows: showsCalled(shows) });
    Object.assign(registry, { chooseFault: () => undefined, look: () => {} });
    counting = createCounting();
    registry.counts = counting.counts;
    complaints.length = 0;
    await registry.comeBack();
  }

  async function observed(request: Request, env: unknown): Promise<Response> {
    if (request.method === 'OPTIONS') return registryServer.app.fetch(request, env as never);
    const asked = await askedBy(request);
    const fault = registry.chooseFault(asked);
    planned.set(request, fault);
    counting.count(asked, fault?.kind);
    registry.look('request');
    const response = await registryServer.app.fetch(request, env as never);
    registry.look('commit');
    setImmediate(() => registry.look('reply'));
    return response;
  }
  const app = { fetch: observed } as Pick<typeof registryServer.app, 'fetch'>;
  let listening: Listening | undefined = await listen(app);
  const { url } = listening;

  const cards = createCards(registryServer.store);

  async function leave(): Promise<void> {
    const server = listening;
    listening = undefined;
    await server?.close();
  }

  const registry: WatchedRegistry = {
    url,
    token,
    get shows() {
      return shows;
    },
    begin,
    isMortal: false,
    fail(dice) {
      registry.chooseFault = dice === undefined ? () => undefined : thirdOfAll(dice);
    },
    chooseFault: () => undefined,
    look: () => {},
    counts: counting.counts,
    complaints,
    leave,
    async comeBack() {
      listening ??= await listen(app, { port: Number(new URL(url).port) });
    },
    drawCard: cards.draw,
    rows: () => rowsOf(registryServer.store, shows),
    ...questionsTo(url),
    async close() {
      await leave();
      await registryServer.close();
    },
  };
  return registry;
}

/** Unused cards. More are made before they run out. */
function createCards(store: RegistryServer['store']) {
  let unused: string[] = [];
  let made = 0;
  let making: Promise<void> | undefined;

  async function make(count: number): Promise<void> {
    const more = cardsFrom(made, count);
    made += count;
    await store.seed({ cards: more });
    unused = [...more.map(({ code }) => code).reverse(), ...unused];
    making = undefined;
  }

  async function draw(): Promise<string> {
    if (unused.length < 100) making ??= make(200);
    if (unused.length === 0) await making;
    return unused.pop() ?? draw();
  }
  return { draw };
}

/** Returns the rows of both shows, and the sum of the shows' own counts of tickets. */
export async function rowsOf(store: RegistryServer['store'], shows: Registry['shows']): ReturnType<Registry['rows']> {
  const ids = Object.values(shows);
  const [rows, facts] = await Promise.all([
    Promise.all(ids.map((id) => store.usages(id))),
    Promise.all(ids.map((id) => store.show(venueId, id))),
  ]);
  return { rows: rows.flat(), taken: facts.reduce((sum, one) => sum + (one?.taken ?? 0), 0) };
}

export function questionsTo(url: string): Pick<Registry, 'journal' | 'reconciliation'> {
  async function ask<T>(path: string, as: string): Promise<T> {
    const answer = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${as}` } });
    if (!answer.ok) throw new Error(`The registry answers ${path} with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  return {
    journal: (id) => ask(`/v1/journals/${id}?from=1`, token),
    reconciliation: (showId) => ask(`/v1/shows/${showId}/reconciliation`, managerToken),
  };
}
