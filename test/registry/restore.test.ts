/**
 * Restores as deploy.md describes them: from a dump, and from a backup with the archived log to a moment. A device then
 * sends again what it was acknowledged since (decision 0024).
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDesk, type Desk } from '@kaiku/client';
import { fileStorage } from '@kaiku/client/file-storage';
import { arki, createRegistryServer, newSealingKey, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partOf } from '../client/desk-fixture.ts';
import { type ArchivedPostgres, startArchived } from './archived-postgres.ts';
import { requiredPostgres } from './throwaway-postgres.ts';
import { createWire, type Wire } from './wire.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const showId = 'show-restored';
const cardOf = (nth: number) => `A${600_000_000 + nth}`;
const sealingKeys = [newSealingKey()];
const start = performance.now();
const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-restore-'));

let postgres: ArchivedPostgres;
beforeAll(async () => {
  postgres = await startArchived(requiredPostgres());
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

/** What devices reach; none while the registry is down. */
let server: RegistryServer | undefined;

async function open(url: string) {
  const opened = await createRegistryServer({ database: { kind: 'postgres', url }, now: () => nowMs, sealingKeys });
  server = opened;
  const wire = await createWire((request) => opened.app.fetch(request), arki.tokens.boxOffice);
  const close = () => {
    server = undefined;
    return opened.close();
  };
  return { ...opened, close, wire };
}

/** Starts the till: a program with its file. */
function startTill(): Desk {
  const now = () => Math.floor(nowMs + performance.now() - start);
  return createDesk({
    ...{ registry: 'https://registry.test/', token: arki.tokens.boxOffice, show: showId, leaseTickets: 0 },
    storage: fileStorage(path.join(folder, 'till.sqlite')),
    environment: {
      now,
      clocks: () => ({ wallMs: now(), steadyMs: performance.now(), boot: 'till' }),
      fetch: async (input, init) => {
        if (server === undefined) throw new TypeError('There is no network.');
        return server.app.fetch(new Request(input, init));
      },
    },
  });
}

async function admit(till: Desk, ...cards: readonly number[]): Promise<string> {
  const parts = await Promise.all(cards.map(async (card) => partOf(await till.check(cardOf(card)))));
  const verdict = await till.admit(parts);
  expect(['confirmed', 'provisional']).toContain(verdict.outcome);
  return 'visitId' in verdict ? (verdict.visitId ?? '') : '';
}

/** Returns what the registry says about visits of the till. */
async function standing(wire: Wire, visits: readonly string[]) {
  const found = await Promise.all(visits.map((id) => wire.call('GET', `/v1/visits/${id}`)));
  const outcomes = found.map(({ status, body }) => (status === 404 ? 'unknown' : body.visit.outcome));
  return { outcomes, taken: (await wire.show(showId)).body.show.taken };
}

function visit(nth: number) {
  const takenAt = new Date(nowMs).toISOString();
  const usages = [{ id: randomUUID(), card: cardOf(nth), minors: 0 }];
  return { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages };
}

describe('a registry', () => {
  const [dumped, archived, forgotten] = [visit(1), visit(2), visit(3)];
  const ofTill: string[] = [];
  let moment: string;
  let before: Awaited<ReturnType<typeof standing>>;

  it('loads a dump that was made while it recorded, with every usage acknowledged before', async () => {
    const registry = await open(postgres.url);
    const startsAt = '2026-11-20T17:00:00Z';
    const cards = Array.from({ length: 9 }, (_, index) => cardOf(index + 1));
    await registry.store.seed({
      shows: [{ id: showId, venueId: 'suvanto', name: 'Koe', kind: 'performance', startsAt, seats: 400, cap: 12 }],
      cards: cards.map((code) => ({ code, status: 'active', validUntilOn: '2027-01-01', minors: 0 })),
    });
    await postgres.backUp();
    const till = startTill();
    ofTill.push(await admit(till, 4));
    // On a busy machine the till decides before the registry answers, and delivers the visit after that.
    expect(await till.flushed()).toEqual([]);
    expect((await registry.wire.record(dumped)).status).toBe(201);
    const [file, recorded] = await Promise.all([postgres.dump(), registry.wire.record(archived)]);
    expect(recorded.status).toBe(201);
    moment = await postgres.now();
    expect((await registry.wire.record(forgotten)).status).toBe(201);

    // After the moment: the visit of before it is voided, a card, a group, one that is undone, and one of an outage.
    expect(await till.void(ofTill[0] ?? '')).toMatchObject({ outcome: 'voided' });
    ofTill.push(await admit(till, 5), await admit(till, 6, 7), await admit(till, 8));
    await till.void(ofTill[3] ?? '');
    server = undefined;
    await till.refresh();
    ofTill.push(await admit(till, 9));
    server = registry;
    await till.refresh();
    expect(await till.flushed()).toEqual([]);
    before = await standing(registry.wire, ofTill);
    expect(before.outcomes).toEqual(['voided', 'counted', 'counted', 'voided', 'counted']);
    await till.close();
    await postgres.archive();
    await registry.close();

    const loaded = await open(await postgres.load(file));
    // The same answer as before, so nothing is counted twice; the other one may have been too late for the dump.
    expect((await loaded.wire.record(dumped)).status).toBe(200);
    expect([200, 201]).toContain((await loaded.wire.record(archived)).status);
    expect((await loaded.wire.show(showId)).body.show.taken).toBe(3);
    await loaded.close();
  });

  it('restores a moment from a backup and the archived log, and gets from a device what it acknowledged after it', async () => {
    const restored = await open(await postgres.restoreTo(moment));
    expect(await standing(restored.wire, ofTill)).toEqual({
      outcomes: ['counted', 'unknown', 'unknown', 'unknown', 'unknown'],
      taken: 3,
    });
    expect((await restored.wire.record(dumped)).status).toBe(200);
    expect((await restored.wire.record(archived)).status).toBe(200);

    const till = startTill();
    expect((await till.ready()).taken).toBe(3);
    await till.refresh();
    expect(await till.flushed()).toEqual([]);
    // Only the visit of the system without a journal is still gone. Sent again, it is counted, once.
    expect(await standing(restored.wire, ofTill)).toEqual({ ...before, taken: before.taken - 1 });
    expect((await restored.wire.record(forgotten)).status).toBe(201);
    expect((await restored.wire.record(forgotten)).status).toBe(200);
    await till.refresh();
    expect(await standing(restored.wire, ofTill)).toEqual(before);
    expect(till.state).toMatchObject({ pending: 0, voiding: 0, review: [], warnings: [] });
    const reconciliation = await restored.wire.call('GET', `/v1/shows/${showId}/reconciliation`);
    expect(reconciliation.body).toMatchObject({ reconciled: true, journals: [{ missing: [], cloned: false }] });
    await till.close();
    await restored.close();
  });
});
