import type { Day, Instant, MinorsAllowed, UsageHow } from './facts.ts';
import type { RefusalReason, Rule } from './rules.ts';

/** What a refusal tells besides its reason: the facts a sentence at the door needs. */
interface RefusalFacts {
  'card-expired': { readonly validUntilOn: Day };
  'already-recorded': {
    readonly recordedAt: Instant;
    readonly how: UsageHow;
    /** Those recorded then. Absent from a registry that does not tell them. */
    readonly minors?: number;
  };
  'too-many-minors': { readonly max: number; readonly who: MinorsAllowed['who'] };
  'show-too-long-over': { readonly on: Day };
  'reservation-not-open': { readonly opensAt: Instant };
  'redemption-not-open': { readonly opensAt: Instant };
  'group-not-agreed': { readonly people: number; readonly agreedAbove: number };
  'cap-reached': {
    readonly cap: number;
    /** Tickets that still fit: of a visit, so much of it could be taken. */
    readonly remaining: number;
  };
}

/** A no, as a value: why, what a person needs to know of it, and the rule it stands on. A closed union by `reason`. */
export type Refusal = {
  [R in RefusalReason]: { readonly reason: R; readonly rule: Rule } & (R extends keyof RefusalFacts
    ? RefusalFacts[R]
    : unknown);
}[RefusalReason];
