import type { CardStatus, Day, Instant, ShowKind } from '@kaiku/client/admission';
import type { UsageRequest } from '@kaiku/client/contract';

/** What a register knows at the start: plain rows with dates that are already reckoned. */
export interface World {
  readonly venues: readonly { readonly id: string; readonly name: string }[];
  readonly devices: readonly {
    readonly id: string;
    readonly venueId: string;
    readonly name: string;
    /** In the clear; the store keeps its hash. */
    readonly token: string;
    readonly expiresAt?: Instant;
  }[];
  readonly shows: readonly {
    readonly id: string;
    readonly venueId: string;
    readonly name: string;
    readonly kind: ShowKind;
    readonly startsAt: Instant;
    readonly seats: number;
    readonly cap: number | null;
  }[];
  readonly cards: readonly {
    readonly code: string;
    readonly status: CardStatus;
    readonly validUntilOn: Day;
    readonly minors: number;
  }[];
  /** Uses already recorded. Each is recorded like any other, once by its id. */
  readonly usages: readonly {
    readonly device: { readonly id: string; readonly venueId: string };
    readonly usage: UsageRequest;
  }[];
}
