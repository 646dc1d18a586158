/**
 * Who sends a request: a device with a bearer token, an enrolled one with an access token and a proof of its key, or a person
 * with a session.
 */
import type { OperationId } from '@kaiku/client/contract';
import { createMiddleware } from 'hono/factory';
import type { KnownDevice } from '../store/devices/devices.ts';
import type { RegistryContext, RegistryEnv } from './context.ts';
import { tokenOf } from './limit-requests.ts';
import { problem, stoppedDevice } from './problems.ts';
import { type ProofOptions, readProof } from './proof.ts';
import { findPerson } from './session.ts';

/** What a frozen device may do: learn that it is frozen, and when it is let in. */
const whileFrozen: ReadonlySet<OperationId | undefined> = new Set(['readDevice', 'readNews']);

/** Rejects a request without a valid token or session, or of a device that was stopped. Sets `device` for the routes. */
export function requireDevice(options: ProofOptions) {
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const device = await findDevice(c, options);
    if (typeof device === 'string') return unauthorised(c, device);
    c.set('device', device);
    const { state } = device;
    const isAllowed = state === 'frozen' && whileFrozen.has(c.var.operation);
    return state === 'active' || isAllowed ? next() : stoppedDevice(c, state);
  });
}

/** True if the device may record for a show. The store looks again when it does. */
export function isAssigned({ var: { device } }: RegistryContext, showId: string): boolean {
  return device.shows === null || device.shows.includes(showId);
}

/** Returns the device of a request, or why there is none. */
async function findDevice(c: RegistryContext, options: ProofOptions): Promise<KnownDevice | string> {
  const { store } = c.var;
  const given = tokenOf(c);
  if (given === undefined) return findPerson(c);
  if (!given.isBound) return (await store.device(given.token)) ?? 'The bearer token is unknown or expired.';
  const proof = await readProof(c, options, given.token);
  if (typeof proof === 'string') return proof;
  const device = await store.deviceByProof(given.token, proof);
  if (device === 'replayed') return 'The proof was used before.';
  return device ?? 'The access token is unknown, expired, or of another key.';
}

/** Rejects a request without a proof of a key. Sets `proof` for the routes, which have to use it. */
export function requireKey(options: ProofOptions) {
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const proof = await readProof(c, options);
    if (typeof proof === 'string') return unauthorised(c, proof);
    c.set('proof', proof);
    return next();
  });
}

/** The response to a request whose sender is unknown. */
export function unauthorised(c: RegistryContext, detail: string): Response {
  return problem(c, 'registry/unauthorised', {
    detail,
    headers: { 'WWW-Authenticate': 'Bearer realm="kaikukanta", DPoP algs="ES256"' },
  });
}
