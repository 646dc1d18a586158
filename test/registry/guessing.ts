/**
 * An attacker with the token of a till, who guesses card codes as fast as the registry answers. The clock is moved to when
 * it answers again, so days take seconds.
 */
import { randomUUID } from 'node:crypto';
import { createRegistryServer, type DatabaseChoice } from '@kaiku/registry';
import { createRandom } from './linearizability-random.ts';

const token = 'stolen';
const showId = 'play';
/** The codes of a device that cost no wait, by default. */
const free = 60;

/** The most codes of one message. */
const maxAtOnce = 50;

/**
 * Returns the most codes that an attacker learns of in a time: the free ones; those whose waits of 1, 2, 3 … seconds
 * fit in it; and as many as the last message may have.
 */
export function maxLearntIn(ms: number): number {
  return free + Math.floor((Math.sqrt((8 * ms) / 1_000 + 1) - 1) / 2) + maxAtOnce;
}

export interface GuessingOptions {
  readonly database?: DatabaseChoice;
  readonly periodMs: number;
  /** How many periods he guesses. */
  readonly periods: number;
  /** How many of the 10⁹ codes that begin with A are cards. */
  readonly cards: number;
  /** How many codes a message has. One: look-ups. More: reports, whose flags reveal each code. */
  readonly atOnce: number;
  readonly seed: number;
}

export interface GuessingReport {
  /** The number of codes that he learnt of, by period. */
  readonly learnt: readonly number[];
  /** Cards among them. */
  readonly found: number;
}

/** Guesses until the last period ends, or until he has learnt too much. */
export async function guessCards(options: GuessingOptions): Promise<GuessingReport> {
  const { database = { kind: 'memory' }, periodMs, periods, atOnce, seed } = options;
  const beginMs = Date.parse('2026-11-20T10:00:00Z');
  let nowMs = beginMs;
  const registryServer = await createRegistryServer({ database, scenario: 'empty', now: () => nowMs });
  const random = createRandom(seed);
  const code = () => `A${String(random.below(1_000_000_000)).padStart(9, '0')}`;
  try {
    await registryServer.store.seed(world(options.cards, code));
    const learnt = Array<number>(periods).fill(0);
    let found = 0;
    for (;;) {
      const period = Math.floor((nowMs - beginMs) / periodMs);
      if (period >= periods || (learnt[period] ?? 0) > maxLearntIn(periodMs)) return { learnt, found };
      const codes = Array.from({ length: atOnce }, code);
      const response = await registryServer.app.fetch(atOnce === 1 ? lookUp(codes[0] ?? '') : report(codes, nowMs));
      if (response.status === 429) {
        nowMs += Number(response.headers.get('retry-after')) * 1_000;
        continue;
      }
      // Before there were waits, too many unknown codes stopped the device.
      if (!response.ok) return { learnt, found };
      learnt[period] = (learnt[period] ?? 0) + codes.length;
      found += cardsIn(await response.json());
    }
  } finally {
    await registryServer.close();
  }
}

function cardsIn(answer: {
  readonly card?: { readonly registered: boolean | 'not-checked' };
  readonly visit?: { readonly usages: readonly { readonly flags: readonly string[] }[] };
}): number {
  if (answer.card !== undefined) return answer.card.registered === true ? 1 : 0;
  return answer.visit?.usages.filter(({ flags }) => !flags.includes('card-unregistered')).length ?? 0;
}

function lookUp(card: string): Request {
  return post(`/v1/shows/${showId}/lookups`, { card });
}

function report(codes: readonly string[], nowMs: number): Request {
  const id = randomUUID();
  const usages = codes.map((card) => ({ id: randomUUID(), card, minors: 0 }));
  const takenAt = new Date(nowMs).toISOString();
  return post('/v1/visits', { mode: 'report', id, showId, how: 'door', takenAt, usages }, { 'idempotency-key': id });
}

function post(path: string, body: object, headers: Record<string, string> = {}): Request {
  return new Request(`http://registry.test${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function world(cards: number, code: () => string) {
  return {
    venues: [{ id: 'house', name: 'Koe' }],
    devices: [{ id: 'till', venueId: 'house', name: 'Kassa', token }],
    shows: [
      {
        ...({ id: showId, venueId: 'house', name: 'Koe', kind: 'performance', admission: 'per-day' } as const),
        ...{ startsAt: '2026-11-20T17:00:00Z', seats: 90, cap: null },
      },
    ],
    cards: Array.from({ length: cards }, () => ({
      ...({ code: code(), status: 'active', validUntilOn: '2999-12-31', minors: 0 } as const),
    })),
  };
}
