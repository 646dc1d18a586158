import type { Visit } from '../../packages/client/src/usage/visit.ts';

/** What the clerk was shown for a request; `nothing` if the page was gone first. */
export type Told = 'confirmed' | 'provisional' | 'refused' | 'undecided' | 'failed' | 'nothing';

/** A request to the outbox, and what the clerk knows of it. */
export interface Use {
  readonly visit: Visit;
  readonly tickets: number;
  told: Told;
  by: 'lease' | 'unconfirmed' | undefined;
  undone: boolean;
  /** Undos whose result the page has not returned, and may never return. */
  undoing: number;
  /** A coordinator has voided it in the registry. */
  voidedElsewhere: boolean;
  /** The page died while it stored the result, or the storage reported a wrong one: what the clerk saw is unknown. */
  unsure: boolean;
}
