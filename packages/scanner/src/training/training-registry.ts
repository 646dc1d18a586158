import {
  KaikuError,
  type RecordAnswer,
  type RecordMode,
  type Registry,
  reduced,
  type Usage,
  type Visit,
} from '@kaiku/client';
import {
  type EarlierUsage,
  parseCardCode,
  type ShowFacts,
  type VisitMember,
  visitRefusals,
} from '@kaiku/client/admission';
import { type DemoCard, demoCards } from './demo-cards.ts';

const cards: readonly DemoCard[] = Object.values(demoCards);
const unknown: Pick<DemoCard, 'card' | 'registry'> = { card: { registered: false } };

/**
 * A registry of demo cards, in memory: nothing is sent and nothing kept. It judges by the very rules of
 * `@kaiku/client/admission`; a card of nobody's is not registered.
 */
export function createTrainingRegistry(now: () => number): Registry {
  const openedAtMs = now();
  const at = (ms: number) => new Date(ms).toISOString();
  /** By the id of the visit. */
  const counted = new Map<string, Pick<Visit, 'how' | 'usages'> & { readonly recordedAt: string }>();
  for (const { text, used } of cards)
    if (used !== undefined) {
      const usages = [{ id: `before ${text}`, card: text, minors: 0 }];
      counted.set(`before ${text}`, { how: used, usages, recordedAt: at(openedAtMs - 900_000) });
    }

  function show(): ShowFacts {
    return {
      id: 'training',
      name: 'Harjoitus – Övning – Training',
      venue: '—',
      kind: 'performance',
      startsAt: at(openedAtMs + 3_600_000),
      seats: 120,
      cap: 20,
      taken: [...counted.values()].flatMap(({ usages }) => usages).reduce((sum, { minors }) => sum + 1 + minors, 0),
      reservationOpens: 'at-once',
      redemptionOpensMin: null,
    };
  }

  function earlier(text: string): EarlierUsage | null {
    for (const { how, usages, recordedAt } of counted.values())
      for (const { id, card, minors } of usages) if (card === text) return { usageId: id, how, minors, recordedAt };
    return null;
  }

  /** @throws KaikuError as a registry that is silent or fails */
  function known(text: string): Pick<DemoCard, 'card' | 'registry'> {
    const card = cards.find((one) => one.text === text) ?? unknown;
    if (card.registry === 'silent') throw failure('registry/unreachable', true);
    if (card.registry === 'failing') throw failure('registry/failed', false);
    return card;
  }

  function member({ card: text, minors }: Usage): VisitMember {
    const parsed = parseCardCode(text);
    if (parsed.kind !== 'card') throw failure('registry/invalid-request', false);
    return { code: parsed.code, card: known(text).card, earlier: earlier(text), minors };
  }

  function record({ id, usages, how, agreed = false, company }: Visit, mode: RecordMode): RecordAnswer {
    // What has happened at the door is taken whatever the rules say: so the connection comes back.
    if (mode === 'request' && !counted.has(id)) {
      const members = usages.map(member);
      const [first] = visitRefusals({ members, show: show(), how, agreed, company, atMs: now() });
      if (first !== undefined) return { outcome: 'refused', refusal: first.refusal, show: show() };
    }
    const recordedAt = at(now());
    counted.set(id, { how, usages, recordedAt });
    return { outcome: 'counted', recordedAt, flags: [], show: show() };
  }

  return {
    shows: async () => [show()],
    show: async () => show(),
    lookUp: async (_showId, text) => ({ card: known(text).card, earlier: earlier(text), show: show() }),
    record: async (visit, mode) => record(visit, mode),
    async void({ visitId, usages }) {
      const visit = counted.get(visitId);
      const left = visit && usages ? reduced(visit.usages, usages) : [];
      if (visit === undefined || left.length === 0) counted.delete(visitId);
      else counted.set(visitId, { ...visit, usages: left });
      return { show: show() };
    },
  };
}

function failure(code: 'registry/unreachable' | 'registry/failed' | 'registry/invalid-request', retryable: boolean) {
  return new KaikuError(code, 'A demo card plays this.', { retryable });
}
