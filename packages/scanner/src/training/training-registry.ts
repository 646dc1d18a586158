import {
  type Flag,
  KaikuError,
  type KaikuErrorCode,
  type RecordAnswer,
  type RecordMode,
  type Refusal,
  type Registry,
  reduced,
  type Usage,
  type Visit,
  type VisitToVoid,
} from '@kaiku/client';
import {
  type EarlierUsage,
  parseCardCode,
  type ShowFacts,
  ticketsOf,
  type VisitMember,
  visitRefusals,
} from '@kaiku/client/admission';
import { type DemoCard, demoCards } from './demo-cards.ts';

/** What a training registry knows. */
export interface TrainingRegistryOptions {
  readonly now: () => number;
  /** The shows, with the tickets taken before the training. Default: one. */
  readonly shows?: readonly ShowFacts[];
  /** Default: the demo cards. */
  readonly cards?: readonly DemoCard[];
}

type World = Required<TrainingRegistryOptions>;

interface Counted {
  readonly outcome: 'counted';
  readonly visit: Visit;
  /** What is left of the visit after a part of it was voided. */
  readonly usages: readonly Usage[];
  readonly recordedAt: string;
  readonly flags: readonly Flag[];
}

type Entry =
  | Counted
  | { readonly outcome: 'refused'; readonly visit: Visit; readonly refusal: Refusal }
  | { readonly outcome: 'voided' };

const unknownCard: Pick<DemoCard, 'card' | 'registry'> = { card: { registered: false } };

/**
 * Creates a registry of demo cards in memory. It judges by the rules of `@kaiku/client/admission` and keeps the promises of
 * the port, except that it lists no reservations and grants no leases. Any other card is not registered.
 */
export function createTrainingRegistry(options: TrainingRegistryOptions): Registry {
  const { now, shows = [trainingShow(now())], cards = Object.values(demoCards) } = options;
  const records = new Records({ now, shows, cards });
  return {
    async shows() {
      const known = shows.map(({ id }) => records.showOf(id));
      return known.sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
    },
    show: async (showId) => records.showOf(showId),
    async lookUp(showId, text) {
      const show = records.showOf(showId);
      const card = records.cardOf(text);
      simulate(card);
      return { card: card.card, earlier: records.earlierOf(showId, text), show };
    },
    async record(visit, mode, signal) {
      await cancellable(signal);
      return records.record(visit, mode);
    },
    async void({ visitId, showId, usages }) {
      records.void(visitId, usages);
      return { show: records.showOf(showId) };
    },
  };
}

/** The visits of a training registry. */
class Records {
  readonly #world: World;
  /** By visit. */
  readonly #entries: Map<string, Entry>;

  constructor(world: World) {
    this.#world = world;
    this.#entries = new Map(earlierEntries(world));
  }

  showOf(showId: string): ShowFacts {
    const show = this.#world.shows.find(({ id }) => id === showId);
    if (show === undefined) throw failure('registry/not-found');
    const tickets = this.#countedOf(showId).flatMap(({ usages }) => usages.map((usage) => ticketsOf(usage, show)));
    return { ...show, taken: tickets.reduce((sum, count) => sum + count, show.taken) };
  }

  cardOf(text: string): Pick<DemoCard, 'card' | 'registry'> {
    return this.#world.cards.find((card) => card.text === text) ?? unknownCard;
  }

  earlierOf(showId: string, text: string): EarlierUsage | null {
    for (const { visit, usages, recordedAt } of this.#countedOf(showId))
      for (const { id, card, minors } of usages)
        if (card === text) return { usageId: id, how: visit.how, minors, recordedAt };
    return null;
  }

  record(visit: Visit, mode: RecordMode): RecordAnswer {
    const { id, showId, usages, how, agreed = false, company } = visit;
    const known = this.#entries.get(id);
    if (known?.outcome === 'voided') return { outcome: 'voided', show: this.showOf(showId) };
    if (known !== undefined && fingerprintOf(known.visit) !== fingerprintOf(visit))
      throw failure('idempotency/mismatch');
    if (known?.outcome === 'counted') return this.#toAnswer(known);
    if (known?.outcome === 'refused' && mode === 'request') return this.#toAnswer(known);
    // A report is always recorded, so a card that has simulated an outage ends it.
    if (mode === 'request') for (const { card } of usages) simulate(this.cardOf(card));
    const members = usages.map((usage) => this.#toMember(showId, usage));
    const show = this.showOf(showId);
    const refusals = visitRefusals({ members, show, how, agreed, company, atMs: this.#world.now() });
    const [first] = refusals;
    const entry: Entry =
      mode === 'request' && first !== undefined
        ? { outcome: 'refused', visit, refusal: first.refusal }
        : { outcome: 'counted', visit, usages, recordedAt: toInstant(this.#world.now()), flags: flagsOf(refusals) };
    this.#entries.set(id, entry);
    return this.#toAnswer(entry);
  }

  void(visitId: string, reductions: VisitToVoid['usages']): void {
    const entry = this.#entries.get(visitId);
    const left = entry?.outcome === 'counted' && reductions !== undefined ? reduced(entry.usages, reductions) : [];
    const isPartial = entry?.outcome === 'counted' && left.length > 0;
    this.#entries.set(visitId, isPartial ? { ...entry, usages: left } : { outcome: 'voided' });
  }

  #countedOf(showId: string): readonly Counted[] {
    return [...this.#entries.values()].flatMap((entry) =>
      entry.outcome === 'counted' && entry.visit.showId === showId ? entry : [],
    );
  }

  #toMember(showId: string, { card: text, minors }: Usage): VisitMember {
    const parsed = parseCardCode(text);
    if (parsed.kind !== 'card') throw failure('registry/invalid-request');
    return { code: parsed.code, card: this.cardOf(text).card, earlier: this.earlierOf(showId, text), minors };
  }

  #toAnswer(entry: Exclude<Entry, { outcome: 'voided' }>): RecordAnswer {
    const show = this.showOf(entry.visit.showId);
    if (entry.outcome === 'refused') return { outcome: entry.outcome, refusal: entry.refusal, show };
    const { outcome, recordedAt, flags } = entry;
    return { outcome, recordedAt, flags, show };
  }
}

function trainingShow(nowMs: number): ShowFacts {
  return {
    id: 'training',
    name: 'Harjoitus – Övning – Training',
    venue: '—',
    kind: 'performance',
    startsAt: toInstant(nowMs + 3_600_000),
    seats: 120,
    cap: 20,
    taken: 0,
    reservationOpens: 'at-once',
    redemptionOpensMin: null,
  };
}

/** The visits of cards that were used before the training, a quarter of an hour ago. */
function earlierEntries({ now, shows: [show], cards }: World): [string, Entry][] {
  const recordedAt = toInstant(now() - 900_000);
  return cards.flatMap(({ text, used }): [string, Entry][] => {
    if (used === undefined || show === undefined) return [];
    const id = `before ${text}`;
    const usages = [{ id, card: text, minors: 0 }];
    const visit = { id, showId: show.id, how: used, takenAt: recordedAt, usages };
    return [[id, { outcome: 'counted', visit, usages, recordedAt, flags: [] }]];
  });
}

/** @throws KaikuError if the card simulates a registry that does not answer, or that fails */
function simulate({ registry }: Pick<DemoCard, 'registry'>): void {
  if (registry === 'silent') throw failure('registry/unreachable');
  if (registry === 'failing') throw failure('registry/failed');
}

/** @throws KaikuError if the request is cancelled before it is answered */
async function cancellable(signal: AbortSignal | undefined): Promise<void> {
  await Promise.resolve();
  if (signal?.aborted) throw failure('registry/unreachable');
}

/** Returns a text of what must not change when a visit is sent again. */
function fingerprintOf({ showId, how, usages, agreed, company }: Visit): string {
  return JSON.stringify([showId, how, usages, agreed, company]);
}

function flagsOf(refusals: readonly { readonly refusal: Refusal }[]): readonly Flag[] {
  return [...new Set(refusals.map(({ refusal }) => refusal.reason))];
}

function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}

function failure(code: KaikuErrorCode): KaikuError {
  return new KaikuError(code, 'The training registry rejects this request.', {
    retryable: code === 'registry/unreachable',
  });
}
