import { v5 } from 'uuid';
import { within } from '../deadline.ts';
import { assertStorage } from '../desk/options.ts';
import type { DeviceOptions } from '../desk/port.ts';
import type { Environment } from '../environment.ts';
import { invalidConfig, KaikuError } from '../errors.ts';
import type { WaitingElsewhere } from '../offline/watch.ts';
import { readOutboxFile } from '../outbox/transfer.ts';
import { toBaseUrl } from '../registry/base-url.ts';
import { registryOver, type TimeHeard } from '../registry/http.ts';
import { createHttpExchange, type HttpExchangeOptions } from '../registry/http-exchange.ts';
import type { Registry } from '../registry/registry.ts';
import { createCheckpointStore } from '../storage/checkpoint.ts';
import { chosenStorage } from '../storage/chosen-storage.ts';
import { idbStorage } from '../storage/idb-storage.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import { createVenueMemory, type VenueMemory } from '../storage/venue-memory.ts';
import type { Venue } from '../usage/venue.ts';
import { type Claim, claimByNote, createTokenCheck } from './check-token.ts';

/** A device's registry and storage. Both are of one venue. */
export interface Connection {
  readonly registry: Registry;
  readonly storage: OutboxStorage;
  /** True once it is known whose visits the storage has. Until then nothing can be recorded. */
  readonly isVenueKnown: () => boolean;
  readonly otherVenues: OtherVenues;
}

/** The other venues that have recorded in this browser for the same registry. */
export interface OtherVenues {
  /** Returns those whose visits are not sent yet. */
  waiting(): readonly WaitingElsewhere[];
  /** Returns what waits for a venue, as `Outbox.toFile` does. @throws KaikuError `config/invalid`, `outbox/storage` */
  toFile(venueId: string): Promise<string>;
}

interface ConnectOptions {
  readonly options: DeviceOptions;
  readonly environment: Environment;
  readonly timeoutMs: number;
  readonly onTime: (heard: TimeHeard) => void;
  readonly closing: AbortSignal;
}

const noOthers: OtherVenues = {
  waiting: () => [],
  async toFile(venueId) {
    throw invalidConfig(`This device does not know a venue '${venueId}'.`);
  },
};

/**
 * Returns the registry and the storage of a device. Over HTTP the registry names the venue of each token, and no request
 * is sent with a token of another venue than the storage's. The default storage is a database for each registry and venue.
 * @throws KaikuError `config/invalid`, `config/no-storage`
 */
export function connect({ options, environment, ...given }: ConnectOptions): Connection {
  const { registry, token, storage } = options;
  const isVenueKnown = () => true;
  if (typeof registry !== 'string') {
    if (storage === undefined) assertStorage();
    return { registry, storage: storage ?? idbStorage(), isVenueKnown, otherVenues: noOthers };
  }
  if (token === undefined) throw invalidConfig('`token` is missing. It is required if `registry` is a URL.');
  const { fetch, now } = environment;
  const http: HttpExchangeOptions = { url: registry, token, fetch, now, onTime: given.onTime };
  if (storage === undefined) return connectByVenue(http, { environment, ...given });
  const checkToken = createTokenCheck(claimByNote(storage));
  return {
    registry: registryOver(createHttpExchange({ ...http, checkToken })),
    storage,
    isVenueKnown,
    otherVenues: noOthers,
  };
}

const namespace = '0f6a7f0b-5a3f-4a3c-8d1e-8d6a4c2f7b19';

const unknownVenue =
  'The registry has not named the venue of the token yet, so it is unknown whose visits to store. Try again once the ' +
  'registry responds.';

function connectByVenue(
  options: HttpExchangeOptions,
  given: Pick<ConnectOptions, 'environment' | 'timeoutMs' | 'closing'>,
): Connection {
  assertStorage();
  // Hashed, because a URL may be longer than the name of a folder.
  const name = `kaiku-outbox/${v5(toBaseUrl(options.url).href, namespace)}`;
  const memory = createVenueMemory(name);
  let own: Venue | null | undefined;
  const claim: Claim = async (venue) => {
    own ??= venue;
    return own;
  };
  const http = createHttpExchange({ ...options, checkToken: createTokenCheck(claim, memory) });

  async function choose(): Promise<OutboxStorage> {
    if (own === undefined) await within({ ...given, ms: given.timeoutMs }, http.check).catch(() => {});
    // A new token in an outage, or an expired one, is most likely of the only venue that was here before.
    own ??= onlyOne(memory.venues());
    if (own === undefined) throw new KaikuError('outbox/storage', unknownVenue, { retryable: true });
    return idbStorage(databaseOf(name, own));
  }

  return {
    registry: registryOver(http),
    storage: chosenStorage(name, choose),
    isVenueKnown: () => own !== undefined,
    otherVenues: createOtherVenues(name, { memory, environment: given.environment, own: () => own }),
  };
}

function createOtherVenues(
  name: string,
  given: {
    readonly memory: VenueMemory;
    readonly environment: Environment;
    readonly own: () => Venue | null | undefined;
  },
): OtherVenues {
  const { memory, environment, own } = given;
  const others = () => memory.venues().filter(({ id }) => id !== own()?.id);
  return {
    waiting: () =>
      others().flatMap((venue) => {
        const entries = createCheckpointStore(databaseOf(name, venue)).read()?.pending ?? 0;
        return entries === 0 ? [] : [{ venueId: venue.id, venue: venue.name, entries }];
      }),
    async toFile(venueId) {
      const venue = others().find(({ id }) => id === venueId);
      if (venue === undefined) return noOthers.toFile(venueId);
      const storage = idbStorage(databaseOf(name, venue));
      try {
        return await readOutboxFile(storage, environment);
      } finally {
        await storage.close();
      }
    },
  };
}

/** Returns the name of a venue's database; of the only one, if the registry names no venues. */
function databaseOf(name: string, venue: Venue | null): string {
  return venue === null ? name : `${name}/${venue.id}`;
}

function onlyOne<T>([only, ...others]: readonly T[]): T | undefined {
  return others.length === 0 ? only : undefined;
}
