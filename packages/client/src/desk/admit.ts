import { peopleOf } from '../admission/cap.ts';
import type { UsageHow } from '../admission/facts.ts';
import type { RecordResult } from '../outbox/port.ts';
import { usageIdOf, visitIdOf } from '../usage/reference.ts';
import { ticketsOfVisit, type Visit } from '../usage/visit.ts';
import type { Plan, Verdict, VisitPart } from '../verdict.ts';
import type { AdmitOptions } from './call-options.ts';
import { check } from './check.ts';
import { assertOpen, currentShow, type DeskContext } from './context.ts';
import { allTicketsVerdict, splitParts, wasRedeemedSince, withNewTickets } from './held-tickets.ts';
import { lateEntryOf } from './late-entry.ts';
import { findCorrectable, planVisit, type VisitCircumstances } from './plan.ts';
import { toReferenceFields } from './reference.ts';
import { toRecordedVisit, toVerdict } from './to-verdict.ts';
import { validateParts } from './validate-parts.ts';

/** See `Desk.plan`. */
export function plan(context: DeskContext, parts: readonly VisitPart[], options: AdmitOptions = {}): Plan {
  const how = validateParts(parts, context.showId);
  const mayKeep = (tickets: number) => context.outbox.capacityOf(context.showId).mayKeep(tickets);
  return planVisit(parts, toCircumstances(context, how, options), mayKeep);
}

/** See `Desk.admit`. */
export async function admit(
  context: DeskContext,
  parts: readonly VisitPart[],
  options: AdmitOptions = {},
): Promise<Verdict> {
  assertOpen(context);
  const how = validateParts(parts, context.showId);
  const allTickets = allTicketsVerdict(parts);
  if (allTickets !== undefined) return allTickets;
  const { recorded, withTicket, company } = splitParts(parts, options.company);
  const refusal = findCorrectable(parts, toCircumstances(context, how, options));
  if (refusal !== undefined) return note(context, recorded, { outcome: 'refused', refusal });
  const late = lateEntryOf(recorded[0]);
  const visit = toVisit(context, recorded, {
    how,
    takenAt: late?.takenAt ?? new Date(context.clock.now()).toISOString(),
    ...(options.agreed === true && { agreed: true }),
    ...(company !== undefined && { company }),
    ...toReferenceFields(options),
  });
  options.signal?.throwIfAborted();
  const result = await context.outbox.request(visit, late === undefined ? 'request' : 'report', options.signal);
  const partsToRetry = await toRetry(context, { parts, options, visit, result });
  if (partsToRetry !== undefined) return admit(context, partsToRetry, options);
  // The registry has counted them as turned away: it stores what it refuses.
  if (result.outcome === 'refused' && result.refusal.reason === 'cap-reached')
    for (const { card } of visit.usages) context.turnedAway.add(card);
  return note(context, recorded, toVerdict(result, toRecordedVisit(visit, { withTicket, late })));
}

function toCircumstances(context: DeskContext, how: UsageHow, options: AdmitOptions): VisitCircumstances {
  return { ...options, show: currentShow(context), how, atMs: context.clock.now() };
}

function toVisit(
  { environment, showId }: DeskContext,
  parts: readonly VisitPart[],
  fields: Omit<Visit, 'id' | 'showId' | 'usages'>,
): Visit {
  const { reference } = fields;
  const id = reference === undefined ? environment.newId() : visitIdOf(showId, reference);
  const usages = parts.map(({ decision, minors }, index) => ({
    id: reference === undefined ? environment.newId() : usageIdOf(id, index),
    card: decision.code.text,
    minors,
    ...(decision.input !== undefined && { input: decision.input }),
  }));
  return { id, showId, ...fields, usages };
}

/** A request that the registry has answered. */
interface AnsweredRequest {
  readonly parts: readonly VisitPart[];
  readonly options: AdmitOptions;
  readonly visit: Visit;
  readonly result: RecordResult;
}

/**
 * Returns the parts for a second request if the refusal may no longer apply; otherwise `undefined`. A reference stands for
 * one request, so a visit with a reference is never requested twice.
 */
async function toRetry(
  context: DeskContext,
  { parts, options, visit, result }: AnsweredRequest,
): Promise<readonly VisitPart[] | undefined> {
  const { signal, reference } = options;
  if (reference === undefined && (await freedTickets(context, result, visit))) return parts;
  if (!wasRedeemedSince(result, visit.how)) return undefined;
  const checkAgain = (text: string) => check(context, text, { recordsAs: visit.how, ...(signal && { signal }) });
  const checked = await withNewTickets(parts, checkAgain);
  // If everyone has a ticket now, nothing is requested, so a reference may stay.
  return reference === undefined || allTicketsVerdict(checked ?? []) !== undefined ? checked : undefined;
}

/**
 * Returns true if a visit that was refused for lack of tickets is worth a second request. The registry counts a visit from
 * free tickets or from this device's lease, never from both: if only the sum suffices, this returns the lease. A lease that
 * was just granted counts too, because the request could not name it yet.
 */
async function freedTickets(context: DeskContext, result: RecordResult, visit: Visit): Promise<boolean> {
  const { outbox, showLease, showId } = context;
  if (result.outcome !== 'refused' || result.refusal.reason !== 'cap-reached') return false;
  if (await showLease.grantArrived()) return true;
  const { leased } = outbox.capacityOf(showId);
  if (leased === 0) return false;
  if (result.refusal.remaining + leased < ticketsOfVisit(visit, currentShow(context))) return false;
  await showLease.returnTickets();
  return outbox.capacityOf(showId).leased === 0;
}

/** Adds the verdict to the history and returns it. */
function note({ history }: DeskContext, parts: readonly VisitPart[], verdict: Verdict): Verdict {
  const people = parts.reduce((sum, part) => sum + peopleOf(part), 0);
  history?.note(
    parts.map(({ decision }) => decision.code),
    people,
    verdict,
  );
  return verdict;
}
