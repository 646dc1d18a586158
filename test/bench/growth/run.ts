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

/** Ten venues, each as large as one of the country's. */
const town: FillSize = { venues: 10, shows: 10_100, cards: 100_000, usages: 40_000 };
const region: FillSize = { venues: 100, shows: 101_000, cards: 100_000, usages: 400_000 };

/** Requests of each kind, after some that are not measured, with which plans and caches become warm. */
const rounds = 200;
const warmUp = 10;
/** When to stop, in milliseconds, once there are a few. */
const maxMs = 20_000;
const minRounds = 10;

/** Returns the table. Both registries run at the same time and are asked in turn, so both have the same machine. */
export async function benchGrowth({ bin, quick, say }: GrowthOptions): Promise<string> {
  const sizes = [town, quick ? region : country] as const;
  const [small, large] = sizes;
  const rows = await withFilled(bin, small, say, (sendSmall) =>
    withFilled(bin, large, say, async (sendLarge) => {
      const lines: string[] = [];
      const others = measurements(large);
      for (const [index, measurement] of measurements(small).entries()) {
        const { what, targetMs } = measurement;
        const pair = [
          { measurement, send: sendSmall },
          { measurement: others[index] ?? measurement, send: sendLarge },
        ];
        const times = await measure(pair);
        const cells = [what, ...times.flatMap(timesOf), targetMs ?? '–'];
        lines.push(`| ${cells.join(' | ')} |`);
        say(cells.join(', '));
      }
      return lines;
    }),
  );
  const number = (value: number) => value.toLocaleString('en').replaceAll(',', ' ');
  const titles = sizes.map(({ usages, shows }) => `${number(usages)} usages, ${number(shows)} shows: p50 ms | p99 ms`);
  return [`| | ${titles.join(' | ')} | target, p50 |`, '|---|--:|--:|--:|--:|--:|', ...rows].join('\n');
}

/** Runs `work` with a registry that has a fill of its own. */
async function withFilled<T>(
  bin: string,
  size: FillSize,
  say: (line: string) => void,
  work: (send: Send) => Promise<T>,
): Promise<T> {
  const postgres = await startPostgres(bin, { durable: true, settings: ['shared_buffers=1GB', 'max_wal_size=8GB'] });
  try {
    const database = { kind: 'postgres', url: postgres.url } as const;
    await (await createRegistryServer({ database, scenario: 'empty' })).close();
    const startedAt = performance.now();
    await fill(postgres.url, size, { nowMs: Date.now() });
    say(`filled with ${size.usages} usages in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
    return await withServer({ DATABASE_URL: postgres.url }, (address) => work(toSend(address)));
  } finally {
    await postgres.stop();
  }
}

type Send = (given: GrowthRequest) => Promise<void>;

/** Asks each in turn. Returns the times of each. */
async function measure(
  sides: readonly { readonly measurement: Measurement; readonly send: Send }[],
): Promise<readonly Times[]> {
  const tookMs: number[][] = sides.map(() => []);
  const untilMs = performance.now() + maxMs;
  for (let nth = 0; nth < rounds + warmUp && (nth < warmUp + minRounds || performance.now() < untilMs); nth += 1) {
    for (const [side, { measurement, send }] of sides.entries()) {
      if (measurement.before !== undefined) await send(measurement.before(nth));
      const given = measurement.request(nth);
      const startedAt = performance.now();
      await send(given);
      if (nth >= warmUp) tookMs[side]?.push(performance.now() - startedAt);
    }
  }
  return tookMs.map((each) => ({ p50Ms: quantile(each, 0.5), p99Ms: quantile(each, 0.99) }));
}

function timesOf(times: Times): readonly string[] {
  const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0);
  return [ms(times.p50Ms), ms(times.p99Ms)];
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
