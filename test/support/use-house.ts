import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { nowMs } from './clock.ts';
import { type HouseWindow, openDesk, signInto } from './house-window.ts';

/** Opens the registry of a house for the tests of a file. Each test gets a window on its pages. */
export function useHouse({ scenario = 'arki' }: { readonly scenario?: 'arki' | 'empty' } = {}) {
  let registryServer: RegistryServer;
  let listening: Listening;
  let window: HouseWindow | undefined;

  beforeAll(async () => {
    registryServer = await createRegistryServer({ scenario, now: nowMs });
    listening = await listen(registryServer.app);
  });
  afterAll(async () => {
    await listening?.close();
    await registryServer?.close();
  });
  afterEach(async () => {
    await window?.close();
    window = undefined;
  });

  /** Sends a request, as the box office unless a token is given. It must succeed, or be refused by the rules. */
  async function send(path: string, body: Readonly<Record<string, unknown>>, token: string = arki.tokens.boxOffice) {
    const response = await fetch(`${listening.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(typeof body.id === 'string' && { 'idempotency-key': body.id }),
      },
      body: JSON.stringify(body),
    });
    expect(response.ok || response.status === 409).toBe(true);
  }

  return {
    /** Its address, with a host name: an IP address is not the name of a site, so it can have no passkeys. */
    get url() {
      return listening.url.replace('127.0.0.1', 'localhost');
    },
    get store() {
      return registryServer.store;
    },
    /** Opens a page of the house, and signs in if there is a token. */
    async open(path: string, token?: string): Promise<HouseWindow> {
      window = await openDesk(this.url, path);
      if (token !== undefined) await signInto(window.page, token);
      return window;
    },
    send,
    /** Records a visit at the door. With the same id the request is repeated. */
    async record(showId: string, card: string, { minors = 0, id = randomUUID() as string } = {}): Promise<string> {
      const usages = [{ id: id.replace(/^./, 'a'), card, minors, input: 'reader' }];
      const takenAt = new Date(nowMs()).toISOString();
      await send('/v1/visits', { mode: 'request', id, showId, how: 'door', takenAt, usages });
      return id;
    },
  };
}

/** Returns the report of a visit at the door, as a device delivers it. */
export function reportOf(seq: number, showId: string, card: string) {
  const usages = [{ id: randomUUID(), card, minors: 0 }];
  const visit = { id: randomUUID(), showId, how: 'door', takenAt: new Date(nowMs()).toISOString(), usages };
  return { kind: 'report', seq, leaseId: null, clockSuspect: false, ...visit };
}
