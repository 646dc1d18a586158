/**
 * What the registry must contain by what the pages reported. Compared with the rows at the end of a trial. Pure.
 *
 * A visit whose verdict was never reported (its page was killed in between) may be counted or not, because it is unknown
 * what the clerk saw. A visit that is counted twice, or under an id of no command, is always wrong.
 */
import type { Told } from './orders.ts';

export interface Row {
  readonly visitId: string;
  readonly state: 'counted' | 'redeemed' | 'lapsed' | 'voided';
  readonly card: string | null;
  readonly minors: number | null;
}

/** What is known about one visit. */
interface Visit {
  readonly cards: readonly string[];
  readonly show: string;
  /** What the clerk was shown; `undefined` if the page did not report it. */
  verdict: Told['came'] | undefined;
  /** The undo was commanded, or the clerk was shown that it is done. */
  undo: 'ordered' | 'told' | undefined;
}

export interface Judgement {
  /** Shown as confirmed or provisional, not undone, and not counted. */
  readonly lost: readonly string[];
  /** Shown as refused, undecided or undone, and counted; or counted in part. */
  readonly wrong: readonly string[];
  /** Counted without a command, or with another card. */
  readonly phantoms: readonly string[];
  /** Visits with two counted rows of one card, and the error of the show's own count of tickets. */
  readonly duplicates: readonly string[];
}

export interface Tally {
  readonly confirmed: number;
  readonly provisional: number;
  /** Shown as not recorded: refused, undecided, or an error. */
  readonly declined: number;
  readonly undone: number;
  /** Commanded, but not reported: the page was killed in between. */
  readonly untold: number;
}

export function createOracle() {
  const visits = new Map<string, Visit>();

  function mayCount({ verdict, undo }: Visit): 'must' | 'must-not' | 'either' {
    if (undo === 'told') return 'must-not';
    if (verdict === undefined) return 'either';
    if (verdict !== 'confirmed' && verdict !== 'provisional') return 'must-not';
    return undo === 'ordered' ? 'either' : 'must';
  }
  function all(is: (visit: Visit) => boolean): number {
    return [...visits.values()].filter(is).length;
  }

  return {
    ordered(id: string, { cards, show }: Pick<Visit, 'cards' | 'show'>): void {
      visits.set(id, { cards, show, verdict: undefined, undo: undefined });
    },
    undoOrdered(id: string): void {
      const visit = visits.get(id);
      if (visit !== undefined) visit.undo ??= 'ordered';
    },
    told({ id, came, as = id }: Told): void {
      const visit = visits.get(id);
      if (visit === undefined) throw new Error(`A page reported ${id}, which was not its command.`);
      visits.delete(id);
      visits.set(as, visit);
      if (came === 'undone') visit.undo = 'told';
      // An undo that threw has an unknown result.
      else if (came !== 'threw' || visit.undo === undefined) visit.verdict = came;
    },
    /** Returns a show's visits that a clerk was shown as recorded, without an undo. */
    undoable(show: string): readonly string[] {
      return [...visits].flatMap(([id, visit]) => (visit.show === show && mayCount(visit) === 'must' ? [id] : []));
    },
    wasTold(id: string): boolean {
      return visits.get(id)?.verdict !== undefined;
    },
    tally(): Tally {
      return {
        confirmed: all(({ verdict }) => verdict === 'confirmed'),
        provisional: all(({ verdict }) => verdict === 'provisional'),
        declined: all(({ verdict }) => verdict === 'refused' || verdict === 'undecided' || verdict === 'threw'),
        undone: all(({ undo }) => undo === 'told'),
        untold: all(({ verdict }) => verdict === undefined),
      };
    },
    /** @param taken the shows' own counts of tickets, added up */
    judge(rows: readonly Row[], taken: number): Judgement {
      const counted = rows.filter(({ state }) => state === 'counted' || state === 'redeemed');
      const keyOf = (id: string, card: string | null) => `${id} ${card}`;
      const keys = new Set<string>();
      const twice = counted.flatMap(({ visitId, card }) => {
        const key = keyOf(visitId, card);
        const again = keys.has(key);
        keys.add(key);
        return again ? [visitId] : [];
      });
      const tickets = counted.reduce((sum, { minors }) => sum + 1 + (minors ?? 0), 0);
      // A desk that requests again uses another id, and may be killed before it reports that.
      const untold = [...visits.values()].flatMap(({ verdict, cards }) => (verdict === undefined ? cards : []));
      const those = (are: (may: ReturnType<typeof mayCount>, there: number, of: number) => boolean) =>
        [...visits].flatMap(([id, visit]) => {
          const there = visit.cards.filter((card) => keys.has(keyOf(id, card))).length;
          return are(mayCount(visit), there, visit.cards.length) ? [id] : [];
        });
      return {
        lost: those((may, there) => may === 'must' && there === 0),
        wrong: those((may, there, of) => there > 0 && (may === 'must-not' || there < of)),
        phantoms: counted.flatMap(({ visitId, card }) =>
          (visits.get(visitId)?.cards ?? untold).includes(card ?? '') ? [] : [visitId],
        ),
        duplicates: taken === tickets ? twice : [...twice, `${taken} tickets taken, ${tickets} in the rows`],
      };
    },
  };
}

export type Oracle = ReturnType<typeof createOracle>;
