import { maskCardCode } from '../card/mask.ts';
import { invalidConfig } from '../errors.ts';
import { reductionsOf } from '../outbox/outbox-state.ts';
import { registryError } from '../registry/problems.ts';
import type { ListedVisit } from '../registry/registry.ts';
import { maxUsages, reduced, type Usage, type Visit } from '../usage/visit.ts';
import type { ReconcileOptions } from './call-options.ts';
import { compareTickets, type Reconciliation, type RecordedVisit, type SoldTicket } from './compare-tickets.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';

/** A visit of the registry or of this device, with the usages that count. Its cards are masked. */
interface Known extends Pick<RecordedVisit, 'visitId' | 'reference' | 'takenAt' | 'isPending'> {
  readonly usages: readonly Usage[];
}

/** See `Desk.reconcile`. */
export async function reconcile(
  context: DeskContext,
  tickets: readonly SoldTicket[],
  { of = 'device', signal: callerSignal }: ReconcileOptions = {},
): Promise<Reconciliation> {
  assertOpen(context);
  for (const ticket of tickets) assertTicket(ticket);
  const { contact, outbox, showId } = context;
  const { visits: list } = contact.registry;
  if (list === undefined) throw registryError('registry/not-found', 'This registry does not list visits.');
  // Read before the list: what is acknowledged in between is then in both, and not in neither.
  const journal = await outbox.read();
  const entries = [...journal.entries()];
  const known = new Map<string, Known>();
  for (const entry of entries)
    if (entry.stage === 'report' && entry.visit.showId === showId) known.set(entry.visit.id, ofDevice(entry.visit));
  for (const visit of await inTime(context, (signal) => list(showId, of, signal), callerSignal))
    known.set(visit.id, ofRegistry(visit));
  for (const entry of entries) if (entry.stage === 'void' && entry.usages === undefined) known.delete(entry.visitId);
  const counted = [...known.values()]
    .map((visit) => ({ ...visit, usages: reduced(visit.usages, reductionsOf(journal, visit.visitId)) }))
    .filter(({ usages }) => usages.length > 0);
  return compareTickets(tickets, counted.map(toRecorded));
}

function ofDevice({ id, takenAt, reference, usages }: Visit): Known {
  return {
    ...{ visitId: id, takenAt, isPending: true },
    ...(reference !== undefined && { reference }),
    usages: usages.map((usage) => ({ ...usage, card: maskCardCode(usage.card) })),
  };
}

/** Returns the visits of a registry's list that count, to compare with tickets. */
export function recordedVisitsOf(visits: readonly ListedVisit[]): readonly RecordedVisit[] {
  return visits
    .map(ofRegistry)
    .filter(({ usages }) => usages.length > 0)
    .map(toRecorded);
}

/** Reservations that were redeemed are in the visit that redeemed them. */
function ofRegistry({ id, outcome, recordedAt, reference, usages }: ListedVisit): Known {
  const counted = outcome === 'counted' ? usages.filter((usage) => usage.outcome === 'counted') : [];
  return {
    ...{ visitId: id, takenAt: usages[0]?.takenAt ?? recordedAt, isPending: false },
    ...(reference !== undefined && { reference }),
    usages: counted.map((usage) => ({ id: usage.id, card: usage.maskedCard, minors: usage.minors })),
  };
}

function toRecorded({ usages, ...visit }: Known): RecordedVisit {
  return {
    ...visit,
    adults: usages.length,
    minors: usages.reduce((sum, { minors }) => sum + minors, 0),
    maskedCards: usages.map(({ card }) => card),
  };
}

/** @throws KaikuError `config/invalid` */
function assertTicket({ id, soldAt, adults, minors }: SoldTicket): void {
  if (Number.isNaN(Date.parse(soldAt))) throw invalidConfig(`Give the ticket '${id}' an instant in soldAt.`);
  if (!Number.isInteger(adults) || adults < 1 || adults > maxUsages)
    throw invalidConfig(`Give the ticket '${id}' 1 to ${maxUsages} adults: one for each card.`);
  if (!Number.isInteger(minors) || minors < 0) throw invalidConfig(`Give the ticket '${id}' a whole number of minors.`);
}
