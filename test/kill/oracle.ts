/**
 * What the register must hold, by what the pages told: kept beside the trial, and compared with the rows at its end. Pure.
 *
 * A use whose verdict was never told (its page was killed between the desk's word and ours) may be counted or not: nobody
 * knows what the clerk saw (protocol C6). Counted twice, or under an id that no page was ever ordered to use, is always wrong.
 */
import type { Told } from './orders.ts';

export interface Row {
  readonly id: string;
  readonly state: 'counted' | 'redeemed' | 'lapsed' | 'refused' | 'void';
  readonly card: string | null;
  readonly minors: number | null;
}

/** What is known of one use. */
interface Use {
  readonly card: string;
  readonly show: string;
  /** What the clerk was told; `undefined`: nothing that has reached us. */
  verdict: Told['came'] | undefined;
  /** The undo was ordered, or the clerk was told that it is done. */
  undo: 'ordered' | 'told' | undefined;
}

export interface Judgement {
  /** Told confirmed or provisional, not undone, and not counted. */
  readonly lost: readonly string[];
  /** Told refused, undecided or undone, and counted. */
  readonly wrong: readonly string[];
  /** Counted though no page was ever ordered to record it, or with another card. */
  readonly phantoms: readonly string[];
  /** Ids with two counted rows, and how many tickets the show's own count is off by. */
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
  const uses = new Map<string, Use>();

  function mayCount({ verdict, undo }: Use): 'must' | 'must-not' | 'either' {
    if (undo === 'told') return 'must-not';
    if (verdict === undefined) return 'either';
    if (verdict !== 'confirmed' && verdict !== 'provisional') return 'must-not';
    return undo === 'ordered' ? 'either' : 'must';
  }
  function all(is: (use: Use) => boolean): number {
    return [...uses.values()].filter(is).length;
  }

  return {
    ordered(id: string, { card, show }: Pick<Use, 'card' | 'show'>): void {
      uses.set(id, { card, show, verdict: undefined, undo: undefined });
    },
    undoOrdered(id: string): void {
      const use = uses.get(id);
      if (use !== undefined) use.undo ??= 'ordered';
    },
    told({ id, came, as = id }: Told): void {
      const use = uses.get(id);
      if (use === undefined) throw new Error(`A page told of ${id}, which it was never ordered to do.`);
      uses.delete(id);
      uses.set(as, use);
      if (came === 'undone') use.undo = 'told';
      // An undo that threw is none: what it was about stands as before, or not.
      else if (came !== 'threw' || use.undo === undefined) use.verdict = came;
    },
    /** Uses for a show that a clerk was told are recorded, and nobody has thought of undoing. */
    undoable(show: string): readonly string[] {
      return [...uses].flatMap(([id, use]) => (use.show === show && mayCount(use) === 'must' ? [id] : []));
    },
    wasTold(id: string): boolean {
      return uses.get(id)?.verdict !== undefined;
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
      const ids = new Set(counted.map(({ id }) => id));
      const tickets = counted.reduce((sum, { minors }) => sum + 1 + (minors ?? 0), 0);
      // A desk that asks once more does so under an id of its own, and may be killed before it tells.
      const untold = new Set([...uses.values()].flatMap((use) => (use.verdict === undefined ? use.card : [])));
      const seen = new Set<string>();
      const twice = counted.flatMap(({ id }) => {
        const again = seen.has(id);
        seen.add(id);
        return again ? [id] : [];
      });
      return {
        lost: [...uses].flatMap(([id, use]) => (mayCount(use) === 'must' && !ids.has(id) ? [id] : [])),
        wrong: [...uses].flatMap(([id, use]) => (mayCount(use) === 'must-not' && ids.has(id) ? [id] : [])),
        phantoms: counted.flatMap(({ id, card }) =>
          uses.get(id)?.card === card || (!uses.has(id) && untold.has(card ?? '')) ? [] : [id],
        ),
        duplicates: taken === tickets ? twice : [...twice, `${taken} tickets taken, ${tickets} in the rows`],
      };
    },
  };
}

export type Oracle = ReturnType<typeof createOracle>;
