/** So many usages from so many clients, each of which waits for its answer, and how long each of them took. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { cardOf, hotShowOf, type howManyShows, showOf, token } from './bench-world.ts';

/** Sends one usage; its status. */
export type Send = (usage: BenchUsage) => Promise<number>;

export interface BenchUsage {
  readonly mode: 'ask';
  readonly id: string;
  readonly showId: string;
  readonly card: string;
  readonly minors: 0;
  readonly how: 'door';
  readonly takenAt: string;
}

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Load {
  readonly shows: 1 | typeof howManyShows;
  readonly clients: number;
  /** Different for each run against one database. */
  readonly run: number;
  readonly usages: number;
}

/** @throws Error where a usage was not counted: then something else was measured */
export async function measure(send: Send, { shows, clients, run, usages }: Load): Promise<Measured> {
  const tookMs: number[] = [];
  let next = 0;
  async function client(): Promise<void> {
    while (next < usages) {
      const nth = next;
      next += 1;
      const startedAt = performance.now();
      const status = await send(usageOf(nth, { shows, run }));
      tookMs.push(performance.now() - startedAt);
      if (status !== 201) throw new Error(`A usage was answered with ${status}.`);
    }
  }
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  return toMeasured(tookMs, performance.now() - startedAt);
}

export function toMeasured(tookMs: number[], allMs: number): Measured {
  const sorted = tookMs.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { perSecond: (sorted.length / allMs) * 1_000, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function usageOf(nth: number, { shows, run }: Pick<Load, 'shows' | 'run'>): BenchUsage {
  // Of a thousand shows, each run takes every card to another one than the run before.
  const showId = shows === 1 ? hotShowOf(run) : showOf(nth + run);
  const takenAt = new Date().toISOString();
  return { mode: 'ask', id: randomUUID(), showId, card: cardOf(nth), minors: 0, how: 'door', takenAt };
}

const headersOf = (usage: BenchUsage) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  'idempotency-key': usage.id,
});

/** Calls an app in this process. */
export function inProcess(app: { fetch(request: Request): Response | Promise<Response> }): Send {
  return async (usage) => {
    const url = 'http://register.test/v1/usages';
    const response = await app.fetch(
      new Request(url, { method: 'POST', headers: headersOf(usage), body: JSON.stringify(usage) }),
    );
    await response.text();
    return response.status;
  };
}

/** Sends over sockets that stay open. `node:http` and not `fetch`: the machine is the register's, as far as it goes. */
export function overHttp(base: string): Send {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(base);
  return (usage) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(usage);
      const headers = { ...headersOf(usage), 'content-length': Buffer.byteLength(body) };
      const asked = request({ hostname, port, path: '/v1/usages', method: 'POST', headers, agent }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      });
      asked.on('error', reject);
      asked.end(body);
    });
}
