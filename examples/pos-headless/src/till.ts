/** The commands of a till, on a desk. Each returns its result as text. */
import {
  type Decision,
  type Desk,
  type Found,
  isKaikuError,
  type Reservation,
  usageIdOf,
  type Verdict,
  type VisitPart,
  visitIdOf,
} from '@kaiku/client';
import { type Day, statusOf } from './day.ts';

export function createTill(desk: Desk, day: Day) {
  let listed: readonly Reservation[] = [];

  return {
    /** Records cards, each a code, with `+2` for two children. A reference is recorded once, however often it is sold. */
    async sell(cards: readonly string[], reference?: string): Promise<string> {
      // Look for the reference first: checking its cards again would refuse them as already recorded.
      const known = reference && (await find(reference));
      if (known) return knownAs(known, reference);
      const parts: VisitPart[] = [];
      for (const card of cards) {
        const [text = '', children] = card.split('+');
        const decision = await desk.check(text);
        const minors = Number(children ?? 0);
        const answer = checkMinors(decision, minors);
        if (typeof answer === 'string') return cards.length > 1 ? `${text}: ${answer}` : answer;
        parts.push({ decision: answer, minors });
      }
      const verdict = await desk.admit(parts, reference ? { reference } : {});
      if ('visitId' in verdict) {
        const [first] = verdict.usages;
        day.add(verdict.visitId, reference ?? `${first?.maskedCard}`, verdict.outcome);
      }
      return toText(verdict);
    },

    /** Voids a card of a basket, by its number from 1; or reduces its children to a number. */
    async reduce(reference: string, number: number, children?: number): Promise<string> {
      // The reference determines the ids, so this needs no list of sales and no network.
      const visitId = visitIdOf(desk.showId, reference);
      const usageId = usageIdOf(visitId, number - 1);
      const usage = children === undefined ? { usageId } : { usageId, minors: children };
      const { outcome } = await desk.void(visitId, { reason: 'returned', usages: [usage] });
      return outcome === 'voided' ? 'voided' : 'voided on this device';
    },

    async reservations(): Promise<string> {
      listed = await desk.reservations.list();
      return listed.map(({ maskedCard, minors }, at) => `${at + 1}. ${maskedCard}+${minors}`).join('\n') || 'none';
    },

    async redeem(number: number): Promise<string> {
      const reservation = listed[number - 1];
      const verdict = reservation && (await desk.reservations.redeem(reservation));
      if (verdict === undefined) return 'no such reservation: list them first';
      if ('visitId' in verdict) day.add(verdict.visitId, `reservation of ${reservation?.maskedCard}`, verdict.outcome);
      return toText(verdict);
    },
  };

  /** Returns undefined if the registry cannot be reached: selling a reference again is safe. */
  async function find(reference: string): Promise<Found | undefined> {
    try {
      return await desk.find({ reference });
    } catch (error) {
      if (isKaikuError(error) && error.retryable) return undefined;
      throw error;
    }
  }

  function knownAs(found: Found, reference: string): string {
    if (found.standing === 'counted') day.add(found.visitId, reference, 'confirmed');
    else if (found.standing === 'pending') day.add(found.visitId, reference, 'provisional');
    else return `${found.standing}: sell it under another reference`;
    return `sold before: ${statusOf(found)}`;
  }
}

/** Returns the decision if the card may be recorded with this number of children; otherwise a text with the reason. */
function checkMinors(decision: Decision, minors: number): VisitPart['decision'] | string {
  if (decision.outcome === 'refused') return `refused: ${decision.refusal.reason}`;
  if (decision.outcome === 'undecided') return `undecided: ${decision.cause}`;
  // At a door only (`recordsAs: 'door'`): the ticket was redeemed in advance.
  if (decision.outcome === 'has-ticket') return decision;
  const { min, max } = decision.minors;
  return minors >= min && minors <= max ? decision : `refused: this card brings ${min} to ${max} minors`;
}

function toText(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'confirmed':
      return `confirmed: ${verdict.people} tickets, ${verdict.show.taken} taken`;
    case 'provisional':
      return `provisional: ${verdict.people} tickets, ${verdict.cause}`;
    case 'has-ticket':
      return `has a ticket since ${verdict.ticket.recordedAt}: nothing to record`;
    case 'refused':
      return `refused: ${verdict.refusal.reason}`;
    case 'undecided':
      return `undecided: ${verdict.cause}`;
    default:
      return verdict satisfies never;
  }
}
