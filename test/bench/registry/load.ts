/** Sends a number of visits of one card each from a number of clients that wait for each response. Measures how long each takes. */

import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { VisitRequest } from '@kaiku/client/contract';
import { quantile } from '../../support/quantile.ts';
import { cardOf, hotShowOf, type howManyShows, showOf, token } from './bench-world.ts';

/** Sends one visit. Returns the HTTP status. */
export type Send = (visit: VisitRequest) => Promise<number>;

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
  readonly visits: number;
}

/** @throws Error if a visit was not counted, because the result would measure something else */
export async function measure(send: Send, { shows, clients, run, visits }: Load): Promise<Measured> {
  const tookMs: number[] = [];
  let next = 0;
  async function client(): Promise<void> {
    while (next < visits) {
      const nth = next;
      next += 1;
      const startedAt = performance.now();
      const status = await send(visitOf(nth, { shows, run }));
      tookMs.push(performance.now() - startedAt);
      if (status !== 201) throw new Error(`A visit was answered with ${status}.`);
    }
  }
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  return toMeasured(tookMs, performance.now() - startedAt);
}

export function toMeasured(tookMs: readonly number[], allMs: number): Measured {
  return { perSecond: (tookMs.length / allMs) * 1_000, p50Ms: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99) };
}

function visitOf(nth: number, { shows, run }: Pick<Load, 'shows' | 'run'>): VisitRequest {
  // With a thousand shows, each run takes every card to another show than the run before.
  const showId = shows === 1 ? hotShowOf(run) : showOf(nth + run);
  return visitFor(showId, { id: randomUUID(), usageId: randomUUID(), card: cardOf(nth) });
}

/** The HTTP request of a desk. */
export function visitFor(showId: string, one: { id: string; usageId: string; card: string }): VisitRequest {
  const usages = [{ id: one.usageId, card: one.card, minors: 0 }];
  return { mode: 'request', id: one.id, showId, how: 'door', takenAt: new Date().toISOString(), usages };
}

const headersOf = (visit: VisitRequest) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  'idempotency-key': visit.id,
});

/** Calls an app in this process. */
export function inProcess(app: { fetch(request: Request): Response | Promise<Response> }): Send {
  return async (visit) => {
    const url = 'http://registry.test/v1/visits';
    const response = await app.fetch(
      new Request(url, { method: 'POST', headers: headersOf(visit), body: JSON.stringify(visit) }),
    );
    await response.text();
    return response.status;
  };
}

/** Sends over open sockets. `node:http` and not `fetch`, to leave as much of the machine as possible to the registry. */
export function overHttp(base: string): Send {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(base);
  return (visit) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(visit);
      const headers = { ...headersOf(visit), 'content-length': Buffer.byteLength(body) };
      const asked = request({ hostname, port, path: '/v1/visits', method: 'POST', headers, agent }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      });
      asked.on('error', reject);
      asked.end(body);
    });
}
