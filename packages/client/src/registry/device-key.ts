import { v7 } from 'uuid';
import type * as z from 'zod/mini';
import { invalidConfig } from '../errors.ts';
import { toBaseUrl } from './base-url.ts';
import { DeviceName, EnrolAnswer, parseEnrolmentCode, TokenAnswer } from './contract/index.ts';
import { createDeviceKeyStore, type EnrolledDevice, type StoredKey } from './device-key-store.ts';
import { readAnswer, readProblem, registryError, toError, unreachable } from './problems.ts';

export type { EnrolledDevice } from './device-key-store.ts';

/** A request that a device signs. */
export interface RequestToSign {
  readonly method: string;
  readonly url: URL | string;
}

/**
 * The key of an enrolled device: pass it as `token`. Its private half cannot be exported, so no program can take it away. It is
 * kept in IndexedDB, for all pages and workers of the origin; without IndexedDB, as in Node, only as long as this object.
 */
export interface DeviceKey {
  /** Returns the device that this browser was enrolled as; `undefined` if it was not. */
  enrolled(): Promise<EnrolledDevice | undefined>;
  /**
   * Enrols this browser by a one-time code, with a new key, and returns the device.
   * @param code as a person types it, or the text of its QR code
   * @throws KaikuError `registry/unknown-code` if the code is wrong, used or too old; `registry/busy` after several wrong
   *   ones; `registry/unreachable`; `config/invalid` if the page has no Web Crypto, or the name is too long
   */
  enrol(code: string, options?: EnrolOptions): Promise<EnrolledDevice>;
  /** Deletes the key. The registry still has the device until a manager revokes it. */
  forget(): Promise<void>;
  /**
   * Returns the headers that authorise one request, once. Fetches an access token if there is none, if it ends soon, or if it
   * is that of `refused`: earlier headers, which the registry has answered with 401.
   * @throws KaikuError `registry/not-enrolled`, `registry/revoked`, `registry/lost`, `registry/unauthorised`,
   *   `registry/unreachable`
   */
  authorise(request: RequestToSign, refused?: AuthorisingHeaders): Promise<AuthorisingHeaders>;
}

/** Options of `DeviceKey.enrol`. */
export interface EnrolOptions {
  /** The name of the device, if its manager has not chosen one. */
  readonly name?: string;
  /** Cancels the request. */
  readonly signal?: AbortSignal;
}

/** The headers of a request of an enrolled device. */
export interface AuthorisingHeaders extends Readonly<Record<string, string>> {
  readonly Authorization: string;
  readonly DPoP: string;
}

/** Options of `createDeviceKey`. */
export interface DeviceKeyOptions {
  /** The registry's address, as of the desk. */
  readonly registry: string;
  /** Sends the requests. @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /** This device's clock. It may be wrong: the registry's corrects it. @default Date.now */
  readonly now?: () => number;
}

/** An access token, which is never stored. */
interface AccessToken {
  readonly text: string;
  readonly fetchedMs: number;
  readonly forMs: number;
}

/** A token is renewed this long before it ends, in milliseconds. */
const renewBeforeMs = 60_000;

/** How long the registry may take to answer, in milliseconds. */
const timeoutMs = 15_000;

/** Returns the key of this browser for a registry. @throws KaikuError `config/invalid` if `registry` is not an http(s) URL */
export function createDeviceKey({ registry, fetch = globalFetch, now = Date.now }: DeviceKeyOptions): DeviceKey {
  const base = toBaseUrl(registry);
  const store = createDeviceKeyStore(base.href);
  const signer = createSigner({ base, fetch, now });
  const tokens = createTokens(signer, now);
  return {
    async enrolled() {
      return (await store.read())?.device;
    },
    async enrol(typed, { name, signal } = {}) {
      const code = parseEnrolmentCode(typed);
      if (code === undefined)
        throw registryError('registry/unknown-code', 'The text is not an enrolment code: eight letters and digits.');
      if (name !== undefined && !DeviceName.safeParse(name).success)
        throw invalidConfig('`name` must have 1 to 64 characters.');
      const keys = await generateKeys();
      const response = await signer.post(keys, 'v1/enrol', { code, ...(name !== undefined && { name }) }, signal);
      const answer = await read(response, EnrolAnswer);
      const { id, name: given, role } = answer.device;
      const device = { id, name: given, role, venue: answer.venue };
      await store.write({ keys, device });
      tokens.keep(answer);
      return device;
    },
    async forget() {
      tokens.forget();
      await store.erase();
    },
    async authorise(request, refused) {
      const stored = await store.read();
      if (stored === undefined)
        throw registryError('registry/not-enrolled', 'This browser is not enrolled. Call `enrol` with a code.');
      const text = await tokens.current(stored, refused?.Authorization);
      return { Authorization: `DPoP ${text}`, DPoP: await signer.prove(stored.keys, request, text) };
    },
  };
}

/** Signs requests with the registry's time. */
interface Signer {
  /** Returns a proof of the key for one request. */
  prove(keys: CryptoKeyPair, request: RequestToSign, accessToken?: string): Promise<string>;
  /** Sends a request with a proof. A second one if the first is not accepted, because this device's clock was wrong. */
  post(keys: CryptoKeyPair, path: string, body: object, signal?: AbortSignal): Promise<Response>;
}

function createSigner({ base, fetch, now }: Required<Omit<DeviceKeyOptions, 'registry'>> & { base: URL }): Signer {
  /** The registry's clock minus this device's. */
  let offsetMs = 0;
  let proof: Promise<typeof import('./sign-proof.ts')> | undefined;

  /** Fetches what only enrolled devices need. @throws KaikuError `registry/unreachable` */
  function load() {
    proof ??= import('./sign-proof.ts').catch((cause) => {
      proof = undefined;
      throw unreachable(cause);
    });
    return proof;
  }
  // At once, because the network may be lost before the first request. If it fails, a request tries again.
  void load().catch(() => {});

  async function prove(keys: CryptoKeyPair, { method, url }: RequestToSign, accessToken?: string): Promise<string> {
    const { signProof } = await load();
    const { origin, pathname } = new URL(url);
    const claims = {
      jti: v7(),
      htm: method,
      htu: origin + pathname,
      iat: Math.floor((now() + offsetMs) / 1000),
    };
    return signProof(keys, claims, accessToken);
  }

  async function send(keys: CryptoKeyPair, url: URL, body: object, signal: AbortSignal | undefined): Promise<Response> {
    const DPoP = await prove(keys, { method: 'POST', url });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', DPoP },
      body: JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      signal: signal ?? null,
    }).catch((cause) => {
      throw unreachable(cause);
    });
    const serverMs = Date.parse(response.headers.get('date') ?? '');
    // The header has whole seconds, so the clock is half a second ahead of it on average.
    if (!Number.isNaN(serverMs)) offsetMs = serverMs + 500 - now();
    return response;
  }

  return {
    prove,
    async post(keys, path, body, signal) {
      const url = new URL(path, base.href.replace(/\/?$/, '/'));
      const first = await send(keys, url, body, signal);
      if (first.status !== 401) return first;
      void first.body?.cancel().catch(() => {});
      return send(keys, url, body, signal);
    },
  };
}

/** The access token of a key, in memory. */
interface Tokens {
  keep(answer: TokenAnswer): AccessToken;
  forget(): void;
  /** Returns a token that is valid for a while, and is not the one in a refused header. */
  current(stored: StoredKey, refused: string | undefined): Promise<string>;
}

function createTokens({ post }: Signer, now: () => number): Tokens {
  let token: AccessToken | undefined;
  let renewing: Promise<AccessToken> | undefined;

  function keep({ accessToken, expiresInS }: TokenAnswer): AccessToken {
    token = { text: accessToken, fetchedMs: now(), forMs: expiresInS * 1000 };
    return token;
  }

  async function renew({ keys }: StoredKey): Promise<AccessToken> {
    const response = await inTime((signal) => post(keys, 'v1/token', {}, signal));
    return keep(await read(response, TokenAnswer));
  }

  return {
    keep,
    forget() {
      token = undefined;
    },
    async current(stored, refused) {
      const { text, fetchedMs, forMs } = token ?? { text: '', fetchedMs: 0, forMs: 0 };
      // The absolute value, because a clock that was set back must not prolong a token.
      const isFresh = Math.abs(now() - fetchedMs) < forMs - renewBeforeMs;
      if (isFresh && `DPoP ${text}` !== refused) return text;
      renewing ??= renew(stored).finally(() => {
        renewing = undefined;
      });
      return (await renewing).text;
    },
  };
}

/** Looks up the global `fetch` at each call, because a page may replace it. */
const globalFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

async function read<S extends z.ZodMiniType>(response: Response, schema: S): Promise<z.output<S>> {
  if (!response.ok) throw toError(await readProblem(response), response);
  return readAnswer(response, schema);
}

async function inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns a key pair of P-256 whose private key cannot be exported. @throws KaikuError `config/invalid` */
async function generateKeys(): Promise<CryptoKeyPair> {
  // The types say that it always exists.
  const { subtle } = (globalThis as { readonly crypto?: Partial<Crypto> }).crypto ?? {};
  if (subtle === undefined) throw invalidConfig('Web Crypto is not available: serve the page over HTTPS.');
  return subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
}
