/** The real registry in process with a virtual clock: one database for all, a show for each scenario. */
import { PGlite } from '@electric-sql/pglite';
import {
  type ChooseFault,
  createRegistryServer,
  type Listening,
  listen,
  type RegistryServer,
  type UsageRow,
} from '@kaiku/registry';
import type { ReconciliationAnswer } from '../../packages/client/src/registry/offline-contract.ts';
import type { Timeline } from './timeline.ts';

export interface Registry {
  answer(request: Request): Response | Promise<Response>;
  /** Like `answer`, but the database session ends at the `nth` statement: rolled back, and no answer. */
  dieAnswering(request: Request, nth: number): Promise<Response>;
  /** Creates a show. Returns its id. */
  freshShow(facts: { readonly cap: number | null; readonly capIsHard?: boolean }): Promise<string>;
  rows(showId: string): Promise<readonly UsageRow[]>;
  show(showId: string): Promise<{ readonly taken: number; readonly cap: number | null; readonly leased?: number }>;
  reconciliation(showId: string): Promise<ReconciliationAnswer>;
  /** Revokes a lease. Returns how many of its tickets may have been given out. */
  revokeLease(leaseId: string): Promise<number>;
  /** Makes it listen on a socket too. */
  listen(): Promise<Listening>;
  /** Sets the faults of its socket. */
  setFaults(choose: ChooseFault): void;
  /** Errors of the registry itself. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

export const tokenOf = (nth: number) => `till-${nth}`;
const tills = 9;
const manager = 'manager';

/** Each may bring up to three minors. */
export const cardOf = (nth: number) => `A${500_000_000 + nth}`;
export const howManyCards = 400;
export const maxMinors = 3;

export async function openRegistry(timeline: Timeline): Promise<Registry> {
  const log: string[] = [];
  const registryServer = await createRegistryServer({
    // Nothing waits in real time here.
    newsWaitMs: 'none',
    recallWaitMs: 0,
    scenario: 'empty',
    lookUpLimits: 'none',
    now: () => timeline.nowMs,
    log: (line) => log.push(line),
  });
  await seed(registryServer);
  let shows = 0;

  async function call<T>(method: string, path: string, token: string, json?: unknown): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const response = await registryServer.app.fetch(
      new Request(`http://registry.test${path}`, { method, headers, ...body }),
    );
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  return {
    answer: (request) => registryServer.app.fetch(request),
    async dieAnswering(request, nth) {
      statementsLeft = nth;
      await registryServer.app.fetch(request);
      statementsLeft = undefined;
      throw new TypeError('The connection was cut.');
    },
    async freshShow({ cap, capIsHard = false }) {
      shows += 1;
      const id = `esitys-${shows}`;
      const startsAt = new Date(timeline.nowMs + 5 * 3_600_000).toISOString();
      // Few seats, so that the cap policy allows any cap that a scenario needs.
      const show = { id, name: 'Esitys', kind: 'performance', startsAt, seats: 50, cap, capIsHard };
      await call('POST', '/v1/shows', manager, show);
      return id;
    },
    rows: (showId) => registryServer.store.usages(showId),
    async show(showId) {
      const { show } = await call<{ show: { taken: number; cap: number | null } }>(
        'GET',
        `/v1/shows/${showId}`,
        tokenOf(0),
      );
      return show;
    },
    reconciliation: (showId) => call('GET', `/v1/shows/${showId}/reconciliation`, manager),
    async revokeLease(leaseId) {
      const reason = { reason: 'The tablet does not answer.' };
      const path = `/v1/leases/${leaseId}/revoke`;
      return (await call<{ mayAlreadyBeUsed: number }>('POST', path, manager, reason)).mayAlreadyBeUsed;
    },
    listen: () => listen(registryServer.app),
    setFaults: registryServer.setFaults,
    log,
    close: () => registryServer.close(),
  };
}

/** Statements until the database's session ends; `undefined` if it does not. */
let statementsLeft: number | undefined;

/** Throws PostgreSQL's error for a shutdown. */
function countStatement(): void {
  if (statementsLeft === undefined) return;
  statementsLeft -= 1;
  if (statementsLeft < 0) throw Object.assign(new Error('The session ended.'), { code: '57P01' });
}

type Query = (...given: never[]) => Promise<unknown>;
type Session = { query: Query; exec: Query };

/** PGlite has no way to end a session from outside, so this is checked before each statement. */
function letSessionsDie(): void {
  const prototype = PGlite.prototype as unknown as Session & {
    transaction(work: (session: Session) => Promise<unknown>): Promise<unknown>;
  };
  const { query, transaction } = prototype;
  const counting = (run: Query): Query =>
    async function (this: unknown, ...given) {
      countStatement();
      return run.apply(this, given);
    };
  prototype.query = counting(query);
  prototype.transaction = function (work) {
    return transaction.call(this, (session) => work({ query: counting(session.query), exec: session.exec }));
  };
}

letSessionsDie();

function seed({ store }: RegistryServer): Promise<void> {
  return store.seed({
    venues: [{ id: 'talo', name: 'Talo' }],
    devices: [
      ...Array.from({ length: tills }, (_, nth) => ({
        ...{ id: `till-${nth}`, venueId: 'talo', name: `Kassa ${nth}`, token: tokenOf(nth) },
      })),
      { id: 'office', venueId: 'talo', name: 'Toimisto', token: manager, role: 'manager' },
    ],
    cards: Array.from({ length: howManyCards }, (_, nth) => ({
      ...({ code: cardOf(nth), status: 'active', validUntilOn: '2999-12-31', minors: maxMinors } as const),
    })),
  });
}
