import { maxMinors } from '../admission/minors.ts';
import { invalidConfig, KaikuError } from '../errors.ts';
import { entryOfVisit, reductionsOf } from '../outbox/outbox-state.ts';
import type { Reduction, Usage } from '../usage/visit.ts';
import type { VoidResult } from '../verdict.ts';
import type { VoidOptions } from './call-options.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';

/** See `Desk.void`. */
export async function voidVisit(
  context: DeskContext,
  visitId: string,
  { signal, reason, usages }: VoidOptions = {},
): Promise<VoidResult> {
  assertOpen(context);
  const { outbox, history, showId } = context;
  const isOurs = history?.now().items.some((item) => item.visitId === visitId) ?? false;
  const reductions = usages && toReductions(usages);
  if (reductions !== undefined) await assertReducible(context, visitId, { reductions, signal });
  const cause = await outbox.void(visitId, showId, { isOurs, signal, reason, usages: reductions });
  if (cause === 'desk/unknown-visit') {
    // The caller gets the error, so the visit need not stay on the review list.
    await outbox.dismiss(visitId).catch(() => {});
    throw unknownVisit();
  }
  history?.noteUndo(visitId, reductions);
  return cause === undefined ? { outcome: 'voided' } : { outcome: 'provisional', cause };
}

/** @throws KaikuError `config/invalid` */
function toReductions(usages: NonNullable<VoidOptions['usages']>): readonly Reduction[] {
  if (usages.length === 0 || new Set(usages.map(({ usageId }) => usageId)).size < usages.length)
    throw invalidConfig('`usages` must name at least one usage, and each only once.');
  return usages.map(({ usageId, minors }) => {
    if (minors !== undefined && (!Number.isSafeInteger(minors) || minors < 0 || minors > maxMinors))
      throw invalidConfig(`\`minors\` must be a whole number from 0 to ${maxMinors}, not ${minors}.`);
    return { id: usageId, minors: minors ?? null };
  });
}

/**
 * Checks that the visit has these usages with at least that number of minors, as far as this is known now. Without the
 * check, a number above the recorded one would succeed without effect.
 * @throws KaikuError `desk/unknown-visit`, `config/invalid`
 */
async function assertReducible(
  context: DeskContext,
  visitId: string,
  { reductions, signal }: { readonly reductions: readonly Reduction[]; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const recorded = await usagesOf(context, visitId, signal);
  if (recorded === undefined) return;
  const pending = reductionsOf(context.outbox.journal, visitId);
  for (const { id, minors } of reductions) {
    const usage = recorded.find((candidate) => candidate.id === id);
    if (usage === undefined) throw unknownUsage(recorded.map((candidate) => candidate.id));
    const bounds = pending.flatMap((reduction) => (reduction.id === id ? (reduction.minors ?? 0) : []));
    const current = Math.min(usage.minors, ...bounds);
    if (minors !== null && minors > current)
      throw invalidConfig(`The usage has ${current} minors, so it cannot keep ${minors}. A void only reduces it.`);
  }
}

/** Returns all usages that were recorded for a visit; `undefined` if they are not known now. */
async function usagesOf(
  context: DeskContext,
  visitId: string,
  callerSignal: AbortSignal | undefined,
): Promise<readonly Pick<Usage, 'id' | 'minors'>[] | undefined> {
  const { outbox, contact } = context;
  const entry = entryOfVisit(await outbox.read(), visitId);
  if (entry !== undefined && 'visit' in entry && entry.visit !== null) return entry.visit.usages;
  const { find } = contact.registry;
  if (find === undefined || contact.circuit === 'open') return undefined;
  try {
    const found = await inTime(context, (signal) => find(visitId, signal), callerSignal);
    return found?.outcome === 'counted' ? found.usages : undefined;
  } catch {
    // No response in time, or cancelled: the void is stored and sent unchecked.
    return undefined;
  }
}

function unknownVisit(): KaikuError {
  const message =
    'Neither this device nor the registry has a visit with this id, or it lacks the usage. Nothing was voided. Take the ' +
    'ids of visits and usages from the verdict or from `find`.';
  return new KaikuError('desk/unknown-visit', message, { retryable: false });
}

function unknownUsage(ids: readonly string[]): KaikuError {
  const message = `The visit has no usage with this id. Its usages are ${ids.join(', ')}. Nothing was voided.`;
  return new KaikuError('desk/unknown-visit', message, { retryable: false });
}
