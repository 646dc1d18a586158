import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import type { RegistryUnderTest } from '@kaiku/testkit/conformance';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll } from 'vitest';
import { createHttpRegistry } from '../../packages/client/src/registry/http.ts';
import { registryCase } from '../contract/registry.case.ts';
import { createIds } from './world.ts';

// Not mocked: each request goes to the real registry.
const url = 'https://registry.test/';
let registryServer: RegistryServer;
const server = setupServer(http.all(`${url}*`, ({ request }) => registryServer.app.fetch(request)));

beforeAll(async () => {
  registryServer = await createRegistryServer({ now: () => Date.parse('2026-11-20T10:00:00Z') });
  server.listen({ onUnhandledFrame: 'error' });
});
afterAll(async () => {
  server.close();
  await registryServer.close();
});

const { shows, cards, tokens } = arki;
const underTest: RegistryUnderTest = {
  registry: createHttpRegistry({ url, token: tokens.boxOffice }),
  show: shows.matinee.id,
  lastPlace: shows.lastPlace.id,
  soldOut: shows.soldOut.id,
  course: shows.course.id,
  cards: {
    family: cards.family.code,
    others: [cards.single.code, cards.oneChild.code, cards.twoChildren.code, cards.mobile.code],
    community: cards.community.code,
    expired: cards.expired.code,
    unregistered: 'A999999990',
  },
  takenAt: '2026-11-20T10:00:00.000Z',
  newId: createIds(),
};

registryCase('the registry over HTTP', () => underTest);
