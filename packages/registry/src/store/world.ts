import type { CardStatus, Day, Instant, ShowAdmission, ShowFacts, ShowKind } from '@kaiku/client/admission';
import type { Role, VisitRequest } from '@kaiku/client/contract';
import type { Device } from './devices/devices.ts';

/** The data of a registry: plain rows with absolute dates. */
export interface World {
  readonly venues: readonly {
    readonly id: string;
    readonly name: string;
    /** The other venues it records for: it is a broker. It sees, voids, exports and counts its own usages of their shows. */
    readonly clients?: readonly string[];
  }[];
  readonly devices: readonly {
    readonly id: string;
    readonly venueId: string;
    readonly name: string;
    /** In clear. The store stores only its hash. */
    readonly token: string;
    readonly expiresAt?: Instant;
    /** Default: `till`. */
    readonly role?: Role;
  }[];
  readonly shows: readonly {
    readonly id: string;
    readonly venueId: string;
    readonly name: string;
    readonly kind: ShowKind;
    readonly startsAt: Instant;
    readonly seats: number;
    readonly cap: number | null;
    /** Default: `at-once`. */
    readonly reservationOpens?: ShowFacts['reservationOpens'];
    /** Default: `null`, at any time. */
    readonly redemptionOpensMin?: number | null;
    /** Default: 0, at the start. `null`: never. */
    readonly reservationsLapseMin?: number | null;
    /** Default: false. */
    readonly capIsHard?: boolean;
    /** Default: `per-day` for a swimming hall, otherwise `once`. */
    readonly admission?: ShowAdmission;
  }[];
  readonly cards: readonly {
    readonly code: string;
    readonly status: CardStatus;
    readonly validUntilOn: Day;
    readonly minors: number;
  }[];
  /** Visits that were recorded before. Each is recorded once by its id, like any other. */
  readonly visits: readonly {
    readonly device: Device;
    readonly visit: VisitRequest;
  }[];
}
