import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { createWire } from './wire.ts';

const clients = 16;
const eachSends = 5;
const [takenAt, startsAt] = ['2026-11-20T16:00:00Z', '2026-11-20T17:00:00Z'];

// Counting commits without waiting for the disk, so that the tally is locked for less time. The response waits.
describe('a power cut of the database', () => {
  let postgres: ThrowawayPostgres;
  let registryServer: RegistryServer;
  /** The process that flushes in the background. It is halted, so that unflushed data stays in memory, as it may for a while. */
  let walWriter: number;

  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres(), { durable: true, settings: ['wal_buffers=16MB'] });
  });
  afterAll(() => postgres?.stop());
  beforeEach(async () => {
    registryServer = await createRegistryServer({
      ...({ now: () => Date.parse(takenAt), lookUpLimits: 'none' } as const),
      database: { kind: 'postgres', url: postgres.url },
    });
    walWriter = await findWalWriter(postgres.url);
    process.kill(walWriter, 'SIGSTOP');
  });
  afterEach(() => registryServer.close());

  const code = (index: number) => `A5${String(index).padStart(8, '0')}`;

  function cut(): Promise<void> {
    const crashed = postgres.crash();
    // A halted process ignores the signal to end.
    process.kill(walWriter, 'SIGKILL');
    return crashed;
  }

  /** Cuts the power once half of the visits are answered. Returns the ids that got 201, and those in the registry. */
  async function cutThePower() {
    const showId = `show-${randomUUID()}`;
    await registryServer.store.seed({
      shows: [{ id: showId, venueId: 'suvanto', name: 'Koe', kind: 'performance', startsAt, seats: 400, cap: 400 }],
      cards: Array.from({ length: clients * eachSends }, (_, index) => ({
        ...({ code: code(index), status: 'active', validUntilOn: '2999-12-31', minors: 0 } as const),
      })),
    });
    const wire = await createWire((request) => registryServer.app.fetch(request), arki.tokens.boxOffice);
    const answered: string[] = [];
    let crashed: Promise<void> | undefined;
    const client = async (_: unknown, index: number): Promise<void> => {
      for (let sent = 0; sent < eachSends; sent += 1) {
        const id = randomUUID();
        const card = code(index * eachSends + sent);
        const usages = [{ id: randomUUID(), card, minors: 0 }];
        const { status } = await wire.record({ mode: 'request', id, showId, how: 'door', takenAt, usages });
        if (status === 201) answered.push(id);
        if (answered.length === (clients * eachSends) / 2) crashed ??= cut();
        if (crashed !== undefined) return;
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    await crashed;
    const standing = (await registryServer.store.usages(showId)).map(({ visitId }) => visitId);
    return { answered, standing };
  }

  it('loses no acknowledged visit', async () => {
    const { answered, standing } = await cutThePower();
    expect(answered.length).toBeGreaterThanOrEqual((clients * eachSends) / 2);
    expect(answered.filter((id) => !standing.includes(id))).toEqual([]);
  });

  it('would lose some if responses did not wait for the disk', async () => {
    const prototype = pg.Client.prototype as unknown as { query(...given: unknown[]): unknown };
    const { query } = prototype;
    prototype.query = function (...[asked, ...rest]: unknown[]) {
      const isFlush = typeof asked === 'object' && JSON.stringify(asked).includes('pg_logical_emit_message');
      return query.call(this, isFlush ? { text: 'select' } : asked, ...rest);
    };
    try {
      const { answered, standing } = await cutThePower();
      expect(answered.filter((id) => !standing.includes(id))).not.toEqual([]);
    } finally {
      prototype.query = query;
    }
  });
});

async function findWalWriter(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where backend_type = 'walwriter'`,
  );
  await client.end();
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL runs without a process that writes its log.');
  return row.pid;
}
