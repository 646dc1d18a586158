/** A visit is taken back, or a part of it. */
import { maxMinors } from '../admission/minors.ts';
import type { Reduction, Usage } from '../usage/visit.ts';
import type { VoidResult } from '../verdict.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';
import { invalid } from './invalid.ts';
import type { VoidOptions } from './port.ts';
import { toVoidResult, unknownUsage, unknownVisit } from './told.ts';

export async function voidVisit(
  context: DeskContext,
  visitId: string,
  { signal, reason, usages }: VoidOptions = {},
): Promise<VoidResult> {
  assertOpen(context);
  const { outbox, history, showId } = context;
  const isOurs = history?.now().items.some((item) => item.visitId === visitId) ?? false;
  const reductions = usages && toReductions(usages);
  if (reductions !== undefined) await assertStanding(context, visitId, { reductions, signal });
  const cause = await outbox.void(visitId, showId, { isOurs, signal, reason, usages: reductions });
  if (cause === 'desk/unknown-visit') {
    // Whoever asked hears it at once: the list is for those who do not wait for the answer.
    await outbox.dismiss(visitId).catch(() => {});
    throw unknownVisit();
  }
  history?.noteUndo(visitId, reductions);
  return toVoidResult(cause);
}

/** @throws KaikuError `config/invalid` */
function toReductions(usages: NonNullable<VoidOptions['usages']>): readonly Reduction[] {
  if (usages.length === 0 || new Set(usages.map(({ usageId }) => usageId)).size < usages.length)
    throw invalid('`usages` names at least one usage, and each once.');
  return usages.map(({ usageId, minors }) => {
    if (minors !== undefined && (!Number.isSafeInteger(minors) || minors < 0 || minors > maxMinors))
      throw invalid(`The minors that may stay are a whole number from 0 to ${maxMinors}.`);
    return { id: usageId, minors: minors ?? null };
  });
}

/**
 * That what is to be taken back is there, as far as it can be known now: nothing ever grows, so more minors than stand would
 * be answered as if something had been done.
 * @throws KaikuError `desk/unknown-visit`, `config/invalid`
 */
async function assertStanding(
  context: DeskContext,
  visitId: string,
  { reductions, signal }: { readonly reductions: readonly Reduction[]; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const recorded = await usagesOf(context, visitId, signal);
  if (recorded === undefined) return;
  const pending = context.outbox.reductionsOf(visitId);
  for (const { id, minors } of reductions) {
    const usage = recorded.find((one) => one.id === id);
    if (usage === undefined) throw unknownUsage(recorded.map((one) => one.id));
    const bounds = pending.flatMap((bound) => (bound.id === id ? (bound.minors ?? 0) : []));
    const standing = Math.min(usage.minors, ...bounds);
    if (minors !== null && minors > standing)
      throw invalid(`${standing} minors of the usage stand, so ${minors} cannot stay: nothing is added by an undo.`);
  }
}

/** Those that were ever recorded of a visit; `undefined` where nobody can say now. */
async function usagesOf(
  context: DeskContext,
  visitId: string,
  calledOff: AbortSignal | undefined,
): Promise<readonly Pick<Usage, 'id' | 'minors'>[] | undefined> {
  const { outbox, contact } = context;
  const entry = await outbox.entryOf(visitId);
  if (entry !== undefined && 'visit' in entry && entry.visit !== null) return entry.visit.usages;
  const { find } = contact.registry;
  if (find === undefined || contact.link === 'down') return undefined;
  try {
    const found = await inTime(context, (signal) => find(visitId, signal), calledOff);
    return found?.outcome === 'counted' ? found.usages : undefined;
  } catch {
    // Not asked in time, or called off: it is kept and sent as it is.
    return undefined;
  }
}
