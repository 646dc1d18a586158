import type { Database } from './database.ts';
import { readFacts } from './facts.ts';
import { type LookUpLimits, takeLookUp } from './limits.ts';
import type { Device, LookedUp } from './store.ts';

/** What the register knows of a card for one show, if the device may look up another just now. */
export async function lookUpCard(
  database: Database,
  limits: LookUpLimits,
  request: { readonly device: Device; readonly showId: string; readonly card: string; readonly atMs: number },
): Promise<LookedUp> {
  const { device, showId, card, atMs } = request;
  const allowed = await takeLookUp(database, limits, { device, card, atMs });
  if (allowed.outcome !== 'allowed') return allowed;
  const asked = [{ id: '', card }];
  const facts = await readFacts(database, { device, showId, visitId: null, asked, judgedAtMs: atMs, atMs });
  const [member] = facts?.members ?? [];
  if (facts === undefined || member === undefined) return { outcome: 'unknown-show' };
  return { outcome: 'found', card: member.card, earlier: member.earlier, show: facts.today };
}
