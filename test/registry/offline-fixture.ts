/** A device that goes on without a network, as tests need it: a journal of its own, and the messages it sends. */
import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { expect } from 'vitest';
import type { RegistryFixture, VisitFacts } from './registry-fixture.ts';
import type { Answer, CallOptions } from './wire.ts';

/** A journal of a device of Suvanto, unless another token is given. */
export function createJournal(registry: RegistryFixture, token: string = arki.tokens.boxOffice) {
  const journal = randomUUID();
  const as = (body: unknown): CallOptions => ({ token, body });
  let high = 0;

  /** The next number, or one that the test wants. */
  const next = (seq: number | undefined) => {
    high = Math.max(high, seq ?? high + 1);
    return seq ?? high;
  };
  const happened = { leaseId: null, clockSuspect: false };

  return {
    id: journal,
    token,
    /** An entry: somebody was let in. */
    report(showId: string, facts: VisitFacts & { seq?: number } = {}) {
      const { mode: _, ...visit } = registry.visit(showId, facts);
      return { kind: 'report', ...happened, ...visit, seq: next(facts.seq) };
    },
    /** An entry: something must not count. With a number of its own, or the one it had. */
    voidRequest(showId: string, id: string, { seq }: { seq?: number } = {}) {
      return { kind: 'void', id, showId, reason: 'undone-by-clerk', seq: next(seq) };
    },
    /** Where the next ask comes from. */
    origin: (seq?: number) => ({ journal, seq: next(seq) }),
    deliver(entries: readonly unknown[], more: Record<string, unknown> = {}): Promise<Answer> {
      return registry.wire.call('POST', '/v1/deliveries', as({ journal, seqHigh: high, entries, ...more }));
    },
    /** Asks for so many tickets. */
    lease(showId: string, want: number, id: string = randomUUID()): Promise<Answer> {
      return registry.wire.call('POST', '/v1/leases', as({ id, showId, journal, want }));
    },
    /** Says that it goes offline on purpose. */
    keep: (leaseId: string) => registry.wire.call('POST', `/v1/leases/${leaseId}/keep`, as({})),
    giveBack: (leaseId: string) => registry.wire.call('POST', `/v1/leases/${leaseId}/return`, as({})),
    read: (query = '') => registry.wire.call('GET', `/v1/journals/${journal}${query}`, { token }),
    lose: (seqHigh: number, pending: number) =>
      registry.wire.call('POST', `/v1/journals/${journal}/lost`, as({ seqHigh, pending })),
    /** Shows when they change, or when tickets of this journal are wanted; their ids with commas between. */
    news: (showId: string, since = '') =>
      registry.wire.call('GET', `/v1/news?shows=${showId}&journal=${journal}${since && `&since=${since}`}`, { token }),
  };
}

export type JournalFixture = ReturnType<typeof createJournal>;

/** A new show of Suvanto seven hours from now: the registry's clock has gone on since the tests began. */
export function showTonight(registry: RegistryFixture, usual: Parameters<RegistryFixture['freshShow']>[0] = {}) {
  return (facts: Parameters<RegistryFixture['freshShow']>[0] = {}): Promise<string> =>
    registry.freshShow({ startsAt: new Date(registry.nowMs + 7 * 3_600_000).toISOString(), ...usual, ...facts });
}

/** A coordinator takes a lease back. */
export function revokeLease(registry: RegistryFixture, leaseId: string, token: string = arki.tokens.coordinator) {
  return registry.wire.call('POST', `/v1/leases/${leaseId}/revoke`, { token, body: { reason: 'tablet in a puddle' } });
}

export function reconciliation(registry: RegistryFixture, showId: string, token: string = arki.tokens.boxOffice) {
  return registry.wire.call('GET', `/v1/shows/${showId}/reconciliation`, { token });
}

/** What became of each entry, in a word or two. */
export function outcomes({ body }: Answer): string[] {
  return body.results.map((result: { outcome: string; from?: string; code?: string }) =>
    [result.outcome, result.from ?? result.code].filter((word) => word !== undefined).join(' '),
  );
}

/** What the till of Suvanto does while there is a network. */
export function atTheTill(registry: RegistryFixture) {
  const ask = (showId: string, facts: VisitFacts) => registry.wire.record(registry.visit(showId, facts));
  return {
    ask,
    showNow: async (showId: string) => (await registry.wire.show(showId)).body.show,
    /** Borrows tickets and gives the lease. */
    reassigned: async (journal: JournalFixture, showId: string, want: number) =>
      (await journal.lease(showId, want)).body.lease as { id: string; granted: number },
    /** So many tickets sold to others. */
    async sold(showId: string, howMany: number) {
      for (const card of await registry.freshCards(howMany)) expect((await ask(showId, { card })).status).toBe(201);
    },
  };
}
