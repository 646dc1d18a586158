/** A registry that is given the facts of one case after another, with its own clock. */
import { randomUUID } from 'node:crypto';
import { type CardCode, type CardFacts, type EarlierUsage, type ShowFacts, ticketsOf } from '@kaiku/client/admission';
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { createWire, type Wire } from './wire.ts';

const venueId = 'koe';
const token = 'cases';

export interface CaseRegistry {
  readonly wire: Wire;
  readonly registryServer: RegistryServer;
  /** Sets the registry's clock. */
  at(ms: number): void;
  /** Seeds the show, with as many tickets taken as the case says, less those of `besides`. */
  putShow(show: ShowFacts, besides: readonly (EarlierUsage | null)[], atMs: number): Promise<void>;
  /** Seeds the card with its earlier usage for the show. Returns its code; for an unregistered card, a new one. */
  putCard(member: MemberOfCase, showId: string): Promise<string>;
  close(): Promise<void>;
}

export interface MemberOfCase {
  readonly code: CardCode;
  readonly card: CardFacts;
  readonly earlier: EarlierUsage | null;
}

export async function createCaseRegistry(): Promise<CaseRegistry> {
  let nowMs = 0;
  let unregistered = 0;
  const registryServer = await createRegistryServer({ scenario: 'empty', now: () => nowMs, lookUpLimits: 'none' });
  await registryServer.store.seed({
    venues: [{ id: venueId, name: 'Kaupunginteatteri' }],
    devices: [{ id: 'kassa', venueId, name: 'Kassa', token, role: 'manager' }],
  });
  const wire = await createWire((request) => registryServer.app.fetch(request), token);

  async function recordReport(
    usage: Omit<EarlierUsage, 'recordedAt'> & { showId: string; card: string },
    atMs: number,
  ) {
    nowMs = atMs;
    const { usageId: id, showId, card, minors, how } = usage;
    const takenAt = new Date(atMs).toISOString();
    const visit = { mode: 'report', id: randomUUID(), showId, how, takenAt, usages: [{ id, card, minors }] };
    const { status } = await wire.record(visit);
    if (status !== 201) throw new Error(`The case could not be prepared: ${status}`);
  }

  return {
    wire,
    registryServer,
    at(ms) {
      nowMs = ms;
    },
    async putShow({ venue: _, taken, cancelled, ...show }, besides, atMs) {
      await registryServer.store.seed({ shows: [{ ...show, venueId }] });
      let left = taken - besides.reduce((sum, earlier) => sum + (earlier === null ? 0 : ticketsOf(earlier, show)), 0);
      while (left > 0) {
        const minors = show.kind === 'swimming-hall' ? 0 : Math.min(99, left - 1);
        const others = { usageId: randomUUID(), showId: show.id, card: othersCard(), minors, how: 'sold' } as const;
        await recordReport(others, atMs);
        left -= ticketsOf(others, show);
      }
      if (cancelled) await wire.cancelShow(show.id, 'keep');
    },
    async putCard({ code, card, earlier }, showId) {
      const text = card.registered === true ? code.text : freshCode(code);
      if (card.registered !== true)
        await registryServer.store.checkCards(card.registered === false ? 'listed' : 'not-checked');
      if (card.registered === true) await registryServer.store.seed({ cards: [{ code: text, ...card }] });
      if (earlier !== null) await recordReport({ ...earlier, showId, card: text }, Date.parse(earlier.recordedAt));
      return text;
    },
    close: () => registryServer.close(),
  };

  /** Returns a code of the same form that no card has. */
  function freshCode({ text, prefix }: CardCode): string {
    unregistered += 1;
    return `${prefix}${String(90_000_000 + unregistered).padStart(text.length - prefix.length, '7')}`;
  }

  function othersCard(): string {
    unregistered += 1;
    return `A${800_000_000 + unregistered}`;
  }
}
