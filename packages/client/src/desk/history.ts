/**
 * The device's results of the shift, for the clerk to look up. Stored apart from the entries; no error in it affects
 * them.
 */
import { peopleOf } from '../admission/cap.ts';
import type { RefusalReason } from '../admission/rules.ts';
import type { CardCode } from '../card/card-code.ts';
import { maskCardCode } from '../card/mask.ts';
import type { Environment } from '../environment.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { VisitState } from '../outbox/outbox-state.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import { type Reduction, reduced, type Usage } from '../usage/visit.ts';
import type { Verdict } from '../verdict.ts';

/** One result of the shift. Has the masked card code only. */
export interface HistoryItem {
  /** `undefined` if nothing was recorded. */
  readonly visitId: string | undefined;
  /** The first card of the visit. */
  readonly maskedCard: string;
  /**
   * Tells cards apart whose masks are the same: 1, 2, …. Absent if no other card of the shift has this mask, or if it is not
   * known which of them it was, because the page was loaded again since.
   */
  readonly alike?: number;
  /** Why a rule refused it. Only with `refused`. */
  readonly reason?: RefusalReason;
  /** Why there was no decision. Only with `undecided`. */
  readonly cause?: KaikuErrorCode;
  /** The cards of a recorded visit that count, for a partial void. */
  readonly usages?: readonly { readonly usageId: string; readonly minors: number }[];
  /** Number of cards. */
  readonly cards: number;
  /** Adults and minors. */
  readonly people: number;
  /** Milliseconds since the Unix epoch, by this device's clock. */
  readonly atMs: number;
  /** The state now. A provisional visit becomes `confirmed` when the registry acknowledges it. */
  readonly standing: Verdict['outcome'] | 'undone' | 'review';
}

/** The results of this device for one show since the start of the shift. */
export interface History {
  /** When the first result came, in milliseconds since the Unix epoch; `undefined` before it. */
  readonly sinceMs: number | undefined;
  /** Cards recorded, in the registry or on this device, without undone ones. */
  readonly recorded: number;
  /** Adults and minors of those. */
  readonly people: number;
  /** Cards of `recorded` that the registry has not acknowledged. */
  readonly provisional: number;
  /** Cards that were recorded and undone. */
  readonly undone: number;
  /** Cards admitted without recording, because they had tickets. */
  readonly hasTicket: number;
  /** Checks and visits refused by a rule. */
  readonly refused: number;
  /** Checks and visits without a decision. */
  readonly undecided: number;
  /** The last 100 results, newest first. */
  readonly items: readonly HistoryItem[];
}

/** The most items stored, enough for an evening. Guess, decision 0008. */
export const maxItems = 100;

/** The history restarts if the last result is older than this. Guess, decision 0008. */
export const shiftMs = 18 * 3_600_000;

type StoredItem = Omit<HistoryItem, 'standing' | 'usages'> & {
  readonly outcome: Verdict['outcome'];
  readonly undone: boolean;
  /** The usages that are not voided, so that repeated voids of one are subtracted only once. */
  readonly usages?: readonly Pick<Usage, 'id' | 'minors'>[];
};
/** A verdict, or a decision that cannot lead to one. */
type Result =
  | Verdict
  | { readonly outcome: 'has-ticket' }
  | { readonly outcome: 'refused'; readonly refusal: { readonly reason: RefusalReason } }
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode };
type Tally = Pick<History, 'recorded' | 'people' | 'undone' | 'hasTicket' | 'refused' | 'undecided'>;
interface Shift {
  readonly showId: string;
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly tally: Tally;
  /** Oldest first. */
  readonly items: readonly StoredItem[];
}

/** A card by its code, or by its mask if only that is known. */
type NotedCard = Pick<CardCode, 'text'> | Pick<HistoryItem, 'maskedCard'>;

export interface HistoryKeeper {
  now(): History;
  /** Adds a result. Runs in the background and never throws. */
  note(cards: readonly NotedCard[], people: number, result: Result): void;
  /** Marks a visit as undone, or the `reductions` of it. */
  noteUndo(visitId: string, reductions?: readonly Reduction[]): void;
}

interface HistoryOptions {
  readonly storage: Pick<OutboxStorage, 'name' | 'note' | 'keepNote'>;
  readonly visitStates: () => ReadonlyMap<string, VisitState>;
  readonly environment: Pick<Environment, 'now' | 'locks'>;
  readonly showId: string;
  /** Called after each change of the history. */
  readonly onChange: () => void;
}

/** The history of a desk without one. */
export const noHistory: History = {
  sinceMs: undefined,
  ...{ recorded: 0, people: 0, provisional: 0, undone: 0, hasTicket: 0, refused: 0, undecided: 0, items: [] },
};

const key = 'history';
const emptyTally: Tally = { recorded: 0, people: 0, undone: 0, hasTicket: 0, refused: 0, undecided: 0 };

/**
 * Creates a history that survives a reload and contains only masks and counts. A storage has one note for all shows, with
 * one shift for each.
 */
export function createHistory({ storage, visitStates, environment, showId, onChange }: HistoryOptions): HistoryKeeper {
  let shift = emptyShift();
  const namesake = createNamesakes();
  const isNoted = (mask: string) => shift.items.some(({ maskedCard }) => maskedCard === mask);
  void change((stored) => stored);

  function emptyShift(): Shift {
    return { showId, sinceMs: 0, lastMs: 0, tally: emptyTally, items: [] };
  }

  /** Applies a change to the stored shift, one at a time, because another tab may have changed it too. */
  async function change(apply: (stored: Shift) => Shift): Promise<void> {
    // Shown until the page closes even if storing fails.
    shift = apply(shift);
    try {
      await environment.locks.exclusive(`${storage.name}/history`, async () => {
        const shifts = currentShifts(await storage.note(key), environment.now());
        const stored = shifts.find((other) => other.showId === showId) ?? emptyShift();
        const after = apply(stored);
        shift = after;
        if (after === stored) return;
        await storage.keepNote(key, [...shifts.filter((other) => other.showId !== showId), after]);
      });
    } catch {
      // Not worth an error: the visits themselves are in the outbox.
    }
    onChange();
  }

  return {
    now: () => toHistory(shift, visitStates()),
    note(cards, people, result) {
      const [first] = cards;
      const { outcome } = result;
      const maskedCard =
        first !== undefined && 'maskedCard' in first ? first.maskedCard : maskCardCode(first?.text ?? '');
      const item: StoredItem = {
        ...('visitId' in result
          ? { visitId: result.visitId, usages: result.usages.map(({ usageId, minors }) => ({ id: usageId, minors })) }
          : { visitId: undefined }),
        maskedCard,
        ...(first !== undefined && 'text' in first && namesake(maskedCard, first.text, isNoted(maskedCard))),
        ...('refusal' in result && { reason: result.refusal.reason }),
        ...(result.outcome === 'undecided' && { cause: result.cause }),
        cards: cards.length,
        people,
        atMs: environment.now(),
        outcome,
        undone: false,
      };
      void change((stored) => withItem(stored, item));
    },
    noteUndo: (visitId, reductions) => void change((stored) => withUndo(stored, visitId, reductions)),
  };
}

/**
 * Returns a function that numbers the cards of each mask, in the order they come, and remembers them until the page closes.
 * `isNoted`: an item with this mask is stored. If it is not of this page, no card with the mask gets a number.
 */
function createNamesakes(): (mask: string, code: string, isNoted: boolean) => { readonly alike?: number } {
  const known = new Map<string, string[] | undefined>();
  return (mask, code, isNoted) => {
    if (!known.has(mask)) known.set(mask, isNoted ? undefined : []);
    const codes = known.get(mask);
    if (codes === undefined) return {};
    if (!codes.includes(code)) codes.push(code);
    return { alike: codes.indexOf(code) + 1 };
  };
}

function withItem(stored: Shift, item: StoredItem): Shift {
  // The same visit was recorded again, by its reference.
  if (item.visitId !== undefined && stored.items.some(({ visitId }) => visitId === item.visitId)) return stored;
  const { atMs } = item;
  const sinceMs = stored.items.length === 0 ? atMs : stored.sinceMs;
  const tally = withResult(stored.tally, item);
  return { ...stored, sinceMs, lastMs: atMs, tally, items: [...stored.items, item].slice(-maxItems) };
}

function withResult(tally: Tally, { outcome, cards, people }: StoredItem): Tally {
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

/** Subtracts the `reductions` of a visit, or all of it. */
function withUndo(stored: Shift, visitId: string, reductions?: readonly Reduction[]): Shift {
  const item = stored.items.find((candidate) => candidate.visitId === visitId && !candidate.undone);
  if (item === undefined) return stored;
  const usages = reductions === undefined ? [] : reduced(item.usages ?? [], reductions);
  const cards = usages.length;
  const people = usages.reduce((sum, usage) => sum + peopleOf(usage), 0);
  const tally = {
    ...stored.tally,
    recorded: stored.tally.recorded - item.cards + cards,
    people: stored.tally.people - item.people + people,
    undone: stored.tally.undone + item.cards - cards,
  };
  const after = cards === 0 ? { ...item, undone: true } : { ...item, usages, cards, people };
  return { ...stored, tally, items: stored.items.map((other) => (other === item ? after : other)) };
}

function toHistory({ items, tally, sinceMs }: Shift, states: ReadonlyMap<string, VisitState>): History {
  const collides = new Set(items.flatMap(({ alike = 0, maskedCard }) => (alike > 1 ? maskedCard : [])));
  const current = items.map(({ outcome, undone, usages, alike, ...stored }): HistoryItem => {
    const item = {
      ...stored,
      ...(alike !== undefined && collides.has(stored.maskedCard) && { alike }),
      ...(usages !== undefined && { usages: usages.map(({ id, minors }) => ({ usageId: id, minors })) }),
    };
    const now = item.visitId === undefined ? undefined : states.get(item.visitId);
    if (undone) return { ...item, standing: 'undone' };
    if (now === 'review') return { ...item, standing: now };
    if (outcome !== 'provisional') return { ...item, standing: outcome };
    return { ...item, standing: now === 'pending' ? 'provisional' : 'confirmed' };
  });
  const provisional = current.reduce((sum, item) => sum + (item.standing === 'provisional' ? item.cards : 0), 0);
  return { sinceMs: items.length === 0 ? undefined : sinceMs, ...tally, provisional, items: current.reverse() };
}

/** Returns the shifts that are not over. Ignores what no version of this package has written. */
function currentShifts(note: unknown, nowMs: number): readonly Shift[] {
  if (!Array.isArray(note)) return [];
  const shifts = (note as readonly Partial<Shift>[]).filter(
    (shift): shift is Shift =>
      typeof shift?.lastMs === 'number' && Array.isArray(shift.items) && Math.abs(nowMs - shift.lastMs) < shiftMs,
  );
  return shifts.map((shift) => ({ ...shift, tally: { ...emptyTally, ...shift.tally } }));
}
