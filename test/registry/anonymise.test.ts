/**
 * Anonymising on PostgreSQL, and an attack on a dump: who has it tries every code of a small space against each value in it,
 * as a person with a dump of the real registry would try 10⁹ codes.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fingerprintOf } from '../../packages/registry/src/store/visits/fingerprint.ts';
import { toFingerprintKey } from '../../packages/registry/src/store/visits/fingerprint-key.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { createWire, type Wire } from './wire.ts';

const dayMs = 86_400_000;
const key = 'a key of thirty-two characters, outside';
/** The codes that the attacker tries. */
const codes = Array.from({ length: 400 }, (_, index) => `A${700_000_000 + index * 7}`);
const codeAt = (index: number) => codes[index] ?? '';

let postgres: ThrowawayPostgres;
let registryServer: RegistryServer;
let wire: Wire;
let sql: pg.Client;
let nowMs = Date.parse('2024-05-10T16:00:00Z');

const open = (fingerprintKey = key) =>
  createRegistryServer({
    database: { kind: 'postgres', url: postgres.url },
    ...{ now: () => nowMs, lookUpLimits: 'none', keepCardsDays: 'forever', fingerprintKey },
  });

beforeAll(async () => {
  postgres = await startPostgres(requiredPostgres());
  registryServer = await open();
  wire = await createWire((request) => registryServer.app.fetch(request), arki.tokens.boxOffice);
  await registryServer.store.seed({ shows: [oldShow, hall] });
  sql = new pg.Client({ connectionString: postgres.url, options: '-c search_path=kaiku' });
  await sql.connect();
});
afterAll(async () => {
  await sql?.end();
  await registryServer?.close();
  await postgres?.stop();
});

const venue = { venueId: 'suvanto', seats: 400, cap: 300 } as const;
const oldShow = {
  ...venue,
  id: 'old-show',
  name: 'Vanha',
  kind: 'performance',
  startsAt: '2024-05-10T17:00:00Z',
} as const;
const hall = { ...venue, id: 'hall', name: 'Halli', kind: 'swimming-hall', startsAt: '2024-01-01T06:00:00Z' } as const;

function visit(cards: readonly string[], facts: Record<string, unknown> = {}) {
  const usages = cards.map((card) => ({ id: randomUUID(), card, minors: 1 }));
  const takenAt = new Date(nowMs).toISOString();
  return { mode: 'report', id: randomUUID(), showId: oldShow.id, how: 'door' as const, takenAt, usages, ...facts };
}

const dump = () =>
  execFileSync(path.join(requiredPostgres(), 'pg_dump'), ['--schema=kaiku', '--inserts', postgres.url], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });

/** Returns the visits whose rows in a dump lead to a card: in clear, or by the fingerprint, with the keys that the attacker has. */
function attack(keys: readonly string[]): readonly { readonly id: string; readonly card: string }[] {
  const lines = dump().split('\n');
  return asked.flatMap((made) => {
    const ids = [made.id, ...made.usages.map(({ id }) => id)];
    const rows = lines.filter((line) => ids.some((id) => line.includes(id))).join('\n');
    return codes.flatMap((card) => {
      const usages = made.usages.map((usage) => ({ ...usage, card }));
      const prints = keys.map(
        (given) => fingerprintOf({ ...made, usages }, toFingerprintKey(given)).split(' ')[0] ?? '',
      );
      return [card, ...prints].some((text) => rows.includes(text)) ? { id: made.id, card } : [];
    });
  });
}
/** The result of an attack that finds these visits. */
const links = (...made: ReturnType<typeof visit>[]) =>
  made.map(({ id, usages: [usage] }) => ({ id, card: usage?.card ?? '' }));

const asked: ReturnType<typeof visit>[] = [];
async function record(...given: Parameters<typeof visit>) {
  const made = visit(...given);
  asked.push(made);
  const answer = await wire.record(made);
  return { made, answer };
}
const exported = (path: string) => wire.call('GET', path, { token: arki.tokens.system });
const figures = async () => ({
  statistics: (await exported('/v1/statistics?by=show,month,seller&metadata=price')).body.rows,
  taken: (await wire.show(oldShow.id)).body.show.taken,
});

it('erases every card, and leaves figures and answers as they were', async () => {
  const metadata = { price: 'free' };
  const counted = await record([codeAt(0)], { reference: 'order-1', metadata });
  const refused = await record([codeAt(1)], { mode: 'request' });
  expect([counted.answer.status, refused.answer.body.refusal.reason]).toEqual([201, 'card-unregistered']);
  const reserved = await record([codeAt(2)], { how: 'reserved' });
  const swum = await record([codeAt(3)], { showId: hall.id });
  await wire.call('POST', `/v1/shows/${oldShow.id}/lookups`, { body: { card: codeAt(4) } });

  // The attack works: it finds what is in clear, and with the key also the card that was refused.
  expect(attack([])).toEqual(links(counted.made, reserved.made, swum.made));
  expect(attack([key])).toEqual(links(counted.made, refused.made, reserved.made, swum.made));

  nowMs += 600 * dayMs;
  const recent = await record([codeAt(5)], { showId: hall.id });
  expect(recent.answer.status).toBe(201);
  const before = await figures();
  expect(await registryServer.store.anonymise(nowMs - 550 * dayMs)).toBeGreaterThanOrEqual(4);
  expect(await registryServer.store.anonymise(nowMs - 550 * dayMs)).toBe(0);
  expect(attack([key])).toEqual(links(recent.made));
  const text = dump();
  expect([...codes, 'order-1'].filter((each) => text.includes(each))).toEqual([codeAt(5)]);

  const after = await figures();
  const ofOld = ({ show }: { show: string }) => show === oldShow.id;
  expect(after.statistics.filter(ofOld)).toEqual(before.statistics.filter(ofOld));
  expect(after.taken).toBe(before.taken);

  // Repetitions are answered as the first time, and count nothing. Other data under the id can no longer be distinguished.
  const again = await wire.record(counted.made);
  expect([again.status, again.body.visit]).toEqual([200, counted.answer.body.visit]);
  expect((await wire.record(refused.made)).body.refusal).toMatchObject({ reason: 'unknown-rule' });
  expect((await wire.call('GET', `/v1/visits/${counted.made.id}`)).body.visit.usages[0].maskedCard).toBe('…');
  const redeemed = { id: randomUUID(), usageId: randomUUID(), mode: 'report', showId: oldShow.id, how: 'door' };
  const reservation = `/v1/usages/${reserved.made.usages[0]?.id}/redeem`;
  const answer = await wire.call('POST', reservation, {
    body: { ...redeemed, takenAt: new Date(nowMs).toISOString() },
    headers: { 'idempotency-key': redeemed.id },
  });
  expect(answer.status).toBe(404);
  expect((await figures()).taken).toBe(before.taken);
  expect((await exported(`/v1/usages.csv?show=${oldShow.id}`)).body.trim().split('\r\n')).toHaveLength(1);
  expect((await exported(`/v1/usages/to-review?show=${oldShow.id}`)).body.usages).toEqual([]);
  expect((await wire.void(counted.made.id, oldShow.id)).status).toBe(200);
  expect((await figures()).taken).toBe(before.taken - 2);
});

it('can be interrupted, and works next to devices that record', async () => {
  const sold = Array.from({ length: 1_100 }, () => visit([], { showId: hall.id }));
  await sql.query(
    `insert into visit (venue_id, id, show_id, day, device_id, state, fingerprint, recorded_at, counted_from)
     select 'suvanto', id, 'hall', '2024-05-11', 'suvanto-door', 'counted', 'x', '2024-05-11 10:00Z', 'free'
     from unnest($1::uuid[]) as id`,
    [sold.map(({ id }) => id)],
  );
  await sql.query(
    `insert into usage (venue_id, id, visit_id, show_id, day, device_id, state, card, minors, how, taken_at, recorded_at)
     select 'suvanto', id, id, 'hall', '2024-05-11', 'suvanto-door', 'counted', 'A' || (800000000 + row_number() over ()), 0,
       'door', '2024-05-11 10:00Z', '2024-05-11 10:00Z' from unnest($1::uuid[]) as id`,
    [sold.map(({ id }) => id)],
  );
  const left = async () =>
    Number((await sql.query(`select count(*) from usage where card like 'A8%' and show_id = 'hall'`)).rows[0].count);
  // A device holds one of the visits: the others do not wait for it.
  const [held] = sold;
  await sql.query('begin');
  await sql.query('select from visit where id = $1 for update', [held?.id]);
  const stop = new AbortController();
  const first = registryServer.store.anonymise(nowMs - 550 * dayMs, stop.signal);
  stop.abort();
  expect(await first).toBe(500);
  const [others, recorded] = await Promise.all([
    registryServer.store.anonymise(nowMs - 550 * dayMs),
    Promise.all([6, 7, 8, 9].map((index) => record([codeAt(index)], { showId: hall.id }))),
  ]);
  expect([others, recorded.map(({ answer }) => answer.status)]).toEqual([599, [201, 201, 201, 201]]);
  expect(await left()).toBe(1);
  await sql.query('rollback');
  expect(await registryServer.store.anonymise(nowMs - 550 * dayMs)).toBe(1);
  expect(await left()).toBe(0);
});

it('answers repetitions after the key has changed, and refuses a short key', async () => {
  const made = visit([codeAt(10)], { showId: hall.id });
  expect((await wire.record(made)).status).toBe(201);
  const other = await open('another key of thirty-two characters');
  const otherWire = await createWire((request) => other.app.fetch(request), arki.tokens.boxOffice);
  expect((await otherWire.record(made)).status).toBe(200);
  await other.close();
  await expect(open('short')).rejects.toThrow('at least 32 characters');
});
