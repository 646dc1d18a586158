import type { CardCode } from '../card/card-code.ts';
import { minorsUnder } from './edition.ts';
import type { CardFacts, MinorsAllowed, ShowFacts } from './facts.ts';
import { isCount } from './valid-facts.ts';

/**
 * The most minors of one usage, a limit of the contract. No rule limits how many clients come with a worker, because the
 * venue agrees to larger groups (docs/sources.md#groups).
 */
export const maxMinors = 99;

/**
 * Limits typing errors if the card's own number is unknown. Not a rule: cards in the programme's examples have at most six
 * children. Guess, decision 0005.
 */
const maxChildrenUnseen = 12;

/** The input of the rules for minors. */
interface MinorsQuestion {
  readonly code: CardCode;
  /** `undefined` if the card could not be looked up. */
  readonly card: CardFacts | undefined;
  readonly show: ShowFacts | undefined;
  readonly atMs: number;
  /** True if a client comes with a worker on another card. */
  readonly accompanied: boolean;
}

/**
 * Returns how many minors may come along, apart from the cap. Children never get course places
 * (docs/sources.md#children).
 */
export function minorsByRule(question: MinorsQuestion): MinorsAllowed {
  const { code, card, show, accompanied } = question;
  if (code.holder === 'community') return { min: accompanied ? 0 : 1, max: maxMinors, who: 'clients', under: 16 };
  const max = show?.kind === 'course' ? 0 : ownChildren(card);
  return { min: 0, max, who: 'children', under: minorsUnder(show, question.atMs) };
}

function ownChildren(card: CardFacts | undefined): number {
  if (card === undefined || card.registered === 'not-checked') return maxChildrenUnseen;
  return card.registered === true && isCount(card.minors) ? card.minors : 0;
}
