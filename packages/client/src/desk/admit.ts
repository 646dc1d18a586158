/** A visit is planned and recorded. */
import { peopleOf } from '../admission/cap.ts';
import type { UsageHow } from '../admission/facts.ts';
import type { RecordResult } from '../outbox/port.ts';
import { usageIdOf, visitIdOf } from '../usage/reference.ts';
import { ticketsOfVisit, type Visit } from '../usage/visit.ts';
import type { Plan, Verdict, VisitPart } from '../verdict.ts';
import { check } from './check.ts';
import { assertOpen, type DeskContext, shownBy } from './context.ts';
import { assertVisit } from './parts.ts';
import { planVisit, slipIn, type VisitCircumstances } from './plan.ts';
import type { AdmitOptions } from './port.ts';
import { saidOf } from './said.ts';
import { redeemedMeanwhile, ticketsOfAll, toRecord, withNewTickets } from './tickets.ts';
import { lateOf, modeOf, toRecorded, toVerdict } from './told.ts';

export function plan(context: DeskContext, parts: readonly VisitPart[], options: AdmitOptions = {}): Plan {
  const how = assertVisit(parts, context.showId);
  const mayKeep = (tickets: number) => context.outbox.capacityOf(context.showId).mayKeep(tickets);
  return planVisit(parts, circumstances(context, how, options), mayKeep);
}

export async function admit(
  context: DeskContext,
  parts: readonly VisitPart[],
  options: AdmitOptions = {},
): Promise<Verdict> {
  assertOpen(context);
  const how = assertVisit(parts, context.showId);
  const allHaveTickets = ticketsOfAll(parts);
  if (allHaveTickets !== undefined) return allHaveTickets;
  const { recorded, withTicket, company } = toRecord(parts, options.company);
  const slip = slipIn(parts, circumstances(context, how, options));
  if (slip !== undefined) return noted(context, recorded, { outcome: 'refused', refusal: slip });
  const late = lateOf(recorded[0]);
  const visit = toVisit(context, recorded, {
    how,
    takenAt: late?.takenAt ?? new Date(context.clock.now()).toISOString(),
    ...(options.agreed === true && { agreed: true }),
    ...(company !== undefined && { company }),
    ...saidOf(options),
  });
  options.signal?.throwIfAborted();
  const asked = await context.outbox.request(visit, modeOf(late), options.signal);
  const next = await anotherTry(context, { parts, options, visit, asked });
  if (next !== undefined) return admit(context, next, options);
  return noted(context, recorded, toVerdict(asked, toRecorded(visit, { withTicket, late })));
}

function circumstances(context: DeskContext, how: UsageHow, options: AdmitOptions): VisitCircumstances {
  return { ...options, show: shownBy(context), how, atMs: context.clock.now() };
}

function toVisit(
  { environment, showId }: DeskContext,
  parts: readonly VisitPart[],
  said: Omit<Visit, 'id' | 'showId' | 'usages'>,
): Visit {
  const { reference } = said;
  const id = reference === undefined ? environment.newId() : visitIdOf(showId, reference);
  const usageId = (place: number) => (reference === undefined ? environment.newId() : usageIdOf(id, place));
  const usages = parts.map(({ decision, minors }, place) => ({
    id: usageId(place),
    card: decision.code.text,
    minors,
  }));
  return { id, showId, ...said, usages };
}

/**
 * The parts to ask for once more, because the registry's no may not be the last word; `undefined` where it is. A reference
 * stands for one request: what was refused under it stays refused.
 */
async function anotherTry(
  context: DeskContext,
  tried: {
    readonly parts: readonly VisitPart[];
    readonly options: AdmitOptions;
    readonly visit: Visit;
    readonly asked: RecordResult;
  },
): Promise<readonly VisitPart[] | undefined> {
  const { parts, options, visit, asked } = tried;
  const { signal, reference } = options;
  if (reference === undefined && (await madeRoom(context, asked, visit))) return parts;
  if (!redeemedMeanwhile(asked, visit.how)) return undefined;
  const again = (text: string) => check(context, text, { recordsAs: visit.how, ...(signal && { signal }) });
  const sorted = await withNewTickets(parts, again);
  return reference === undefined || ticketsOfAll(sorted ?? []) !== undefined ? sorted : undefined;
}

/**
 * Whether a visit that was refused for want of tickets is worth another request. It takes free tickets or those held here, never
 * some of each: where only both have enough, the held go back. And those on their way here it could not name yet.
 */
async function madeRoom(context: DeskContext, asked: RecordResult, visit: Visit): Promise<boolean> {
  const { outbox, readiness, showId } = context;
  if (asked.outcome !== 'refused' || asked.refusal.reason !== 'cap-reached') return false;
  if (await readiness.placesArrived()) return true;
  const { leased } = outbox.capacityOf(showId);
  if (leased === 0) return false;
  if (asked.refusal.remaining + leased < ticketsOfVisit(visit, shownBy(context))) return false;
  await readiness.giveBack();
  return outbox.capacityOf(showId).leased === 0;
}

function noted({ history }: DeskContext, parts: readonly VisitPart[], verdict: Verdict): Verdict {
  const people = parts.reduce((sum, part) => sum + peopleOf(part), 0);
  history?.note(
    parts.map(({ decision }) => decision.code),
    people,
    verdict,
  );
  return verdict;
}
