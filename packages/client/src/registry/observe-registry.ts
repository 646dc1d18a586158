import type { ShowFacts } from '../admission/facts.ts';
import type { OwnDevice } from './contract/index.ts';
import type { OfflineRegistry, Registry, ReservationRegistry } from './registry.ts';

/** What to observe in an exchange. */
interface Observation<T> {
  /** Returns the shows in an answer. */
  readonly showsIn?: (answer: T) => readonly (ShowFacts | undefined)[];
  /** The show that the request is about, if it asks for nothing else. */
  readonly showId?: string;
  /** Returns what an answer says about this device. */
  readonly deviceIn?: (answer: T) => OwnDevice | undefined;
  /** True if a device that may not do this may still record. */
  readonly mayBeForbidden?: boolean;
}

/** Sends a request and observes its result. */
export type Exchange = <T>(
  send: () => Promise<T>,
  signal: AbortSignal | undefined,
  observation: Observation<T>,
) => Promise<T>;

type Method = (...args: never[]) => Promise<unknown>;

/** The methods of a part of the registry, with the index of `signal` among the arguments and what to observe. */
type Table<Part> = {
  readonly [Name in keyof Part as NonNullable<Part[Name]> extends Method ? Name : never]-?: NonNullable<
    Part[Name]
  > extends (...args: infer Args) => Promise<infer Answer>
    ? readonly [signalIndex: number, observe: (...args: Args) => Observation<Answer>]
    : never;
};

const noShow = () => ({});
const oneShow = () => ({ showsIn: showIn });
const allShows = () => ({ showsIn: ({ shows }: { readonly shows: readonly ShowFacts[] }) => shows });

const registryMethods: Table<Registry> = {
  shows: [0, () => ({ showsIn: (shows) => shows })],
  show: [1, (showId) => ({ showsIn: (show) => [show], showId })],
  // With `at` the show is as of a past day, which says nothing about today.
  lookUp: [2, (_showId, _card, _signal, at) => (at === undefined ? { showsIn: showIn } : {})],
  record: [2, oneShow],
  void: [1, () => ({ showsIn: showIn, mayBeForbidden: true })],
  sealingKey: [0, noShow],
  visits: [2, () => ({ mayBeForbidden: true })],
  find: [1, () => ({ showsIn: (found) => [found?.show] })],
};

const reservationMethods: Table<ReservationRegistry> = {
  list: [1, oneShow],
  redeem: [2, oneShow],
  release: [2, oneShow],
};

const offlineMethods: Table<OfflineRegistry> = {
  deliver: [1, allShows],
  lease: [1, oneShow],
  returnLease: [1, oneShow],
  keepLease: [1, oneShow],
  news: [1, () => ({ ...allShows(), deviceIn: ({ device }) => device })],
  leases: [1, () => ({ mayBeForbidden: true })],
  revokeLease: [2, () => ({ mayBeForbidden: true })],
  reportLost: [1, noShow],
};

/** Returns the registry with every call sent through `exchange`. Absent methods stay absent. */
export function observeRegistry(registry: Registry, exchange: Exchange): Registry {
  const { reservations, offline } = registry;
  return {
    ...observed(registry, registryMethods, exchange),
    ...(reservations && { reservations: observed(reservations, reservationMethods, exchange) }),
    ...(offline && { offline: observed(offline, offlineMethods, exchange) }),
  };
}

function observed<Part extends object>(part: Part, table: Table<Part>, exchange: Exchange): Part {
  const rows = Object.entries(table) as [string, readonly [number, (...args: unknown[]) => Observation<unknown>]][];
  const methods = rows.flatMap(([name, [signalIndex, observe]]) => {
    const method = Reflect.get(part, name) as ((...args: unknown[]) => Promise<unknown>) | undefined;
    if (method === undefined) return [];
    const call = (...args: unknown[]) =>
      exchange(() => method.apply(part, args), args[signalIndex] as AbortSignal | undefined, observe(...args));
    return [[name, call] as const];
  });
  return Object.fromEntries(methods) as Part;
}

function showIn({ show }: { readonly show: ShowFacts | undefined }): readonly (ShowFacts | undefined)[] {
  return [show];
}
