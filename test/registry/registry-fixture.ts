/** A registry under test, with new shows and cards for each test, so that all can share one database. */
import { randomUUID } from 'node:crypto';
import { arki, type RegistryServer, type RegistryServerOptions, type World } from '@kaiku/registry';
import { afterAll, beforeAll, expect } from 'vitest';
import { offices } from './token-for.ts';
import { createWire, type Wire } from './wire.ts';

export interface Opened {
  readonly registryServer: RegistryServer;
  close(): Promise<void>;
}

/** Opens a registry with the given clock and limits. */
export type OpenRegistry = (options: Required<Pick<RegistryServerOptions, 'now' | 'lookUpLimits'>>) => Promise<Opened>;

export type RegistryFixture = ReturnType<typeof useRegistry>;

/** Of a visit: one card or several, and any other field. */
export type VisitFacts = Record<string, unknown> & {
  readonly card?: string | undefined;
  readonly minors?: number;
  readonly cards?: readonly (readonly [card: string | undefined, minors: number])[];
};

interface Use {
  readonly id: string;
  readonly card: string;
  readonly minors: number;
}

const sampleShow = {
  venueId: 'suvanto',
  name: 'Koe',
  kind: 'performance',
  startsAt: '2026-11-20T17:00:00Z',
  seats: 400,
  cap: 12,
} as const;

/** Opens a registry before the tests of the enclosing block, and closes it after them. */
export function useRegistry(
  open: OpenRegistry,
  lookUpLimits: Required<RegistryServerOptions>['lookUpLimits'] = 'none',
) {
  let opened: Opened;
  let wire: Wire;
  let nowMs = Date.parse('2026-11-20T10:00:00Z');
  let cardsMade = 0;

  beforeAll(async () => {
    opened = await open({ now: () => nowMs, lookUpLimits });
    const { app, store } = opened.registryServer;
    await store.seed({ devices: offices });
    wire = await createWire((request) => app.fetch(request), arki.tokens.boxOffice);
  });
  afterAll(() => opened?.close());

  /** Creates a show of Suvanto with nothing taken. */
  async function freshShow(facts: Partial<World['shows'][number]> = {}): Promise<string> {
    const show = { ...sampleShow, id: `show-${randomUUID()}`, ...facts };
    await opened.registryServer.store.seed({ shows: [show] });
    return show.id;
  }

  /** Creates registered cards, by default without children. */
  async function freshCards(count: number, minors = 0): Promise<string[]> {
    const codes = Array.from({ length: count }, (_, index) => `A${600_000_000 + cardsMade + index}`);
    cardsMade += count;
    await opened.registryServer.store.seed({
      cards: codes.map((code) => ({ code, status: 'active', validUntilOn: '2027-01-01', minors })),
    });
    return codes;
  }

  /** Returns a request for an adult with a customer's card, or for several `cards`, with changes. */
  function visit(showId: string, { card = arki.cards.single.code, minors = 0, ...facts }: VisitFacts = {}) {
    const { cards = [[card, minors]], ...more } = facts;
    const usages = cards.map(([card, minors]) => ({ id: randomUUID(), card, minors })) as [Use, ...Use[]];
    const takenAt = new Date(nowMs).toISOString();
    return { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages, ...more };
  }

  /** Returns the tickets taken of the show. */
  async function taken(showId: string): Promise<number> {
    const { taken, kind } = (await wire.show(showId)).body.show;
    const rows = (await opened.registryServer.store.usages(showId)).filter(({ state }) => state === 'counted');
    // The tally must always be the sum of what was counted.
    expect(taken).toBe(rows.reduce((sum, { minors }) => sum + (kind === 'swimming-hall' ? 1 : 1 + minors), 0));
    return taken;
  }

  return {
    /** A device of Suvanto's box office. */
    get wire() {
      return wire;
    },
    get registryServer() {
      return opened.registryServer;
    },
    /** The registry's clock, in milliseconds since the Unix epoch. */
    get nowMs() {
      return nowMs;
    },
    /** Advances the clock. */
    pass(ms: number) {
      nowMs += ms;
    },
    freshShow,
    freshCards,
    visit,
    taken,
  };
}
