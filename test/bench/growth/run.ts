/** Measures each kind of request on a small registry and on one with a country's years in it, over HTTP. */
import { Agent, request } from 'node:http';
import { createRegistryServer } from '@kaiku/registry';
import { startPostgres } from '../../registry/throwaway-postgres.ts';
import { quantile } from '../../support/quantile.ts';
import { withServer } from '../registry/with-server.ts';
import { country, type FillSize, fill } from './fill.ts';
import { type GrowthRequest, type Measurement, measurements } from './requests.ts';

export interface GrowthOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

interface Times {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A town: the country's venues have as many shows in a fortnight. */
const town: FillSize = { venues: 10, shows: 200, cards: 100_000, usages: 2_000 };
const tenth: FillSize = { venues: 500, shows: 50_500, cards: 100_000, usages: 200_000 };

/** Each kind is sent a tenth as often before, so that plans and caches are warm. */
const rounds = 200;
/** Stop after so long, in milliseconds, once there are a few. */
const maxMs = 10_000;
const minRounds = 10;

/** Returns the table, and the size of the fill in words. */
export async function benchGrowth({ bin, quick, say }: GrowthOptions): Promise<string> {
  const large = quick ? tenth : country;
  const small = await measureFilled(bin, town, say);
  const grown = await measureFilled(bin, large, say);
  const rows = measurements(town).map(({ what, targetMs }, index) => {
    const cells = [what, ...timesOf(small[index]), ...timesOf(grown[index]), targetMs ?? '–'];
    return `| ${cells.join(' | ')} |`;
  });
  const number = (value: number) => value.toLocaleString('en').replaceAll(',', ' ');
  const title = ({ usages, shows }: FillSize) => `${number(usages)} usages, ${number(shows)} shows`;
  return [
    `| | ${title(town)}: p50 ms | p99 ms | ${title(large)}: p50 ms | p99 ms | target, p50 |`,
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

async function measureFilled(bin: string, size: FillSize, say: (line: string) => void): Promise<readonly Times[]> {
  const postgres = await startPostgres(bin, { durable: true, settings: ['shared_buffers=1GB', 'max_wal_size=8GB'] });
  try {
    const database = { kind: 'postgres', url: postgres.url } as const;
    await (await createRegistryServer({ database, scenario: 'empty' })).close();
    const startedAt = performance.now();
    await fill(postgres.url, size, { nowMs: Date.now() });
    say(`filled with ${size.usages} usages in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
    return await withServer({ DATABASE_URL: postgres.url }, async (address) => {
      const send = toSend(address);
      const times: Times[] = [];
      for (const measurement of measurements(size)) {
        const its = await measure(measurement, send);
        say(`${measurement.what}: p50 ${its.p50Ms.toFixed(1)} ms, p99 ${its.p99Ms.toFixed(1)} ms`);
        times.push(its);
      }
      return times;
    });
  } finally {
    await postgres.stop();
  }
}

type Send = (given: GrowthRequest) => Promise<void>;

async function measure({ request, before }: Measurement, send: Send): Promise<Times> {
  const tookMs: number[] = [];
  const untilMs = performance.now() + maxMs;
  for (let nth = 0; nth < rounds * 1.1 && (tookMs.length < minRounds || performance.now() < untilMs); nth += 1) {
    if (before !== undefined) await send(before(nth));
    const given = request(nth);
    const startedAt = performance.now();
    await send(given);
    if (nth >= Math.min(rounds / 10, 3)) tookMs.push(performance.now() - startedAt);
  }
  return { p50Ms: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99) };
}

function timesOf(times: Times | undefined): readonly string[] {
  const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0);
  return times === undefined ? ['', ''] : [ms(times.p50Ms), ms(times.p99Ms)];
}

/** Sends over an open socket. Rejects any answer that is not a success, because it would measure something else. */
function toSend(base: string): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(base);
  return ({ method, path, token, body }) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token}`,
        ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...(path === '/v1/visits' && typeof body?.id === 'string' && { 'idempotency-key': body.id }),
      };
      const asked = request({ hostname, port, path, method, headers, agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode < 300) resolve();
          else reject(new Error(`${method} ${path}: ${statusCode} ${Buffer.concat(parts).toString()}`));
        });
      });
      asked.on('error', reject);
      asked.end(text);
    });
}
