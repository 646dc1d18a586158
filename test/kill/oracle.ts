/**
 * What the registry must hold, by what the pages told: kept beside the trial, and compared with the rows at its end. Pure.
 *
 * A visit whose verdict was never told (its page was killed between the desk's word and ours) may be counted or not: nobody
 * knows what the clerk saw (protocol C6). Counted twice, or under an id that no page was ever ordered to use, is always wrong.
 */
import type { Told } from './orders.ts';

export interface Row {
  readonly visitId: string;
  readonly state: 'counted' | 'redeemed' | 'lapsed' | 'voided';
  readonly card: string | null;
  readonly minors: number | null;
}

/** What is known of one visit. */
interface Visit {
  readonly cards: readonly string[];
  readonly show: string;
  /** What the clerk was told; `undefined`: nothing that has reached us. */
  verdict: Told['came'] | undefined;
  /** The undo was ordered, or the clerk was told that it is done. */
  undo: 'ordered' | 'told' | undefined;
}

export interface Judgement {
  /** Told confirmed or provisional, not undone, and nothing of it counted. */
  readonly lost: readonly string[];
  /** Told refused, undecided or undone, and counted; or counted in part. */
  readonly wrong: readonly string[];
  /** Counted though no page was ever ordered to record it, or with another card. */
  readonly phantoms: readonly string[];
  /** Visits with two counted rows of one card, and how many tickets the show's own count is off by. */
  readonly duplicates: readonly string[];
}

export interface Tally {
  readonly confirmed: number;
  readonly provisional: number;
  /** Told as not recorded: refused, undecided, or an error. */
  readonly declined: number;
  readonly undone: number;
  /** Ordered, and nothing told: the page was killed meanwhile. */
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
      if (visit === undefined) throw new Error(`A page told of ${id}, which it was never ordered to do.`);
      visits.delete(id);
      visits.set(as, visit);
      if (came === 'undone') visit.undo = 'told';
      // An undo that threw is none: what it was about stands as before, or not.
      else if (came !== 'threw' || visit.undo === undefined) visit.verdict = came;
    },
    /** Visits to a show that a clerk was told are recorded, and nobody has thought of undoing. */
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
      // A desk that asks once more does so under an id of its own, and may be killed before it tells.
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
