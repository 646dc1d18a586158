import type { CardCode } from '../card/card-code.ts';
import type { Company } from './facts.ts';
import type { Refusal } from './refusal.ts';
import { rules } from './rules.ts';

/** Larger groups need the venue's agreement: "a small group is for example 2–5" (docs/sources.md#groups). */
export const agreedAbove = 5;

/** The people of a visit. */
interface Group {
  readonly codes: readonly Pick<CardCode, 'holder'>[];
  /** Adults and minors, including workers. */
  readonly people: number;
  readonly agreed: boolean | undefined;
}

/**
 * Returns the refusal of a large group without the venue's agreement. Only people with a community card are a group;
 * families and friends with their own cards are not (decision 0016).
 */
export function groupNotAgreed({ codes, people, agreed }: Group): Refusal | undefined {
  if (agreed === true || !(people > agreedAbove) || !codes.some(({ holder }) => holder === 'community'))
    return undefined;
  return { reason: 'group-not-agreed', rule: rules['group-not-agreed'], people, agreedAbove };
}

/** True if the worker joins a client who is inside already. Unknown values are false. */
export function joinsClient(company: Company | undefined): boolean {
  return company === 'client-inside';
}

/** Returns the refusal of a worker without a client (docs/sources.md#community-cards). */
export function communityCardAlone(
  code: Pick<CardCode, 'holder'>,
  minors: number,
  accompanied: boolean,
): Refusal | undefined {
  if (code.holder !== 'community' || accompanied || !(minors < 1)) return undefined;
  return { reason: 'community-card-alone', rule: rules['community-card-alone'] };
}
