import type { Venue } from '../usage/venue.ts';
import { createBearer, type TokenSource } from './bearer.ts';
import type { DeviceKey, RequestToSign } from './device-key.ts';
import { registryError } from './problems.ts';

/** What authorises requests: a bearer token, or the key of an enrolled device. */
export interface Credential {
  /** Distinguishes it from others: the token, or the device of the key. */
  readonly id: string;
  /** The venue, if it is known without the registry. */
  readonly venue?: Venue;
  /** Returns the headers of a request. */
  headersFor(request: RequestToSign): Promise<Readonly<Record<string, string>>>;
}

/** Supplies the credential for requests. */
export interface Credentials {
  /** Returns the credential. @throws KaikuError `registry/no-token`, `registry/not-enrolled` */
  current(): Promise<Credential>;
  /** Marks a credential as refused by the registry. */
  refuse(credential: Credential): void;
  /** Returns another one instead of one that was refused; `undefined` if there is none now. */
  insteadOf(credential: Credential): Promise<Credential | undefined>;
}

export function createCredentials(source: TokenSource | DeviceKey, now: () => number): Credentials {
  return typeof source === 'object' ? ofKey(source) : ofTokens(source, now);
}

function ofTokens(source: TokenSource, now: () => number): Credentials {
  const bearer = createBearer(source, now);
  const toCredential = (token: string): Credential => ({
    id: token,
    headersFor: async () => ({ Authorization: `Bearer ${token}` }),
  });
  return {
    current: async () => toCredential(await bearer.current()),
    refuse: ({ id }) => bearer.refuse(id),
    async insteadOf({ id }) {
      const token = await bearer.insteadOf(id);
      return token === undefined ? undefined : toCredential(token);
    },
  };
}

type Headers = Awaited<ReturnType<DeviceKey['authorise']>>;

function ofKey(key: DeviceKey): Credentials {
  /** The headers of the last request with a credential. */
  const sent = new WeakMap<Credential, Headers>();

  async function toCredential(refused?: Headers): Promise<Credential> {
    const device = await key.enrolled();
    if (device === undefined) throw registryError('registry/not-enrolled', 'This browser is not enrolled.');
    const credential: Credential = {
      id: `device ${device.id}`,
      venue: device.venue,
      async headersFor(request) {
        const headers = await key.authorise(request, refused);
        sent.set(credential, headers);
        return headers;
      },
    };
    return credential;
  }

  return {
    current: () => toCredential(),
    refuse: () => {},
    // The key fetches another token, unless another request has done so in the meantime.
    insteadOf: (credential) => toCredential(sent.get(credential)),
  };
}
