/** Enrolled tills, for tests: over HTTP, with keys and proofs of their own. */
import { arki } from '@kaiku/registry';
import { expect } from 'vitest';
import { createKey, type ProofOf, type TestKey } from './key-of.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** The address of the registry in process, which is this machine. */
export const origin = 'http://registry.localhost';
const { manager } = arki.tokens;

export interface Till {
  readonly id: string;
  readonly key: TestKey;
  readonly token: string;
}

/** A request of a till. Without `proof` with a fresh one of its key. */
export interface Sent {
  readonly till: Pick<Till, 'key' | 'token'>;
  readonly body?: unknown;
  readonly proof?: string;
  readonly of?: Partial<ProofOf>;
  readonly scheme?: string;
}

/** Returns how tills of Suvanto are enrolled, and how they send. */
export function useTills(registry: RegistryFixture) {
  const call = (...args: Parameters<typeof registry.wire.call>) => registry.wire.call(...args);
  const administer = (method: 'GET' | 'POST' | 'PATCH', path: string, body: unknown = {}, token: string = manager) =>
    call(method, path, { token, ...(method !== 'GET' && { body }) });
  const request = async (facts: object = {}): Promise<string> =>
    (await administer('POST', '/v1/enrolments', facts)).body.code;

  async function enrol(code: string, { key, ...facts }: { key?: TestKey; name?: string; headers?: object } = {}) {
    const its = key ?? (await createKey());
    const dpop = await its.proof({ method: 'POST', url: `${origin}/v1/enrol`, atMs: registry.nowMs });
    const answer = await call('POST', '/v1/enrol', { token: null, body: { code, ...facts }, headers: { dpop } });
    return { answer, key: its };
  }

  async function newTill(facts: object = {}): Promise<Till> {
    const { answer, key } = await enrol(await request({ name: 'Kassa 1', ...facts }));
    expect(answer.status).toBe(201);
    return { id: answer.body.device.id, key, token: answer.body.accessToken };
  }

  async function send(method: 'GET' | 'POST', path: string, { till, body, proof, of, scheme = 'DPoP' }: Sent) {
    const url = `${origin}${path.split('?')[0]}`;
    const dpop = proof ?? (await till.key.proof({ method, url, token: till.token, atMs: registry.nowMs, ...of }));
    const id = (body as { id?: string } | undefined)?.id;
    return call(method, path, {
      token: null,
      headers: { authorization: `${scheme} ${till.token}`, dpop, ...(id && { 'idempotency-key': id }) },
      ...(body !== undefined && { body }),
    });
  }

  async function renew({ key }: Pick<Till, 'key'>, of: Partial<ProofOf> = {}) {
    const dpop = await key.proof({ method: 'POST', url: `${origin}/v1/token`, atMs: registry.nowMs, ...of });
    return call('POST', '/v1/token', { token: null, body: {}, headers: { dpop } });
  }

  return { call, administer, request, enrol, newTill, send, renew };
}
