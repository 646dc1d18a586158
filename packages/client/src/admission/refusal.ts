import type { Day, Instant, MinorsAllowed, UsageHow } from './facts.ts';
import type { RefusalReason, Rule } from './rules.ts';

/** The facts of a refusal that the clerk needs to explain it. */
interface RefusalFacts {
  'card-expired': { readonly validUntilOn: Day };
  'already-recorded': {
    readonly recordedAt: Instant;
    readonly how: UsageHow;
    /** The minors recorded then. Absent if an older registry does not say. */
    readonly minors?: number;
    /** True if this device has recorded it, and the registry has not confirmed it. */
    readonly onThisDevice?: true;
  };
  'too-many-minors': { readonly max: number; readonly who: MinorsAllowed['who'] };
  'show-too-long-over': { readonly on: Day };
  'reservation-not-open': { readonly opensAt: Instant };
  'redemption-not-open': { readonly opensAt: Instant };
  'group-not-agreed': { readonly people: number; readonly agreedAbove: number };
  'cap-reached': {
    readonly cap: number;
    /** Tickets available to the visit. */
    readonly remaining: number;
  };
}

/** A refusal: the reason, the facts to explain it, and the rule behind it. A closed union by `reason`. */
export type Refusal = {
  [R in RefusalReason]: { readonly reason: R; readonly rule: Rule } & (R extends keyof RefusalFacts
    ? RefusalFacts[R]
    : unknown);
}[RefusalReason];
