import {
  type CardCode,
  type CardFacts,
  type Company,
  type EarlierUsage,
  parseCardCode,
  type Refusal,
  type RefusalReason,
  redeemed,
  type ShowFacts,
  type UsageHow,
  visitRefusals,
} from '@kaiku/client/admission';

/** What the rules say of one usage of a visit. */
export interface Judgement {
  /** All that is against it, in order of precedence: what a report is flagged with. */
  readonly against: readonly RefusalReason[];
  /** The reservation it redeems, also where something else is against it: one visitor is not counted twice. */
  readonly redeems: EarlierUsage | null;
}

/** A visit as it is asked about, its cards still texts. */
export interface VisitToJudge {
  readonly members: readonly {
    readonly text: string;
    readonly card: CardFacts;
    readonly earlier: EarlierUsage | null;
    readonly minors: number;
  }[];
  readonly show: ShowFacts;
  readonly how: UsageHow;
  readonly agreed: boolean;
  readonly company?: Company | undefined;
  readonly atMs: number;
}

/**
 * Judges people who come together by the rules of `@kaiku/client/admission`: one judgement for each member, and the one
 * refusal that a request is told; `undefined` where nothing is against it. What is against the whole (its size, the cap) is
 * against every member. A card shown twice redeems its reservation once. Pure and total.
 */
export function judge(visit: VisitToJudge): {
  readonly refusal: Refusal | undefined;
  readonly members: readonly Judgement[];
} {
  const members = visit.members.map(({ text, ...member }) => ({ ...member, code: codeOf(text) }));
  const refusals = visitRefusals({ ...visit, members });
  return {
    refusal: refusals[0]?.refusal,
    members: members.map(({ code, earlier }, place) => ({
      against: refusals.flatMap(({ refusal, member }) => (member === null || member === place ? refusal.reason : [])),
      redeems:
        members.findIndex((other) => other.code.text === code.text) === place ? redeemed(earlier, visit.how) : null,
    })),
  };
}

/** The code a text is; for one that is none, what the rules see as none. */
function codeOf(text: string): CardCode {
  const parsed = parseCardCode(text);
  return parsed.kind === 'card' ? parsed.code : { text, prefix: 'A', holder: 'customer', medium: 'cardboard' };
}
