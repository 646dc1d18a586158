/** Restores as deploy.md describes them: from a dump, and from a backup with the archived log to a moment. */
import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchivedPostgres, startArchived } from './archived-postgres.ts';
import { requiredPostgres } from './throwaway-postgres.ts';
import { createWire } from './wire.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const showId = 'show-restored';
const cardOf = (nth: number) => `A${600_000_000 + nth}`;

let postgres: ArchivedPostgres;
beforeAll(async () => {
  postgres = await startArchived(requiredPostgres());
});
afterAll(() => postgres?.stop());

async function open(url: string) {
  const server = await createRegistryServer({ database: { kind: 'postgres', url }, now: () => nowMs });
  const wire = await createWire((request) => server.app.fetch(request), arki.tokens.boxOffice);
  return { ...server, wire };
}

function visit(nth: number) {
  const takenAt = new Date(nowMs).toISOString();
  const usages = [{ id: randomUUID(), card: cardOf(nth), minors: 0 }];
  return { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages };
}

describe('a registry', () => {
  const [dumped, archived, forgotten] = [visit(1), visit(2), visit(3)];
  let moment: string;

  it('loads a dump that was made while it recorded, with every usage acknowledged before', async () => {
    const registry = await open(postgres.url);
    const startsAt = '2026-11-20T17:00:00Z';
    await registry.store.seed({
      shows: [{ id: showId, venueId: 'suvanto', name: 'Koe', kind: 'performance', startsAt, seats: 400, cap: 12 }],
      cards: [1, 2, 3].map((nth) => ({ code: cardOf(nth), status: 'active', validUntilOn: '2027-01-01', minors: 0 })),
    });
    await postgres.backUp();
    expect((await registry.wire.record(dumped)).status).toBe(201);
    const [file, recorded] = await Promise.all([postgres.dump(), registry.wire.record(archived)]);
    expect(recorded.status).toBe(201);
    moment = await postgres.now();
    expect((await registry.wire.record(forgotten)).status).toBe(201);
    await postgres.archive();
    await registry.close();

    const loaded = await open(await postgres.load(file));
    // The same answer as before, so nothing is counted twice; the other one may have been too late for the dump.
    expect((await loaded.wire.record(dumped)).status).toBe(200);
    expect([200, 201]).toContain((await loaded.wire.record(archived)).status);
    expect((await loaded.wire.show(showId)).body.show.taken).toBe(2);
    await loaded.close();
  });

  it('restores a moment from a backup and the archived log: all before it, and nothing after', async () => {
    const restored = await open(await postgres.restoreTo(moment));
    expect((await restored.wire.show(showId)).body.show.taken).toBe(2);
    expect((await restored.wire.record(dumped)).status).toBe(200);
    expect((await restored.wire.record(archived)).status).toBe(200);
    // What was acknowledged after the moment is gone. A device that sends it again is counted, once.
    expect((await restored.wire.record(forgotten)).status).toBe(201);
    expect((await restored.wire.record(forgotten)).status).toBe(200);
    expect((await restored.wire.show(showId)).body.show.taken).toBe(3);
    await restored.close();
  });
});
