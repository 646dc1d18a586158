/** A device that works offline, for tests: its own journal, and the messages it sends. */
import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { expect } from 'vitest';
import type { RegistryFixture, VisitFacts } from './registry-fixture.ts';
import type { Answer, CallOptions } from './wire.ts';

/** Creates a journal of a device of Suvanto, unless another token is given. */
export function createJournal(registry: RegistryFixture, token: string = arki.tokens.boxOffice) {
  const journal = randomUUID();
  const as = (body: unknown): CallOptions => ({ token, body });
  let high = 0;

  /** Returns the next number, or the one that the test chose. */
  const next = (seq: number | undefined) => {
    high = Math.max(high, seq ?? high + 1);
    return seq ?? high;
  };
  const happened = { leaseId: null, clockSuspect: false };

  return {
    id: journal,
    token,
    /** Returns an entry that reports a visit. */
    report(showId: string, facts: VisitFacts & { seq?: number } = {}) {
      const { mode: _, ...visit } = registry.visit(showId, facts);
      return { kind: 'report', ...happened, ...visit, seq: next(facts.seq) };
    },
    /** Returns an entry that voids a visit, with its own number or that of the visit. */
    voidRequest(showId: string, id: string, { seq }: { seq?: number } = {}) {
      return { kind: 'void', id, showId, reason: 'undone-by-clerk', seq: next(seq) };
    },
    /** Returns the journal position of the next request. */
    origin: (seq?: number) => ({ journal, seq: next(seq) }),
    deliver(entries: readonly unknown[], more: Record<string, unknown> = {}): Promise<Answer> {
      return registry.wire.call('POST', '/v1/deliveries', as({ journal, seqHigh: high, entries, ...more }));
    },
    /** Requests a lease. */
    lease(showId: string, want: number, id: string = randomUUID()): Promise<Answer> {
      return registry.wire.call('POST', '/v1/leases', as({ id, showId, journal, want }));
    },
    /** Keeps a lease while the device is offline on purpose. */
    keep: (leaseId: string) => registry.wire.call('POST', `/v1/leases/${leaseId}/keep`, as({})),
    returnLease: (leaseId: string) => registry.wire.call('POST', `/v1/leases/${leaseId}/return`, as({})),
    read: (query = '') => registry.wire.call('GET', `/v1/journals/${journal}${query}`, { token }),
    lose: (seqHigh: number, pending: number) =>
      registry.wire.call('POST', `/v1/journals/${journal}/lost`, as({ seqHigh, pending })),
    /** Waits for news of shows and of this journal. The ids are separated by commas. */
    news: (showId: string, since = '') =>
      registry.wire.call('GET', `/v1/news?shows=${showId}&journal=${journal}${since && `&since=${since}`}`, { token }),
  };
}

export type JournalFixture = ReturnType<typeof createJournal>;

/** Creates a show of Suvanto seven hours from now by the registry's clock, which has moved since the tests began. */
export function showTonight(registry: RegistryFixture, usual: Parameters<RegistryFixture['freshShow']>[0] = {}) {
  return (facts: Parameters<RegistryFixture['freshShow']>[0] = {}): Promise<string> =>
    registry.freshShow({ startsAt: new Date(registry.nowMs + 7 * 3_600_000).toISOString(), ...usual, ...facts });
}

/** Revokes a lease as a manager. */
export function revokeLease(registry: RegistryFixture, leaseId: string, token: string = arki.tokens.manager) {
  return registry.wire.call('POST', `/v1/leases/${leaseId}/revoke`, { token, body: { reason: 'tablet in a puddle' } });
}

export function reconciliation(registry: RegistryFixture, showId: string, token: string = arki.tokens.boxOffice) {
  return registry.wire.call('GET', `/v1/shows/${showId}/reconciliation`, { token });
}

/** Returns the outcome of each entry, in a word or two. */
export function outcomes({ body }: Answer): string[] {
  return body.results.map((result: { outcome: string; from?: string; code?: string }) =>
    [result.outcome, result.from ?? result.code].filter((word) => word !== undefined).join(' '),
  );
}

/** Returns what Suvanto's box office does while it is online. */
export function useBoxOffice(registry: RegistryFixture) {
  const ask = (showId: string, facts: VisitFacts) => registry.wire.record(registry.visit(showId, facts));
  return {
    ask,
    showNow: async (showId: string) => (await registry.wire.show(showId)).body.show,
    /** Leases tickets and returns the lease. */
    reassigned: async (journal: JournalFixture, showId: string, want: number) =>
      (await journal.lease(showId, want)).body.lease as { id: string; granted: number },
    /** Sells tickets to others. */
    async sold(showId: string, howMany: number) {
      for (const card of await registry.freshCards(howMany)) expect((await ask(showId, { card })).status).toBe(201);
    },
  };
}
