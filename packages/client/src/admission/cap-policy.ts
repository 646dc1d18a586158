import { type CapRule, capRules } from './cap-policy-rules.ts';
import { capPolicyEdition, yearOf } from './edition.ts';
import type { ShowFacts } from './facts.ts';
import { type Edition, type Rule, rules } from './rules.ts';
import { isCount } from './valid-facts.ts';

/** The lowest cap a venue may set for a show, and why. */
export interface LowestCap {
  /** Tickets (course places, of a swimming hall card holders a day). Never more than the show has. */
  readonly cap: number;
  /** The rule that allows to go so low. */
  readonly rule: Rule;
  /** Every rule that applies, with its own floor: what `rule` was chosen from, in the order of the table. */
  readonly considered: readonly { readonly rule: Rule; readonly cap: number }[];
}

/** A cap that is not allowed, and the lowest that is. */
export interface CapTooLow {
  readonly cap: number;
  readonly lowest: LowestCap;
}

/**
 * The lowest cap allowed for a show, by the edition of its date: the lowest of all rules that apply, because a venue
 * may use any exception it falls under. Total: seats that are no number count as none.
 */
export function lowestCapAllowed(show: ShowFacts): LowestCap {
  const counted = isCount(show.seats) ? show : { ...show, seats: 0 };
  const edition = capPolicyEdition(counted);
  const considered = capRules
    .filter((rule) => rule.editions.includes(edition) && isInItsYears(rule, counted) && rule.applies(counted))
    .map((rule) => ({ rule: toRule(rule, edition), cap: rule.lowest(counted) }));
  const winner = considered.reduce((lowest, other) => (other.cap < lowest.cap ? other : lowest), unruled);
  return { cap: Math.min(winner.cap, counted.seats), rule: winner.rule, considered };
}

/**
 * What is wrong with a show's cap, for those who configure it; `undefined` where nothing is. No cap is always fine, and
 * so is one above the seats: it binds nothing, and a venue may take seats out of a hall.
 */
export function checkCap(show: ShowFacts): CapTooLow | undefined {
  if (show.cap === null) return undefined;
  const lowest = lowestCapAllowed(show);
  return isCount(show.cap) && show.cap >= lowest.cap ? undefined : { cap: show.cap, lowest };
}

/** A trial applies to the shows of its years only; to none whose date cannot be read. */
function isInItsYears({ trial }: CapRule, show: ShowFacts): boolean {
  if (trial === undefined) return true;
  const [from, to] = trial;
  const year = yearOf(show);
  return year !== undefined && from <= year && year <= to;
}

/** Where no rule of the table applies, nothing less than every ticket is allowed. */
const unruled = { rule: rules['cap-reached'], cap: Number.POSITIVE_INFINITY };

function toRule({ id, editions, source }: CapRule, edition: Edition): Rule {
  return { id, edition: editions.length === 1 ? edition : 'any', source };
}
