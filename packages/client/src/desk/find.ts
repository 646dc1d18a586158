/** A visit is looked for: on this device, else in the registry. */
import { maskCardCode } from '../card/mask.ts';
import { isUnanswered } from '../outbox/requested-before.ts';
import type { FoundUsage, FoundVisit } from '../registry/registry.ts';
import type { Entry } from '../storage/entry.ts';
import { usageIdOf, visitIdOf } from '../usage/reference.ts';
import type { Visit } from '../usage/visit.ts';
import type { Found } from '../verdict.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';
import type { FindOptions } from './port.ts';

export async function find(context: DeskContext, wanted: FindOptions): Promise<Found | undefined> {
  assertOpen(context);
  const { outbox, contact, showId } = context;
  const visitId = 'reference' in wanted ? visitIdOf(showId, wanted.reference) : wanted.visitId;
  const entry = await outbox.entryOf(visitId);
  const isOpen = entry !== undefined && isUnanswered(entry, visitId);
  if (entry !== undefined && !isOpen) return withoutTakenBack(context, toFound(visitId, entry));
  const look = contact.registry.find;
  const found = look && (await inTime(context, (signal) => look(visitId, signal), wanted.signal));
  if (found === undefined) return undefined;
  // It stays on the list where this fails: whoever asks again is told again.
  if (isOpen) await outbox.answeredSince(visitId, found.outcome).catch(() => {});
  return withoutTakenBack(context, ofRegistry(visitId, found));
}

/** What this device is to take back of it is gone already: nothing brings it back. */
function withoutTakenBack({ outbox }: DeskContext, found: Found): Found {
  const reductions = outbox.reductionsOf(found.visitId);
  const usages = found.usages.flatMap((usage) => {
    const bounds = reductions.filter(({ id }) => id === usage.usageId).map(({ minors }) => minors);
    return bounds.includes(null) ? [] : { ...usage, minors: Math.min(usage.minors, ...bounds.map(Number)) };
  });
  const isAll = usages.length === 0 && found.usages.length > 0;
  return { ...found, usages, ...(isAll && { standing: 'undoing' }) };
}

/** What stands on the device. What was only noted there, the registry has. */
function toFound(visitId: string, entry: Entry): Found {
  switch (entry.stage) {
    case 'request':
    case 'report':
      return { ...said(entry.visit), standing: 'pending' };
    case 'void':
      return { visitId, standing: 'undoing', usages: [], flags: [] };
    case 'review':
      return entry.visit === null
        ? { visitId, standing: 'review', usages: [], flags: [] }
        : { ...said(entry.visit), standing: 'review' };
    default:
      return entry satisfies never;
  }
}

function said({ id, reference, metadata, usages }: Visit): Omit<Found, 'standing'> {
  return {
    visitId: id,
    ...(reference !== undefined && { reference }),
    ...(metadata !== undefined && { metadata }),
    usages: usages.map((usage) => ({ usageId: usage.id, maskedCard: maskCardCode(usage.card), minors: usage.minors })),
    flags: [],
  };
}

/** What the registry has, with what still stands of it. */
export function ofRegistry(visitId: string, { outcome, reference, metadata, usages }: FoundVisit): Found {
  const standing = inOrder(visitId, usages).filter((usage) => usage.outcome !== 'voided');
  return {
    visitId,
    standing: outcome,
    ...(reference !== undefined && { reference }),
    ...(metadata !== undefined && { metadata }),
    usages: standing.map(({ id, maskedCard, minors }) => ({ usageId: id, maskedCard, minors })),
    flags: [...new Set(standing.flatMap(({ flags }) => flags))],
  };
}

/** As the parts were. The registry tells them by id, which is in their order but where the ids are made of a reference. */
function inOrder(visitId: string, usages: readonly FoundUsage[]): readonly FoundUsage[] {
  const byId = new Map(usages.map((usage) => [usage.id, usage]));
  const ordered = usages.flatMap((_, place) => byId.get(usageIdOf(visitId, place)) ?? []);
  return ordered.length === usages.length ? ordered : usages;
}
