/** The reservations of a desk's show. Every call needs the registry. */
import { peopleOf } from '../admission/cap.ts';
import { asKaikuError } from '../errors.ts';
import { toAcknowledgement } from '../outbox/after-delivery.ts';
import { registryError } from '../registry/problems.ts';
import type { Redemption, ReservationRegistry } from '../registry/registry.ts';
import { usageIdOf, visitIdOf } from '../usage/reference.ts';
import type { Reservation } from '../usage/reservation.ts';
import type { Verdict } from '../verdict.ts';
import type { CallOptions } from './call-options.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';
import { ofRegistry } from './find.ts';
import type { DeskReservations, RedeemOptions, Released, ReservationToRedeem } from './port.ts';
import { toReferenceFields } from './reference.ts';
import { assertUsableId, unusableId } from './to-verdict.ts';

/** A redemption to request. */
interface PlannedRedemption extends Pick<Redemption, 'id' | 'usageId'>, Pick<Reservation, 'minors' | 'maskedCard'> {}

interface ReservationsContext extends DeskContext {
  readonly reservations: ReservationRegistry;
  /** Redemptions without a response, by reservation. Repeating one reuses its ids, so that it counts once. */
  readonly unanswered: Map<string, PlannedRedemption>;
}

/** Creates the reservations of a desk. */
export function createReservations(desk: DeskContext, reservations: ReservationRegistry | undefined): DeskReservations {
  if (reservations === undefined) return unsupported(desk);
  const context: ReservationsContext = { ...desk, reservations, unanswered: new Map() };
  return {
    supported: true,
    async list({ signal } = {}) {
      assertOpen(context);
      return list(context, signal);
    },
    redeem: (reservation, options) => redeem(context, reservation, options),
    release: (reservation, options) => release(context, reservation, options),
  };
}

function unsupported(context: DeskContext): DeskReservations {
  const reject = async () => {
    assertOpen(context);
    throw registryError('registry/not-found', 'This registry does not list reservations.');
  };
  return { supported: false, list: reject, redeem: reject, release: reject };
}

async function list(
  context: ReservationsContext,
  callerSignal: AbortSignal | undefined,
): Promise<readonly Reservation[]> {
  const { reservations, showId } = context;
  return (await inTime(context, (signal) => reservations.list(showId, signal), callerSignal)).reservations;
}

async function redeem(
  context: ReservationsContext,
  reservation: ReservationToRedeem,
  options: RedeemOptions = {},
): Promise<Verdict> {
  assertOpen(context);
  // Checked outside the request, so that a mistake throws instead of being `undecided`.
  toReferenceFields(options);
  const verdict = await requestRedemption(context, reservation, options).catch((error) =>
    toUndecided(error, options.signal),
  );
  const [usage] = 'usages' in verdict ? verdict.usages : [];
  const { maskedCard = '…', minors = 0 } = { ...usage, ...reservation };
  context.history?.note([{ maskedCard }], peopleOf({ minors }), verdict);
  return verdict;
}

async function release(
  context: ReservationsContext,
  { id }: Pick<Reservation, 'id'>,
  { signal: callerSignal }: CallOptions = {},
): Promise<Released> {
  assertOpen(context);
  const { reservations, showId } = context;
  try {
    const answer = await inTime(context, (signal) => reservations.release(id, showId, signal), callerSignal);
    return answer.outcome === 'refused' ? { outcome: 'refused', refusal: answer.refusal } : { outcome: 'released' };
  } catch (error) {
    return toUndecided(error, callerSignal);
  }
}

async function requestRedemption(
  context: ReservationsContext,
  reservation: ReservationToRedeem,
  options: RedeemOptions,
): Promise<Verdict> {
  const { showId, recordsAs, clock, reservations, unanswered } = context;
  const planned = await planRedemption(context, reservation, options);
  if ('outcome' in planned) return planned;
  const { id, usageId, minors, maskedCard } = planned;
  const fields = toReferenceFields(options);
  unanswered.set(reservation.id, planned);
  const redemption = {
    ...{ id, usageId, showId, minors },
    how: recordsAs === 'door' ? 'door' : 'sold',
    takenAt: new Date(clock.now()).toISOString(),
    ...fields,
  } as const;
  const answer = await inTime(
    context,
    (signal) => reservations.redeem(reservation.id, redemption, signal),
    options.signal,
  );
  unanswered.delete(reservation.id);
  context.acknowledged.call(toAcknowledgement({ ...fields, id, usages: [{ id: usageId, minors }] }, answer), showId);
  if (answer.outcome === 'refused') return { outcome: 'refused', refusal: answer.refusal };
  if (answer.outcome === 'voided') throw unusableId('desk/voided-visit');
  const { recordedAt, flags, show } = answer;
  const usages = [{ usageId, maskedCard, minors }];
  return { outcome: 'confirmed', visitId: id, usages, people: peopleOf({ minors }), recordedAt, flags, show };
}

/** Returns the redemption to request, or the verdict if it was already recorded under the reference. */
async function planRedemption(
  context: ReservationsContext,
  { id, minors, maskedCard }: ReservationToRedeem,
  { signal, reference }: RedeemOptions,
): Promise<PlannedRedemption | Verdict> {
  const { showId, environment, unanswered } = context;
  const before = unanswered.get(id);
  const visitId = reference === undefined ? (before?.id ?? environment.newId()) : visitIdOf(showId, reference);
  const usageId = reference === undefined ? (before?.usageId ?? environment.newId()) : usageIdOf(visitId, 0);
  const ids = { id: visitId, usageId };
  if (minors !== undefined && maskedCard !== undefined) return { ...ids, minors, maskedCard };
  if (before !== undefined) return { ...before, ...ids };
  const held = (await list(context, signal)).find((reservation) => reservation.id === id);
  if (held !== undefined) return { ...ids, minors: held.minors, maskedCard: held.maskedCard };
  const recorded = reference === undefined ? undefined : await findRecorded(context, visitId, signal);
  if (recorded !== undefined) return recorded;
  throw registryError('registry/not-found', `No reservation with the id '${id}' holds tickets for this show.`);
}

/** Returns the verdict of a redemption that the registry has counted; otherwise `undefined`. */
async function findRecorded(
  context: ReservationsContext,
  visitId: string,
  callerSignal: AbortSignal | undefined,
): Promise<Verdict | undefined> {
  const { find } = context.contact.registry;
  const found = find && (await inTime(context, (signal) => find(visitId, signal), callerSignal));
  if (found?.outcome !== 'counted') return undefined;
  const { usages, flags } = ofRegistry(visitId, found);
  const people = usages.reduce((sum, usage) => sum + peopleOf(usage), 0);
  const { recordedAt, show } = found;
  return { outcome: 'confirmed', visitId, usages, people, recordedAt, flags, show };
}

/** @throws the signal's reason if the caller cancelled; a KaikuError if repeating cannot help */
function toUndecided(thrown: unknown, callerSignal: AbortSignal | undefined) {
  callerSignal?.throwIfAborted();
  const { code } = asKaikuError(thrown);
  assertUsableId(code);
  return { outcome: 'undecided', cause: code } as const;
}
