/** The log of a venue: what it has, who reads it, and that no one changes it. */
import { randomUUID } from 'node:crypto';
import { type LogEntry, rights } from '@kaiku/client/contract';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../packages/registry/src/operations.ts';
import { openPglite } from '../../packages/registry/src/store/database/pglite.ts';
import { readSources, toFunctions } from '../../packages/registry/src/store/functions.ts';
import { addLogEntry } from '../../packages/registry/src/store/log/log.ts';
import { migrate } from '../../packages/registry/src/store/migrate.ts';
import { offices } from './token-for.ts';
import { createWire, type Wire } from './wire.ts';

const { manager, auditor, door, theatre } = arki.tokens;
const nowMs = Date.parse('2026-11-20T10:00:00Z');
const showId = 'loki-esitys';
const card = arki.cards.single.code;

let registryServer: RegistryServer;
let wire: Wire;
beforeAll(async () => {
  registryServer = await createRegistryServer({ now: () => nowMs, log: (line) => console.log(line) });
  await registryServer.store.seed({ devices: offices });
  wire = await createWire(async (request) => registryServer.app.fetch(request), manager);
});
afterAll(() => registryServer?.close());

/** Returns the entries that `act` adds, without their times. */
async function added(act: () => Promise<unknown>): Promise<readonly Omit<LogEntry, 'id' | 'at'>[]> {
  const read = async () => (await wire.call('GET', '/v1/log', { token: auditor })).body.entries as LogEntry[];
  const before = (await read()).length;
  await act();
  return (await read()).slice(before).map(({ id: _, at, ...entry }) => {
    expect(at).toBe(new Date(nowMs).toISOString());
    return entry;
  });
}

const byManager = { actor: 'suvanto-manager', actorName: 'Tuottaja', role: 'manager', refused: null };

it('is kept of all that only a manager may change, and of all that leaves the registry in bulk', () => {
  const unlogged = operations.filter(({ log }) => log === undefined).map(({ id }) => id);
  const changing = operations.filter(({ id, method }) => method !== 'get' && String(rights[id]) === 'manager');
  expect(changing.length).toBeGreaterThan(5);
  for (const { id } of changing) expect(unlogged).not.toContain(id);
  for (const id of ['exportUsages', 'listToReview', 'listReturned', 'exportLog', 'voidVisit'])
    expect(unlogged).not.toContain(id);
});

describe('an entry', () => {
  it('says who made, changed and cancelled a show, before it is done', async () => {
    const show = { name: 'Loki', kind: 'performance', startsAt: '2026-12-20T17:00:00Z', seats: 100, cap: 10 } as const;
    expect(await added(() => wire.createShow({ id: showId, ...show }))).toEqual([
      {
        ...byManager,
        action: 'createShow',
        subject: showId,
        details: expect.objectContaining({ cap: 10, seats: 100 }),
      },
    ]);
    expect(await added(() => wire.changeShow(showId, { cap: 20 }))).toEqual([
      { ...byManager, action: 'changeShow', subject: showId, details: { cap: 20 } },
    ]);
  });

  it('is followed by another if the act is refused', async () => {
    const tooLow = () => wire.changeShow(showId, { cap: 1 });
    const refused = { ...byManager, action: 'changeShow', subject: showId, refused: 'config/cap-too-low' };
    expect(await added(tooLow)).toEqual([
      { ...refused, details: { cap: 1 }, refused: null },
      { ...refused, details: {} },
    ]);
  });

  it('is not added without the right to the act, nor by what a till records and undoes', async () => {
    const id = randomUUID();
    const takenAt = new Date(nowMs).toISOString();
    const usages = [{ id: randomUUID(), card, minors: 0 }];
    const visit = { mode: 'report', id, showId, how: 'door', takenAt, usages };
    const { boxOffice } = arki.tokens;
    const entries = await added(async () => {
      expect((await wire.call('PATCH', `/v1/shows/${showId}`, { token: auditor, body: { cap: null } })).status).toBe(
        403,
      );
      expect(
        (await wire.record(visit, { token: boxOffice, body: visit, headers: { 'idempotency-key': id } })).status,
      ).toBe(201);
      expect((await wire.void(id, showId, { token: boxOffice })).status).toBe(200);
    });
    expect(entries).toEqual([]);
    expect(await added(() => wire.void(id, showId, { token: manager }))).toEqual([
      { ...byManager, action: 'voidVisit', subject: id, details: { showId, reason: 'undone-by-clerk' } },
    ]);
  });

  it('has no whole card code, whatever people write', async () => {
    const body = { reason: `Kortti ${card} ja ${card.slice(0, 4)} ${card.slice(4)}.`, visits: 'keep' };
    const [entry] = await added(() => wire.call('POST', `/v1/shows/${showId}/cancel`, { body }));
    expect(entry).toMatchObject({ action: 'cancelShow', subject: showId });
    expect(JSON.stringify(entry)).not.toContain(card.slice(-6));
    expect(JSON.stringify(entry)).toContain(`${card.slice(0, 2)}…${card.slice(-3)}`);
  });
});

describe('the log', () => {
  it('is read by the managers and auditors of its venue', async () => {
    const { body } = await wire.call('GET', '/v1/log', { token: theatre });
    expect(body.entries).toEqual([]);
    expect((await wire.call('GET', '/v1/log', { token: manager })).body.entries.length).toBeGreaterThan(4);
    const days = async (query: string) => (await wire.call('GET', `/v1/log${query}`)).body.entries.length;
    expect(await days('?from=2026-11-21')).toBe(0);
    expect(await days('?to=2026-11-19')).toBe(0);
    expect(await days('?from=2026-11-20&to=2026-11-20')).toBeGreaterThan(4);
    const { entries } = (await wire.call('GET', '/v1/log?actor=suvanto-manager')).body;
    expect(new Set(entries.map(({ actor }: LogEntry) => actor))).toEqual(new Set(['suvanto-manager']));
    expect(await days('?actor=suvanto-door')).toBe(0);
  });

  it('is a file too, which is in the log', async () => {
    const { body, headers } = await wire.call('GET', '/v1/log.csv', { token: auditor });
    expect(headers.get('content-type')).toContain('text/csv');
    const [head, first] = (body as string).split('\r\n');
    expect(head).toContain('"at";"actor";"actorName";"role";"action"');
    expect(first).toContain('"suvanto-manager";"Tuottaja";"manager";"createShow"');
    expect(body).not.toContain(card.slice(-6));
    const [entry] = await added(() => wire.call('GET', '/v1/log.csv', { token: auditor }));
    expect(entry).toMatchObject({ actor: 'suvanto-auditor', action: 'exportLog' });
    expect(door).not.toBe(auditor);
  });

  it('is read page by page', async () => {
    for (let nth = 0; nth < 501; nth += 1)
      await registryServer.store.log.add({ venueId: 'kaarna', action: 'import', details: { nth } });
    const first = (await wire.call('GET', '/v1/log', { token: theatre })).body;
    expect(first.entries).toHaveLength(500);
    const last = (await wire.call('GET', `/v1/log?after=${first.next}`, { token: theatre })).body;
    expect([last.entries.map(({ details }: LogEntry) => details), last.next]).toEqual([[{ nth: 500 }], null]);
    const file: string = (await wire.call('GET', '/v1/log.csv', { token: theatre })).body;
    // With its own entry, a row of names, and the end of the last row.
    expect(file.split('\r\n')).toHaveLength(501 + 3);
  });

  it('is never changed, and nothing is deleted from it within two years', async () => {
    const database = await openPglite();
    try {
      const functions = toFunctions(await readSources());
      await migrate(database, functions, {});
      await database.script(`insert into venue (id, name) values ('talo', 'Talo')`);
      const years = (count: number) => Date.now() - count * 366 * 86_400_000;
      for (const count of [0, 1, 3]) await addLogEntry(database, { venueId: 'talo', action: 'import' }, years(count));
      for (const sql of [`update log_entry set actor = 'x'`, 'delete from log_entry', 'truncate log_entry'])
        await expect(database.script(sql)).rejects.toThrow('never changed');
      await database.script(`delete from log_entry where at < now() - interval '2 years'`);
      expect(await database.query('select from log_entry')).toHaveLength(2);
    } finally {
      await database.close();
    }
  });
});
