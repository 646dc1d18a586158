/** Measures how long tills wait for their visits while one client attacks the registry. */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { startPostgres } from '../../registry/throwaway-postgres.ts';
import { quantile } from '../../support/quantile.ts';
import { country, type FillSize, fill, filled } from '../growth/fill.ts';
import { attacks } from './attacks.ts';

export interface AttackOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  readonly quick: boolean;
  /** How the names of the attacks begin. Empty: all of them. */
  readonly only: string;
  /** How long each is measured. */
  readonly seconds: number;
  /** How many clients attack. Default: as many as the attack names. */
  readonly clients: number | undefined;
  readonly say: (line: string) => void;
}

interface Line {
  readonly name: string;
  readonly tookMs: readonly number[];
  readonly pauseMs: number;
  readonly rssMb: number;
  /** How often the attacker got each status. */
  readonly statuses: string;
}

const small: FillSize = { venues: 50, shows: 2_000, cards: 5_000, usages: 50_000 };

/** Tills that record, each at its own show, and how long each pauses between two cards, in milliseconds. */
const tills = 8;
const pauseMs = 150;

/** Each attack is measured as often, in turn, because a shared machine has slow seconds. */
const rounds = 3;

/** The attack begins before the measurement, so that it is at full strength. */
const leadMs = 1_000;

export async function benchAttacks({ bin, quick, only, seconds, clients, say }: AttackOptions): Promise<string> {
  const size = quick ? small : country;
  const durationMs = seconds * 1_000;
  const names = [undefined, ...attacks.map(({ name }) => name).filter((name) => name.startsWith(only))];
  const postgres = await startPostgres(bin, { durable: true, settings: ['shared_buffers=1GB', 'max_wal_size=8GB'] });
  try {
    const database = { kind: 'postgres', url: postgres.url } as const;
    await (await createRegistryServer({ database, scenario: 'empty' })).close();
    await fill(postgres.url, size, { nowMs: Date.now() });
    const rows = await sellByBroker(postgres.url);
    say(`filled; the broker has ${rows} usages`);
    const measured: Line[] = [];
    for (let round = 0; round < (quick || only !== '' ? 1 : rounds); round += 1) {
      for (const name of names) {
        const line = await measureAttack(postgres.url, { name, durationMs, clients, size });
        say(toRow([line]));
        measured.push(line);
      }
    }
    return [
      '| attack | p50 ms | p99 ms | longest ms | longest pause of the process, ms | memory, MB | responses to the attacker |',
      '|---|--:|--:|--:|--:|--:|---|',
      ...names.map((name) => toRow(measured.filter((line) => line.name === (name ?? 'none')))),
    ].join('\n');
  } finally {
    await postgres.stop();
  }
}

/** Makes the broker the seller of everything at its clients' shows. Returns the number of its usages. */
async function sellByBroker(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=kaiku' });
  await client.connect();
  try {
    await client.query('set session_replication_role to replica');
    await client.query(`update device set role = 'broker' where role <> 'coordinator'`);
    await client.query(
      `update usage set device_id = $1 from show join client on client.venue_id = show.venue_id
       where show.id = usage.show_id and usage.device_id <> $1`,
      [filled.broker],
    );
    await client.query('vacuum analyze usage');
    // Otherwise the fill is still being written during the first measurements.
    await client.query('checkpoint');
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::integer from usage where device_id = $1 and state = 'counted'`,
      [filled.broker],
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

/** Starts a registry of its own for each attack, so that none is measured with the remains of another. */
async function measureAttack(
  databaseUrl: string,
  {
    name,
    durationMs,
    clients,
    size,
  }: {
    readonly name: string | undefined;
    readonly durationMs: number;
    readonly clients: number | undefined;
    readonly size: FillSize;
  },
): Promise<Line> {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)), {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    execArgv: process.execArgv,
  });
  try {
    const { url } = await answerOf<{ url: string }>(server);
    // Connections and plans.
    await recordFor(url, 1_000, size);
    server.send('reset');
    await answerOf(server);
    const attacking = name === undefined ? undefined : attack(url, name, durationMs + leadMs, clients);
    await pause(leadMs);
    const tookMs = await recordFor(url, durationMs, size);
    server.send('report');
    const { pauseMs, rssMb } = await answerOf<{ pauseMs: number; rssMb: number }>(server);
    const statuses = (await attacking) ?? '';
    return { name: name ?? 'none', tookMs, pauseMs, rssMb, statuses };
  } finally {
    server.kill('SIGKILL');
  }
}

async function answerOf<T>(server: ChildProcess): Promise<T> {
  const [answer] = (await once(server, 'message')) as [T];
  return answer;
}

async function attack(url: string, name: string, ms: number, clients: number | undefined): Promise<string> {
  const file = fileURLToPath(new URL('attacker.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[...process.execArgv, file, url, name, String(ms)],
    ...(clients === undefined ? [] : [String(clients)]),
  ]);
  const counts = JSON.parse(stdout) as Record<string, number>;
  return Object.entries(counts)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ');
}

const agent = new Agent({ keepAlive: true });
let recorded = 0;

/** Records visits at all tills. Returns how long each took. @throws Error if one is not counted */
async function recordFor(url: string, durationMs: number, size: FillSize): Promise<readonly number[]> {
  const untilMs = performance.now() + durationMs;
  const tookMs: number[] = [];
  async function till(nth: number): Promise<void> {
    // The last round of shows is still to come.
    const showNumber = size.shows - size.venues + 10 + nth;
    while (performance.now() < untilMs) {
      recorded += 1;
      const startedAt = performance.now();
      const status = await record(url, { showNumber, nth: recorded, size });
      tookMs.push(performance.now() - startedAt);
      if (status !== 201 && status !== 409) throw new Error(`A visit was answered with ${status}.`);
      await pause(pauseMs);
    }
  }
  await Promise.all(Array.from({ length: tills }, (_, nth) => till(nth)));
  return tookMs;
}

function record(
  url: string,
  { showNumber, nth, size }: { readonly showNumber: number; readonly nth: number; readonly size: FillSize },
): Promise<number> {
  const id = randomUUID();
  const usages = [{ id: randomUUID(), card: filled.card((nth * 50) % size.cards), minors: 0 }];
  const takenAt = new Date().toISOString();
  const body = JSON.stringify({ mode: 'request', id, showId: filled.show(showNumber), how: 'door', takenAt, usages });
  const { hostname, port } = new URL(url);
  const headers = {
    'x-real-ip': '198.51.100.7',
    authorization: `Bearer ${filled.till(showNumber % size.venues)}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'idempotency-key': id,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: '/v1/visits', method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Returns the row of an attack: the median of its rounds, and the responses of the last. */
function toRow(lines: readonly Line[]): string {
  const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0);
  const median = (figure: (line: Line) => number) => quantile(lines.map(figure), 0.5);
  const times = [
    median(({ tookMs }) => quantile(tookMs, 0.5)),
    median(({ tookMs }) => quantile(tookMs, 0.99)),
    median(({ tookMs }) => Math.max(...tookMs)),
    median(({ pauseMs }) => pauseMs),
  ].map(ms);
  const last = lines.at(-1);
  return `| ${[last?.name, ...times, Math.round(median(({ rssMb }) => rssMb)), last?.statuses].join(' | ')} |`;
}
