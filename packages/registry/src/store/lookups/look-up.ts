import type { CardFacts, EarlierUsage, ShowFacts } from '@kaiku/client/admission';
import type { Database } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { readFacts } from '../visits/facts.ts';
import { evaluatedAtMs } from '../visits/taken-at.ts';
import { type LookUpLimits, type Slowed, takeLookUp } from './limits.ts';

/** What the registry knows of a card, for one show. */
export interface CardForShow {
  readonly card: CardFacts;
  /**
   * The counted usage of the card for the show; of a show that admits per day, that day's. A usage that gave tickets out
   * comes before a reservation.
   */
  readonly earlier: EarlierUsage | null;
  readonly show: ShowFacts;
}

/** The result of a look-up. */
export type LookUpResult =
  | ({ readonly outcome: 'found' } & CardForShow)
  /** Too many at once. Try again after `retryAfterMs`, in milliseconds. */
  | { readonly outcome: 'too-many'; readonly retryAfterMs: number }
  | Slowed
  | { readonly outcome: 'unknown-show' };

/**
 * Returns what the registry knows of a card for a show, within the device's quota. With `at`, an instant, the facts are
 * those for a usage that happened then.
 */
export async function lookUpCard(
  database: Database,
  limits: LookUpLimits,
  request: {
    readonly device: Device;
    readonly showId: string;
    readonly card: string;
    readonly at?: string | undefined;
    readonly atMs: number;
  },
): Promise<LookUpResult> {
  const { device, showId, card, at, atMs } = request;
  const allowed = await takeLookUp(database, limits, { device, card, atMs });
  if (allowed.outcome !== 'allowed') return allowed;
  const visits = [{ id: '', usages: [{ id: '', card }] }];
  const evaluatedAt = at === undefined ? atMs : evaluatedAtMs('report', { takenAt: at }, atMs);
  const [facts] = await readFacts(database, { device, showId, visits, evaluatedAtMs: evaluatedAt, atMs });
  const [member] = facts?.members ?? [];
  if (facts === undefined || member === undefined) return { outcome: 'unknown-show' };
  return {
    outcome: 'found',
    card: member.card,
    earlier: member.earlier,
    show: at === undefined ? facts.today : facts.show,
  };
}
