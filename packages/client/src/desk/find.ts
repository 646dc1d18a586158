/** A visit is looked for: on this device, else in the register. */
import { maskCardCode } from '../card/mask.ts';
import type { Entry } from '../outbox/entry.ts';
import type { FoundVisit } from '../registry/registry.ts';
import { visitIdOf } from '../usage/reference.ts';
import type { Visit } from '../usage/visit.ts';
import type { Found } from '../verdict.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';
import type { FindOptions } from './port.ts';

export async function find(context: DeskContext, wanted: FindOptions): Promise<Found | undefined> {
  assertOpen(context);
  const { outbox, contact, showId } = context;
  const visitId = 'reference' in wanted ? visitIdOf(showId, wanted.reference) : wanted.visitId;
  const entry = await outbox.entryOf(visitId);
  const isOpen = entry?.stage === 'attention' && entry.notice.why === 'unanswered';
  if (entry !== undefined && !isOpen) return toFound(visitId, entry);
  const look = contact.registry.find;
  const found = look && (await inTime(context, (signal) => look(visitId, signal), wanted.signal));
  return found && ofRegistry(visitId, found);
}

/** What stands on the device. What was only noted there, the register has. */
function toFound(visitId: string, entry: Entry): Found {
  switch (entry.stage) {
    case 'asked':
    case 'fact':
      return { ...said(entry.visit), standing: 'waiting' };
    case 'void':
      return { visitId, standing: 'undoing', usages: [], flags: [] };
    case 'attention':
      return entry.visit === null
        ? { visitId, standing: 'attention', usages: [], flags: [] }
        : { ...said(entry.visit), standing: 'attention' };
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

function ofRegistry(visitId: string, { outcome, reference, metadata, usages }: FoundVisit): Found {
  const standing = usages.filter((usage) => usage.outcome !== 'void');
  return {
    visitId,
    standing: outcome,
    ...(reference !== undefined && { reference }),
    ...(metadata !== undefined && { metadata }),
    usages: standing.map(({ id, maskedCard, minors }) => ({ usageId: id, maskedCard, minors })),
    flags: [...new Set(standing.flatMap(({ flags }) => flags))],
  };
}
