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

/** How the rules evaluate one usage of a visit. */
export interface UsageEvaluation {
  /** Every reason to refuse it, in order of precedence. They are the flags of a report. */
  readonly reasons: readonly RefusalReason[];
  /** The reservation it redeems, even if there are reasons to refuse it: a visitor is never counted twice. */
  readonly redeems: EarlierUsage | null;
}

/** How the rules evaluate a visit. */
export interface VisitEvaluation {
  /** The refusal of a request; `undefined` if there is no reason to refuse it. */
  readonly refusal: Refusal | undefined;
  /** One for each member, in order. */
  readonly members: readonly UsageEvaluation[];
}

/** A visit as it was sent, with its facts. Its cards are not parsed yet. */
export interface VisitToEvaluate {
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
 * Evaluates a visit by the rules of `@kaiku/client/admission`. A reason that concerns the whole visit, such as its size or
 * the cap, is a reason of every member. A card that appears twice redeems its reservation once. Pure and total.
 */
export function evaluateVisit(visit: VisitToEvaluate): VisitEvaluation {
  const members = visit.members.map(({ text, ...member }) => ({ ...member, code: codeOf(text) }));
  const refusals = visitRefusals({ ...visit, members });
  return {
    refusal: refusals[0]?.refusal,
    members: members.map(({ code, earlier }, index) => ({
      reasons: refusals.flatMap(({ refusal, member }) => (member === null || member === index ? refusal.reason : [])),
      redeems:
        members.findIndex((other) => other.code.text === code.text) === index ? redeemed(earlier, visit.how) : null,
    })),
  };
}

/** Returns the parsed card; for a text that is none, one that the rules refuse as `not-a-card`. */
function codeOf(text: string): CardCode {
  const parsed = parseCardCode(text);
  return parsed.kind === 'card' ? parsed.code : { text, prefix: 'A', holder: 'customer', medium: 'cardboard' };
}
