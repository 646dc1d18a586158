/** The initial data of the trials' registries, and how their requests are observed. */
import { arki, type Fault } from '@kaiku/registry';
import type { Random } from '../registry/linearizability-random.ts';

/** An observed HTTP request. */
export interface Asked {
  readonly pathname: string;
  /** Names of what it records or voids. */
  readonly entries: readonly string[];
}

export const { id: venueId } = arki.venues.suvanto;
export const token = arki.tokens.boxOffice;
export const managerToken = arki.tokens.manager;

const aDayMs = 86_400_000;

/** Two shows: one without a cap, so that any number may be pending; and one whose tickets are reassigned. */
export function showsCalled({ open, capped }: { readonly open: string; readonly capped: string }) {
  const startsAt = new Date(Date.now() + aDayMs).toISOString();
  const show = (id: string, cap: number | null) =>
    ({ id, venueId, name: id, kind: 'performance', startsAt, seats: 1_000_000, cap }) as const;
  return [show(open, null), show(capped, 100_000)];
}

export function cardsFrom(first: number, count: number) {
  const validUntilOn = new Date(Date.now() + 366 * aDayMs).toISOString().slice(0, 10);
  return Array.from(
    { length: count },
    (_, index) => ({ code: `A0${40_000_000 + first + index}`, status: 'active', validUntilOn, minors: 2 }) as const,
  );
}

export async function askedBy(request: Request): Promise<Asked> {
  const { pathname } = new URL(request.url);
  if (request.method !== 'POST') return { pathname, entries: [] };
  if (pathname.endsWith('/void')) return { pathname, entries: [`void ${pathname}`] };
  if (pathname !== '/v1/visits' && pathname !== '/v1/deliveries') return { pathname, entries: [] };
  const body = (await request.clone().json()) as { id?: string; entries?: { kind: string; id: string }[] };
  const entries = body.entries ?? [{ kind: 'report', id: body.id ?? '' }];
  return { pathname, entries: entries.map(({ kind, id }) => `${kind} ${id}`) };
}

export interface Counts {
  requests: number;
  faulted: number;
  /** Visits and voids that the registry got again, and recognised. */
  redelivered: number;
}

/** Counts what a registry gets during a trial. */
export function createCounting() {
  const counts: Counts = { requests: 0, faulted: 0, redelivered: 0 };
  const seen = new Set<string>();
  return {
    counts,
    count({ entries }: Asked, fault: Fault['kind'] | undefined): void {
      counts.requests += 1;
      if (fault !== undefined) counts.faulted += 1;
      if (fault !== undefined && fault !== 'drop-after') return;
      counts.redelivered += entries.filter((entry) => seen.has(entry)).length;
      for (const entry of entries) seen.add(entry);
    },
  };
}

/** Makes a third of all requests fail, each in one of eight ways. */
export function thirdOfAll(random: Random): () => Fault | undefined {
  const faults: readonly Fault[] = [
    { kind: 'drop-before' },
    { kind: 'drop-before' },
    { kind: 'drop-after' },
    { kind: 'drop-after' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'too-many', retryAfterS: 1 },
    { kind: 'html-200' },
    { kind: 'stall' },
  ];
  return () => (random.chance(0.34) ? random.pick(faults) : undefined);
}
