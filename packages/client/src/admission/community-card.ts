import type { CardCode } from '../card/card-code.ts';
import type { Company } from './facts.ts';
import type { Refusal } from './refusal.ts';
import { rules } from './rules.ts';

/** Larger groups are agreed on with the venue separately: "a small group is for example 2–5" (docs/sources.md#groups). */
export const agreedAbove = 5;

/** Those who come, and what the clerk says of them. */
interface Comers {
  readonly codes: readonly Pick<CardCode, 'holder'>[];
  /** Adults and minors, workers among them. */
  readonly people: number;
  readonly agreed: boolean | undefined;
}

/**
 * The refusal of a group that is too large for the venue not to know of it. A group is one that comes with a community
 * card; families and friends, each on their own cards, are none (decision 0016).
 */
export function groupNotAgreed({ codes, people, agreed }: Comers): Refusal | undefined {
  if (agreed === true || !(people > agreedAbove) || !codes.some(({ holder }) => holder === 'community'))
    return undefined;
  return { reason: 'group-not-agreed', rule: rules['group-not-agreed'], people, agreedAbove };
}

/** True where the clerk says that the client a worker joins is inside already; no other word is known. */
export function isCompany(company: Company | undefined): boolean {
  return company === 'client-inside';
}

/** The refusal of a community card that nobody comes with (docs/sources.md#community-cards). */
export function communityCardAlone(
  code: Pick<CardCode, 'holder'>,
  minors: number,
  accompanied: boolean,
): Refusal | undefined {
  if (code.holder !== 'community' || accompanied || !(minors < 1)) return undefined;
  return { reason: 'community-card-alone', rule: rules['community-card-alone'] };
}
