import type { Database } from '../database/database.ts';
import type { Device, LookedUp } from '../store.ts';
import { readFacts } from '../visits/facts.ts';
import { judgedAtMs } from '../visits/taken-at.ts';
import { type LookUpLimits, takeLookUp } from './limits.ts';

/**
 * What the registry knows of a card for one show, if the device may look up another just now. With `at`, as it is for a usage
 * that happened then.
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
): Promise<LookedUp> {
  const { device, showId, card, at, atMs } = request;
  const allowed = await takeLookUp(database, limits, { device, card, atMs });
  if (allowed.outcome !== 'allowed') return allowed;
  const visits = [{ id: '', usages: [{ id: '', card }] }];
  const judgedAt = at === undefined ? atMs : judgedAtMs('report', { takenAt: at }, atMs);
  const [facts] = await readFacts(database, { device, showId, visits, judgedAtMs: judgedAt, atMs });
  const [member] = facts?.members ?? [];
  if (facts === undefined || member === undefined) return { outcome: 'unknown-show' };
  return {
    outcome: 'found',
    card: member.card,
    earlier: member.earlier,
    show: at === undefined ? facts.today : facts.show,
  };
}
