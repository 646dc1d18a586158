import { type CapRule, capRules } from './cap-policy-rules.ts';
import { capPolicyEdition, yearOf } from './edition.ts';
import type { ShowFacts } from './facts.ts';
import { type Edition, type Rule, rules } from './rules.ts';
import { isCount } from './valid-facts.ts';

/** The lowest cap that a venue may set for a show, and why. */
export interface LowestCap {
  /** Tickets, course places, or card holders a day in a swimming hall. At most the show's seats. */
  readonly cap: number;
  /** The rule that allows this cap. */
  readonly rule: Rule;
  /** Every rule that applies, with its lowest cap, in the order of the table. */
  readonly considered: readonly { readonly rule: Rule; readonly cap: number }[];
}

/** A cap that is not allowed. */
export interface CapTooLow {
  /** The show's cap. */
  readonly cap: number;
  /** The lowest cap allowed. */
  readonly lowest: LowestCap;
}

/**
 * Returns the lowest cap allowed for a show, by the edition of its date. It is the lowest of all rules that apply, because a
 * venue may use any exception. Works for any facts: malformed seats count as 0.
 */
export function lowestCapAllowed(show: ShowFacts): LowestCap {
  const counted = isCount(show.seats) ? show : { ...show, seats: 0 };
  const edition = capPolicyEdition(counted);
  const considered = capRules
    .filter((rule) => rule.editions.includes(edition) && isInTrialYears(rule, counted) && rule.applies(counted))
    .map((rule) => ({ rule: toRule(rule, edition), cap: rule.lowest(counted) }));
  const winner = considered.reduce((lowest, other) => (other.cap < lowest.cap ? other : lowest), unruled);
  return { cap: Math.min(winner.cap, counted.seats), rule: winner.rule, considered };
}

/**
 * Returns why a show's cap is too low; `undefined` if it is allowed. No cap is always allowed, and so is one above the
 * number of seats.
 */
export function checkCap(show: ShowFacts): CapTooLow | undefined {
  if (show.cap === null) return undefined;
  const lowest = lowestCapAllowed(show);
  return isCount(show.cap) && show.cap >= lowest.cap ? undefined : { cap: show.cap, lowest };
}

/** True if the rule is not a trial, or if the show is in the years of the trial. False for a malformed date. */
function isInTrialYears({ trial }: CapRule, show: ShowFacts): boolean {
  if (trial === undefined) return true;
  const [from, to] = trial;
  const year = yearOf(show);
  return year !== undefined && from <= year && year <= to;
}

/** Used if no rule applies: the cap must not be below the number of seats. */
const unruled = { rule: rules['cap-reached'], cap: Number.POSITIVE_INFINITY };

function toRule({ id, editions, source }: CapRule, edition: Edition): Rule {
  return { id, edition: editions.length === 1 ? edition : 'any', source };
}
