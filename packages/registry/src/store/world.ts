import type { CardStatus, Day, Instant, ShowAdmission, ShowFacts, ShowKind } from '@kaiku/client/admission';
import type { VisitRequest } from '@kaiku/client/contract';
import type { Device, VenueKind } from './store.ts';

/** What a registry knows at the start: plain rows with dates that are already reckoned. */
export interface World {
  readonly venues: readonly {
    readonly id: string;
    readonly name: string;
    /** Default `operator`. */
    readonly kind?: VenueKind;
    /** Of a broker: the venues it also records for. */
    readonly clients?: readonly string[];
  }[];
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
    /** Default `at-once`. */
    readonly reservationOpens?: ShowFacts['reservationOpens'];
    /** Default `null`: at once. */
    readonly redemptionOpensMin?: number | null;
    /** Default 0: at the start. `null`: never. */
    readonly reservationsLapseMin?: number | null;
    /** Default false. */
    readonly capIsHard?: boolean;
    /** Default: `per-day` for a swimming hall, else `once`. */
    readonly admission?: ShowAdmission;
  }[];
  readonly cards: readonly {
    readonly code: string;
    readonly status: CardStatus;
    readonly validUntilOn: Day;
    readonly minors: number;
  }[];
  /** Visits already recorded. Each is recorded like any other, once by its id. */
  readonly visits: readonly {
    readonly device: Device;
    readonly visit: VisitRequest;
  }[];
}
