import type { CardCode } from '../card/card-code.ts';
import { minorsUnder } from './edition.ts';
import type { CardFacts, MinorsAllowed, ShowFacts } from './facts.ts';
import { isCount } from './valid-facts.ts';

/**
 * The most minors one usage is recorded with: the contract's bound. No rule limits how many clients come with a worker,
 * because larger groups are agreed on with the venue (docs/sources.md#groups).
 */
export const maxMinors = 99;

/** A guard against a slip of the finger, not a rule: no card of the programme's examples names more than six children. Guess, decision 0005. */
const maxChildrenUnseen = 12;

/** What the number of minors is ruled by. */
interface MinorsQuestion {
  readonly code: CardCode;
  /** `undefined`: the registry could not be asked; the true number is on the cardboard. */
  readonly card: CardFacts | undefined;
  readonly show: ShowFacts | undefined;
  readonly atMs: number;
  /** Somebody who is a customer comes on another card, or with one: a worker is not alone then. */
  readonly accompanied: boolean;
}

/** How many minors may come along before the cap is looked at. Children never get course places (docs/sources.md#children). */
export function minorsByRule(question: MinorsQuestion): MinorsAllowed {
  const { code, card, show, accompanied } = question;
  if (code.holder === 'community') return { min: accompanied ? 0 : 1, max: maxMinors, who: 'clients', under: 16 };
  const max = show?.kind === 'course' ? 0 : ownChildren(card);
  return { min: 0, max, who: 'children', under: minorsUnder(show, question.atMs) };
}

function ownChildren(card: CardFacts | undefined): number {
  if (card === undefined) return maxChildrenUnseen;
  return card.registered === true && isCount(card.minors) ? card.minors : 0;
}
