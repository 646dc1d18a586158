/** What this device has answered, for the clerk to look back on. Beside the entries, and never in their way. */
import type { CardCode } from '../card/card-code.ts';
import { maskCardCode } from '../card/mask.ts';
import type { Environment } from '../environment.ts';
import type { Outbox } from '../outbox/port.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import { type Reduction, reduced, type Usage } from '../usage/visit.ts';
import type { Verdict } from '../verdict.ts';

/** One answer of the past. No card code: only its mask. */
export interface HistoryItem {
  /** `undefined` where nothing was recorded. */
  readonly visitId: string | undefined;
  /** The first one. */
  readonly maskedCard: string;
  readonly cards: number;
  /** Adults and minors. */
  readonly people: number;
  /** Milliseconds since the Unix epoch, by this device's clock. */
  readonly atMs: number;
  /** Where it stands now: what was provisional is `confirmed` once the registry has acknowledged it. */
  readonly standing: Verdict['outcome'] | 'undone' | 'review';
}

/** The answers of this device for its show, since the shift began. */
export interface History {
  /** When the first answer was given; `undefined` before it. */
  readonly sinceMs: number | undefined;
  /** Visits that stand recorded, in the registry or on this device; those that were undone are not among them. */
  readonly recorded: number;
  /** Adults and minors of those. */
  readonly people: number;
  /** Of `recorded`, those the registry has not acknowledged. */
  readonly provisional: number;
  readonly undone: number;
  /** Cards that were let in and not recorded, because they had tickets. */
  readonly hasTicket: number;
  readonly refused: number;
  readonly undecided: number;
  /** The last 100, newest first. */
  readonly items: readonly HistoryItem[];
}

/** Keeps no more items than these: what a clerk may look back on in an evening. Guess, decision 0008. */
export const maxItems = 100;

/** An answer older than this is of another shift: then the history begins anew. Guess, decision 0008. */
export const shiftMs = 18 * 3_600_000;

type Kept = Omit<HistoryItem, 'standing'> & {
  readonly outcome: Verdict['outcome'];
  readonly undone: boolean;
  /** Those that stand, by their ids: what is taken back is counted once. */
  readonly usages?: readonly Pick<Usage, 'id' | 'minors'>[];
};
/** A verdict, or a decision that nothing can be recorded on. */
type Answer = Verdict | { readonly outcome: 'has-ticket' | 'refused' | 'undecided' };
type Tally = Pick<History, 'recorded' | 'people' | 'undone' | 'hasTicket' | 'refused' | 'undecided'>;
interface Shift {
  readonly showId: string;
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly tally: Tally;
  /** Oldest first. */
  readonly items: readonly Kept[];
}

/** A card by its code, or of which only the mask is known. */
type NotedCard = Pick<CardCode, 'text'> | Pick<HistoryItem, 'maskedCard'>;

export interface HistoryKeeper {
  now(): History;
  /** Notes an answer about cards. Never throws, and nobody waits for it. */
  note(cards: readonly NotedCard[], people: number, verdict: Answer): void;
  /** Default: all of it. */
  noteUndo(visitId: string, reductions?: readonly Reduction[]): void;
}

interface HistoryOptions {
  readonly storage: Pick<OutboxStorage, 'name' | 'note' | 'keepNote'>;
  readonly outbox: Pick<Outbox, 'standing'>;
  readonly environment: Pick<Environment, 'now' | 'locks'>;
  readonly showId: string;
  /** Told when there is more to see. */
  readonly onChange: () => void;
}

/** Of a desk that keeps none. */
export const noHistory: History = {
  sinceMs: undefined,
  ...{ recorded: 0, people: 0, provisional: 0, undone: 0, hasTicket: 0, refused: 0, undecided: 0, items: [] },
};

const key = 'history';
const nothing: Tally = { recorded: 0, people: 0, undone: 0, hasTicket: 0, refused: 0, undecided: 0 };

/** A history that survives a reload, of masks and counts alone. One for all shows of the device, each with its own shift. */
export function createHistory({ storage, outbox, environment, showId, onChange }: HistoryOptions): HistoryKeeper {
  let shift = begun();
  void change((kept) => kept);

  function begun(): Shift {
    return { showId, sinceMs: 0, lastMs: 0, tally: nothing, items: [] };
  }

  /** Another tab may have noted something: each change begins with what is kept, one after another. */
  async function change(with_: (kept: Shift) => Shift): Promise<void> {
    // What cannot be kept is at least seen until the page is gone.
    shift = with_(shift);
    try {
      await environment.locks.exclusive(`${storage.name}/history`, async () => {
        const shifts = living(await storage.note(key), environment.now());
        const kept = shifts.find((other) => other.showId === showId) ?? begun();
        const after = with_(kept);
        shift = after;
        if (after === kept) return;
        await storage.keepNote(key, [...shifts.filter((other) => other.showId !== showId), after]);
      });
    } catch {
      // A history is not worth an error: the outbox holds what counts.
    }
    onChange();
  }

  return {
    now: () => told(shift, outbox),
    note(cards, people, verdict) {
      const [first] = cards;
      const { outcome } = verdict;
      const item: Kept = {
        ...('visitId' in verdict
          ? { visitId: verdict.visitId, usages: verdict.usages.map(({ usageId, minors }) => ({ id: usageId, minors })) }
          : { visitId: undefined }),
        maskedCard: first !== undefined && 'maskedCard' in first ? first.maskedCard : maskCardCode(first?.text ?? ''),
        cards: cards.length,
        people,
        atMs: environment.now(),
        outcome,
        undone: false,
      };
      void change((kept) => withItem(kept, item));
    },
    noteUndo: (visitId, reductions) =>
      void change((kept) =>
        reductions === undefined ? withUndo(kept, visitId) : withReductions(kept, visitId, reductions),
      ),
  };
}

function withItem(kept: Shift, item: Kept): Shift {
  // The same visit once more, by its reference.
  if (item.visitId !== undefined && kept.items.some(({ visitId }) => visitId === item.visitId)) return kept;
  const { atMs } = item;
  const sinceMs = kept.items.length === 0 ? atMs : kept.sinceMs;
  const tally = withAnswer(kept.tally, item);
  return { ...kept, sinceMs, lastMs: atMs, tally, items: [...kept.items, item].slice(-maxItems) };
}

function withAnswer(tally: Tally, { outcome, cards, people }: Kept): Tally {
  switch (outcome) {
    case 'confirmed':
    case 'provisional':
      return { ...tally, recorded: tally.recorded + cards, people: tally.people + people };
    case 'has-ticket':
      return { ...tally, hasTicket: tally.hasTicket + cards };
    case 'refused':
    case 'undecided':
      return { ...tally, [outcome]: tally[outcome] + 1 };
    default:
      return outcome satisfies never;
  }
}

function withUndo(kept: Shift, visitId: string): Shift {
  const item = kept.items.find((one) => one.visitId === visitId && !one.undone);
  if (item === undefined) return kept;
  const { recorded, people, undone } = kept.tally;
  const tally = {
    ...kept.tally,
    recorded: recorded - item.cards,
    people: people - item.people,
    undone: undone + item.cards,
  };
  return { ...kept, tally, items: kept.items.map((one) => (one === item ? { ...item, undone: true } : one)) };
}

function withReductions(kept: Shift, visitId: string, reductions: readonly Reduction[]): Shift {
  const item = kept.items.find((one) => one.visitId === visitId && !one.undone);
  if (item?.usages === undefined) return kept;
  const usages = reduced(item.usages, reductions);
  if (usages.length === 0) return withUndo(kept, visitId);
  const cards = usages.length;
  const people = usages.reduce((sum, { minors }) => sum + 1 + minors, 0);
  const tally = {
    ...kept.tally,
    recorded: kept.tally.recorded - item.cards + cards,
    people: kept.tally.people - item.people + people,
    undone: kept.tally.undone + item.cards - cards,
  };
  const items = kept.items.map((one) => (one === item ? { ...item, usages, cards, people } : one));
  return { ...kept, tally, items };
}

function told({ items, tally, sinceMs }: Shift, outbox: Pick<Outbox, 'standing'>): History {
  const standing = outbox.standing();
  const seen = items.map(({ outcome, undone, usages: _, ...item }): HistoryItem => {
    const now = item.visitId === undefined ? undefined : standing.get(item.visitId);
    if (undone) return { ...item, standing: 'undone' };
    if (now === 'review') return { ...item, standing: now };
    if (outcome !== 'provisional') return { ...item, standing: outcome };
    return { ...item, standing: now === 'pending' ? 'provisional' : 'confirmed' };
  });
  const provisional = seen.reduce((sum, item) => sum + (item.standing === 'provisional' ? item.cards : 0), 0);
  return { sinceMs: items.length === 0 ? undefined : sinceMs, ...tally, provisional, items: seen.reverse() };
}

/** What is kept of shifts that are not over; nothing of what this version, or one before it, did not write. */
function living(note: unknown, nowMs: number): readonly Shift[] {
  if (!Array.isArray(note)) return [];
  const shifts = (note as readonly Partial<Shift>[]).filter(
    (shift): shift is Shift =>
      typeof shift?.lastMs === 'number' && Array.isArray(shift.items) && Math.abs(nowMs - shift.lastMs) < shiftMs,
  );
  return shifts.map((shift) => ({ ...shift, tally: { ...nothing, ...shift.tally } }));
}
