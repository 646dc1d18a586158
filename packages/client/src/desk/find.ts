import { maskCardCode } from '../card/mask.ts';
import { entryOfVisit, reductionsOf } from '../outbox/outbox-state.ts';
import { isUnanswered } from '../outbox/requested-before.ts';
import type { FoundUsage, FoundVisit } from '../registry/registry.ts';
import type { Entry } from '../storage/entry.ts';
import { usageIdOf, visitIdOf } from '../usage/reference.ts';
import type { Visit } from '../usage/visit.ts';
import type { Found } from '../verdict.ts';
import type { FindOptions } from './call-options.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';

/** See `Desk.find`. */
export async function find(context: DeskContext, wanted: FindOptions): Promise<Found | undefined> {
  assertOpen(context);
  const { outbox, contact, showId } = context;
  const visitId = 'reference' in wanted ? visitIdOf(showId, wanted.reference) : wanted.visitId;
  const entry = entryOfVisit(await outbox.read(), visitId);
  const wasUnanswered = entry !== undefined && isUnanswered(entry, visitId);
  if (entry !== undefined && !wasUnanswered) return withoutPendingVoids(context, ofEntry(visitId, entry));
  const { find: findInRegistry } = contact.registry;
  const found = findInRegistry && (await inTime(context, (signal) => findInRegistry(visitId, signal), wanted.signal));
  if (found === undefined) return undefined;
  // If this fails, the visit stays on the review list until the next call.
  if (wasUnanswered) await outbox.answeredSince(visitId, found.outcome).catch(() => {});
  return withoutPendingVoids(context, ofRegistry(visitId, found));
}

/** Leaves out what this device is about to void: it never counts again. */
function withoutPendingVoids({ outbox }: DeskContext, found: Found): Found {
  const reductions = reductionsOf(outbox.journal, found.visitId);
  const usages = found.usages.flatMap((usage) => {
    const bounds = reductions.filter(({ id }) => id === usage.usageId).map(({ minors }) => minors);
    return bounds.includes(null) ? [] : { ...usage, minors: Math.min(usage.minors, ...bounds.map(Number)) };
  });
  const isAllVoided = usages.length === 0 && found.usages.length > 0;
  return { ...found, usages, ...(isAllVoided && { standing: 'undoing' }) };
}

function ofEntry(visitId: string, entry: Entry): Found {
  switch (entry.stage) {
    case 'request':
    case 'report':
      return { ...ofVisit(entry.visit), standing: 'pending' };
    case 'void':
      return { visitId, standing: 'undoing', usages: [], flags: [] };
    case 'review':
      return entry.visit === null
        ? { visitId, standing: 'review', usages: [], flags: [] }
        : { ...ofVisit(entry.visit), standing: 'review' };
    default:
      return entry satisfies never;
  }
}

function ofVisit({ id, reference, metadata, usages }: Visit): Omit<Found, 'standing'> {
  return {
    visitId: id,
    ...(reference !== undefined && { reference }),
    ...(metadata !== undefined && { metadata }),
    usages: usages.map((usage) => ({ usageId: usage.id, maskedCard: maskCardCode(usage.card), minors: usage.minors })),
    flags: [],
  };
}

/** Converts the registry's answer. Leaves out voided usages. */
export function ofRegistry(visitId: string, { outcome, reference, metadata, usages }: FoundVisit): Found {
  const counted = inPartOrder(visitId, usages).filter((usage) => usage.outcome !== 'voided');
  return {
    visitId,
    standing: outcome,
    ...(reference !== undefined && { reference }),
    ...(metadata !== undefined && { metadata }),
    usages: counted.map(({ id, maskedCard, minors }) => ({ usageId: id, maskedCard, minors })),
    flags: [...new Set(counted.flatMap(({ flags }) => flags))],
  };
}

/**
 * Returns the usages in the order of the visit's parts. The registry sorts them by id, which is the same order unless the
 * ids are made from a reference.
 */
function inPartOrder(visitId: string, usages: readonly FoundUsage[]): readonly FoundUsage[] {
  const byId = new Map(usages.map((usage) => [usage.id, usage]));
  const ordered = usages.flatMap((_, index) => byId.get(usageIdOf(visitId, index)) ?? []);
  return ordered.length === usages.length ? ordered : usages;
}
