import type { Instant } from '../admission/facts.ts';

/** A reservation that holds tickets. Has the masked card code only. */
export interface Reservation {
  /** The id of its usage. */
  readonly id: string;
  /** The masked card code. */
  readonly maskedCard: string;
  /** Number of minors. */
  readonly minors: number;
  /** When it was made. */
  readonly reservedAt: Instant;
  /** The name of the device that made it. */
  readonly device: string;
}
