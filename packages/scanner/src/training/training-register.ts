import { KaikuError, type RecordAnswer, type RecordMode, type Registry, type Usage, type Visit } from '@kaiku/client';
import { parseCardCode, refusalsOf, type ShowFacts, type VisitMember, visitRefusals } from '@kaiku/client/admission';
import { type DemoCard, demoCards } from './demo-cards.ts';

type Asked = Pick<Usage, 'card' | 'minors' | 'how'>;

const cards: readonly DemoCard[] = Object.values(demoCards);
const unknown: Pick<DemoCard, 'card' | 'register'> = { card: { registered: false } };

/**
 * A register of demo cards, in memory: nothing is sent and nothing kept. It judges by the very rules of
 * `@kaiku/client/admission`; a card of nobody's is not registered.
 */
export function createTrainingRegister(now: () => number): Registry {
  const openedAtMs = now();
  const at = (ms: number) => new Date(ms).toISOString();
  const counted = new Map<string, { readonly usage: Asked; readonly recordedAt: string }>();
  const visits = new Map<string, readonly Usage[]>();
  for (const { text, used } of cards)
    if (used !== undefined) {
      const usage = { card: text, minors: 0, how: used };
      counted.set(`before ${text}`, { usage, recordedAt: at(openedAtMs - 900_000) });
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
      taken: [...counted.values()].reduce((sum, { usage }) => sum + 1 + usage.minors, 0),
      reservationOpens: 'at-once',
      redemptionOpensMin: null,
    };
  }

  function earlier(text: string) {
    for (const [usageId, { usage, recordedAt }] of counted)
      if (usage.card === text) return { usageId, how: usage.how, minors: usage.minors, recordedAt };
    return null;
  }

  /** @throws KaikuError as a register that is silent or fails */
  function known(text: string): Pick<DemoCard, 'card' | 'register'> {
    const card = cards.find((one) => one.text === text) ?? unknown;
    if (card.register === 'silent') throw failure('registry/unreachable', true);
    if (card.register === 'failing') throw failure('registry/failed', false);
    return card;
  }

  function member({ card: text, minors }: Pick<Asked, 'card' | 'minors'>): VisitMember {
    const parsed = parseCardCode(text);
    if (parsed.kind !== 'card') throw failure('registry/invalid-request', false);
    return { code: parsed.code, card: known(text).card, earlier: earlier(text), minors };
  }

  function count(usages: readonly Usage[]): RecordAnswer {
    const recordedAt = at(now());
    for (const { id, ...usage } of usages) counted.set(id, { usage, recordedAt });
    return { outcome: 'counted', recordedAt, flags: [], show: show() };
  }

  function record(usage: Usage, mode: RecordMode): RecordAnswer {
    // What has happened at the door is taken whatever the rules say: so the connection comes back.
    if (mode === 'fact' || counted.has(usage.id)) return count([usage]);
    const { minors, ...question } = member(usage);
    const [refusal] = refusalsOf(
      { ...question, show: show(), how: usage.how, agreed: usage.agreed, company: usage.company, atMs: now() },
      { minors },
    );
    return refusal === undefined ? count([usage]) : { outcome: 'refused', refusal, show: show() };
  }

  function recordVisit({ id, usages, agreed, company }: Visit, mode: RecordMode): RecordAnswer {
    visits.set(id, usages);
    if (mode === 'fact') return count(usages);
    const how = usages[0]?.how ?? 'door';
    const members = usages.map(member);
    const [first] = visitRefusals({ members, show: show(), how, agreed, company, atMs: now() });
    return first === undefined ? count(usages) : { outcome: 'refused', refusal: first.refusal, show: show() };
  }

  return {
    shows: async () => [show()],
    show: async () => show(),
    lookUp: async (_showId, text) => ({ card: known(text).card, earlier: earlier(text), show: show() }),
    record: async (usage, mode) => record(usage, mode),
    recordVisit: async (visit, mode) => recordVisit(visit, mode),
    async annul(usageId) {
      counted.delete(usageId);
      return { show: show() };
    },
    async annulVisit(visitId) {
      for (const { id } of visits.get(visitId) ?? []) counted.delete(id);
      return { show: show() };
    },
  };
}

function failure(code: 'registry/unreachable' | 'registry/failed' | 'registry/invalid-request', retryable: boolean) {
  return new KaikuError(code, 'A demo card plays this.', { retryable });
}
