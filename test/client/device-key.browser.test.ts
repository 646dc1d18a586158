/** The key of an enrolled device in a real browser: kept in IndexedDB, never exportable, for other tabs and workers too. */
import { createDeviceKey } from '@kaiku/client';
import { expect } from 'chai';
import { createStore, get } from 'idb-keyval';
import type { Runner } from '../contract/runner.ts';

// Mocha's, given by the runner.
declare const describe: Runner['describe'];
declare const it: Runner['it'];

const registry = 'https://registry.example/kaiku';
const device = { id: 'till-1', name: 'Ovi 1', role: 'till', state: 'active', shows: null };
const venue = { id: 'suvanto', name: 'Suvanto' };

/** A registry that admits everyone, and what it was sent. */
function createRegistry() {
  const sent: { readonly url: string; readonly proof: string }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push({ url: request.url, proof: request.headers.get('dpop') ?? '' });
    const serverTime = new Date().toISOString();
    const answer = { venue, device, accessToken: `token-${sent.length}`, expiresInS: 600, serverTime };
    return Response.json(answer, { status: request.url.endsWith('/enrol') ? 201 : 200 });
  };
  return { sent, fetch };
}

const partOf = (proof: string, index: number) =>
  JSON.parse(atob((proof.split('.')[index] ?? '').replaceAll('-', '+').replaceAll('_', '/')));

describe('a device key in a browser', () => {
  it('is kept for the next page, cannot be exported, and its token is stored nowhere', async () => {
    const { sent, fetch } = createRegistry();
    await createDeviceKey({ registry, fetch }).enrol('ACDE-FGHJ');
    const next = createDeviceKey({ registry, fetch });
    expect(await next.enrolled()).to.deep.equal({ id: 'till-1', name: 'Ovi 1', role: 'till', venue });

    const url = `${registry}/v1/shows?from=2026-11-23`;
    const { Authorization, DPoP } = await next.authorise({ method: 'GET', url });
    expect(sent.map(({ url: address }) => address)).to.deep.equal([`${registry}/v1/enrol`, `${registry}/v1/token`]);
    expect(Authorization).to.equal('DPoP token-2');
    expect(partOf(DPoP, 0)).to.have.keys('alg', 'typ', 'jwk');
    expect(partOf(DPoP, 0).jwk).to.have.keys('kty', 'crv', 'x', 'y');
    expect(partOf(DPoP, 1)).to.include({ htm: 'GET', htu: `${registry}/v1/shows` });
    // The same key as at the enrolment.
    expect(partOf(DPoP, 0).jwk).to.deep.equal(partOf(sent[0]?.proof ?? '', 0).jwk);

    const stored = await get(`${registry}`, createStore('kaiku-device-key', 'keys'));
    expect(stored.keys.privateKey.extractable).to.equal(false);
    const reason = await crypto.subtle.exportKey('jwk', stored.keys.privateKey).catch((error: Error) => error.name);
    expect(reason).to.equal('InvalidAccessError');
    expect(JSON.stringify({ ...stored, ...localStorage, ...sessionStorage })).not.to.contain('token-');

    await next.forget();
    expect(await createDeviceKey({ registry, fetch }).enrolled()).to.equal(undefined);
  });
});
