/** Devices that enrol themselves by a code and prove a key, and attacks on both. */
import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { beforeAll, describe, expect, it } from 'vitest';
import { origin, type Sent, type Till, useTills } from './enrolled-till.ts';
import { createKey, type ProofOf } from './key-of.ts';
import { showTonight } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

export function enrolmentCases(registry: RegistryFixture): void {
  const { visit, taken } = registry;
  const { manager, auditor } = arki.tokens;
  const freshShow = showTonight(registry);
  const { call, administer, request, enrol, newTill, send, renew } = useTills(registry);

  describe('an enrolled device', () => {
    it('gets its name, role and venue from the enrolment, and records with its key', async () => {
      const till = await newTill();
      const own = (await send('GET', '/v1/device', { till })).body;
      expect(own).toMatchObject({
        venue: { id: 'suvanto' },
        device: { id: till.id, name: 'Kassa 1', role: 'till', state: 'active', shows: null },
      });
      const showId = await freshShow();
      expect((await send('POST', '/v1/visits', { till, body: visit(showId) })).status).toBe(201);
      expect(await taken(showId)).toBe(1);
      const devices = (await call('GET', '/v1/devices', { token: manager })).body.devices;
      expect(devices.find(({ id }: { id: string }) => id === till.id)).toMatchObject({
        name: 'Kassa 1',
        state: 'active',
        enrolledAt: new Date(registry.nowMs).toISOString(),
      });
    });

    it('names itself if the enrolment does not', async () => {
      const { answer } = await enrol(await request(), { name: 'Ovi 2' });
      expect(answer.body.device.name).toBe('Ovi 2');
    });

    it('gets another token by its key, and the first one ends after ten minutes', async () => {
      const till = await newTill();
      registry.pass(540_000);
      const { accessToken, expiresInS } = (await renew(till)).body;
      expect(expiresInS).toBe(600);
      registry.pass(61_000);
      expect((await send('GET', '/v1/device', { till })).status).toBe(401);
      expect((await send('GET', '/v1/device', { till: { ...till, token: accessToken } })).status).toBe(200);
    });

    it('keeps its journals if a code gives it another key', async () => {
      const till = await newTill();
      await administer('POST', `/v1/devices/${till.id}/revoke`);
      const { answer, key } = await enrol(await request({ deviceId: till.id }));
      expect(answer.body.device).toMatchObject({ id: till.id, name: 'Kassa 1', role: 'till', state: 'active' });
      expect((await send('GET', '/v1/device', { till: { key, token: answer.body.accessToken } })).status).toBe(200);
      expect((await send('GET', '/v1/device', { till })).status).toBe(401);
      expect((await renew(till)).status).toBe(401);
    });
  });

  describe('a code', () => {
    it('is used once, also by two devices at the same time', async () => {
      const code = await request();
      const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(code)));
      expect(answers.filter(({ answer }) => answer.status === 201)).toHaveLength(1);
      expect(answers.filter(({ answer }) => answer.body.code === 'registry/unknown-code')).toHaveLength(7);
    });

    it('ends after ten minutes', async () => {
      const [inTime, late] = [await request(), await request()];
      registry.pass(599_000);
      expect((await enrol(inTime)).answer.status).toBe(201);
      registry.pass(2_000);
      expect((await enrol(late)).answer.status).toBe(404);
    });

    it('of someone who was stopped since is worth nothing', async () => {
      const token = randomUUID();
      const id = randomUUID();
      await registry.registryServer.store.seed({
        devices: [{ id, venueId: 'suvanto', name: 'Varastettu', token, role: 'manager' }],
      });
      const { code } = (await administer('POST', '/v1/enrolments', { role: 'manager' }, token)).body;
      await registry.registryServer.store.revoke(id);
      expect((await enrol(code)).answer.status).toBe(404);
    });

    it('gives no device the figures of the region, and no key to a device of another venue', async () => {
      expect((await administer('POST', '/v1/enrolments', { role: 'coordinator' })).status).toBe(400);
      const foreign = await administer('POST', '/v1/enrolments', { deviceId: 'kaarna-manager' });
      expect(foreign.status).toBe(404);
      expect((await administer('POST', '/v1/enrolments', {}, auditor)).status).toBe(403);
    });

    it('is not accepted for a key that a device has', async () => {
      const { key } = await newTill();
      expect((await enrol(await request(), { key })).answer.status).toBe(404);
    });
  });

  describe('a stolen token', () => {
    let till: Till;
    beforeAll(async () => {
      till = await newTill();
    });
    const url = `${origin}/v1/device`;
    const get = (sent: Partial<Sent>) => send('GET', '/v1/device', { till, ...sent });

    it('is worth nothing without a proof, as a bearer token, or with the thief’s key', async () => {
      const thief = await createKey();
      expect((await get({})).status).toBe(200);
      expect((await get({ proof: '' })).status).toBe(401);
      expect((await get({ scheme: 'Bearer' })).status).toBe(401);
      expect((await get({ till: { ...till, key: thief } })).status).toBe(401);
      // Signed by the thief, with the till's public key in the header.
      expect((await get({ till: { ...till, key: thief }, of: { header: { jwk: till.key.jwk } } })).status).toBe(401);
    });

    it('is worth nothing with a copied request, at once or later', async () => {
      const proof = await till.key.proof({ method: 'GET', url, token: till.token, atMs: registry.nowMs });
      const answers = await Promise.all(Array.from({ length: 6 }, () => get({ proof })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
      registry.pass(59_000);
      expect((await get({ proof })).status).toBe(401);
      registry.pass(10_000);
      expect((await get({ proof })).status).toBe(401);
    });

    it.each([
      ['of another path', { url: `${origin}/v1/shows` }],
      ['of another server', { url: 'https://evil.example/v1/device' }],
      ['of another method', { method: 'POST' }],
      ['of another token', { token: 'another' }],
      ['of 61 seconds ago', { offMs: -61_000 }],
      ['of the future', { offMs: 62_000 }],
      ['with an empty id', { jti: '' }],
      ['with a type of its own', { header: { typ: 'JWT' } }],
    ])('is worth nothing with a proof %s', async (_, { offMs = 0, ...of }: Partial<ProofOf> & { offMs?: number }) => {
      expect((await get({ of: { ...of, atMs: registry.nowMs + offMs } })).status).toBe(401);
    });

    it('is worth nothing with a proof without the token, or one for a new token', async () => {
      const proof = await till.key.proof({ method: 'GET', url, atMs: registry.nowMs });
      expect((await get({ proof })).status).toBe(401);
      expect((await renew(till, { token: till.token })).status).toBe(401);
      const once = { jti: randomUUID() };
      expect((await renew(till, once)).status).toBe(200);
      expect((await renew(till, once)).status).toBe(401);
    });
  });
}
