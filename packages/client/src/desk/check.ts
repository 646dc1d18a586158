import { capRemaining, peopleOf } from '../admission/cap.ts';
import { type Admission, decideAdmission, decideUnseen } from '../admission/decide.ts';
import type { ShowFacts, UsageHow } from '../admission/facts.ts';
import { rules } from '../admission/rules.ts';
import { type ShowWarning, showWarnings } from '../admission/show-days.ts';
import { type ParsedCard, parseCardCode } from '../card/card-code.ts';
import { isKaikuError, isLockOut, type KaikuError } from '../errors.ts';
import { unreachable } from '../registry/problems.ts';
import type { Decision, DecisionBody } from '../verdict.ts';
import type { CallOptions, CheckOptions } from './call-options.ts';
import { assertOpen, currentShow, type DeskContext, inTime, withOwnTickets } from './context.ts';
import { toHeldTicket } from './held-tickets.ts';
import { decideLate, decideLateUnseen, toLateMs } from './late-entry.ts';
import { toUsageHow } from './options.ts';
import { recordedHere } from './recorded-here.ts';

/** A card to check. */
interface CardCheck {
  readonly card: Extract<ParsedCard, { kind: 'card' }>;
  readonly how: UsageHow;
  /** When the visit happened, in milliseconds since the Unix epoch; `undefined` if it happens now. */
  readonly lateMs: number | undefined;
  readonly callerSignal: AbortSignal | undefined;
}

/** See `Desk.ready`. */
export async function ready(context: DeskContext, { signal: callerSignal }: CallOptions = {}): Promise<ShowFacts> {
  assertOpen(context);
  const { contact, storage, sealer, showId, showLease } = context;
  // First, because the storage may wait for the registry to name the venue of the token.
  const show = await inTime(context, (signal) => contact.registry.show(showId, signal), callerSignal);
  await Promise.all([storage.identity(), sealer.refresh()]);
  return withOwnTickets(show, showLease);
}

/** See `Desk.check`. */
export async function check(context: DeskContext, text: string, options: CheckOptions = {}): Promise<Decision> {
  assertOpen(context);
  const { showId, clock } = context;
  const recordsAs = options.recordsAs === undefined ? context.recordsAs : toUsageHow(options);
  const { takenAt, input, signal: callerSignal } = options;
  const lateMs = takenAt === undefined ? undefined : toLateMs(takenAt, clock.now());
  const body = await decide(context, text, { how: recordsAs, lateMs, callerSignal });
  const decision: Decision = { showId, recordsAs, ...(input !== undefined && { input }), ...body };
  noteIfFinal(context, decision);
  if (lateMs === undefined) countTurnedAway(context, decision);
  return decision;
}

async function decide(context: DeskContext, text: string, how: Omit<CardCheck, 'card'>): Promise<DecisionBody> {
  const card = parseCardCode(text);
  if (card.kind !== 'card') {
    const { kind, repairs } = card;
    return { outcome: 'refused', code: undefined, repairs, refusal: { reason: kind, rule: rules[kind] } };
  }
  context.showLease.noteCard();
  try {
    return await decideByRegistry(context, { card, ...how });
  } catch (error) {
    if (!isKaikuError(error)) throw error;
    return decideWithoutRegistry(context, { card, ...how }, error);
  }
}

/** Decides by what the registry knows about the card. @throws KaikuError if the registry does not respond in time */
async function decideByRegistry(
  context: DeskContext,
  { card, how, lateMs, callerSignal }: CardCheck,
): Promise<DecisionBody> {
  const { contact, sealer, showId, showLease, clock } = context;
  const { code, repairs } = card;
  // Do not let the clerk wait for a registry that is probably unreachable. The upkeep keeps trying.
  if (contact.circuit === 'open') throw unreachable(undefined);
  const at = lateMs === undefined ? undefined : new Date(lateMs).toISOString();
  const [lookUp] = await Promise.all([
    inTime(context, (signal) => contact.registry.lookUp(showId, code.text, signal, at), callerSignal),
    // So that what was checked with the registry can be recorded without it.
    sealer.prepare(),
  ]);
  const known = { ...lookUp, show: withOwnTickets(lookUp.show, showLease) };
  const question = { code, ...known, how, atMs: lateMs ?? clock.now() };
  if (lateMs !== undefined) return { ...decideLate(question), code, repairs, ...known };
  return toDecision(decideAdmission(question), { code, repairs, ...known, ...warningsFor(context, known.show, how) });
}

/** Decides by the card's kind, the last known state of the show and the outage policy. */
async function decideWithoutRegistry(
  context: DeskContext,
  { card, how, lateMs }: CardCheck,
  error: KaikuError,
): Promise<DecisionBody> {
  const { contact, outbox, capMemory, showId, clock } = context;
  const { code, repairs } = card;
  // The first card may be read before the storage has answered.
  await capMemory.known(showId);
  const show = currentShow(context);
  const question = { code, show, how, atMs: lateMs ?? clock.now() };
  const about = { code, repairs, cause: contact.lockOutOf(showId) ?? error.code };
  const mayRecord = error.retryable && !isLockOut(about.cause);
  if (lateMs !== undefined)
    return mayRecord
      ? { outcome: 'provisional', ...about, ...decideLateUnseen(question) }
      : { outcome: 'undecided', ...about };
  const unseen = decideUnseen(question);
  if (unseen.outcome === 'refused') return { outcome: 'refused', code, repairs, refusal: unseen.refusal };
  const here = recordedHere(context, code, question);
  if (here?.usage !== undefined) {
    const refusal = { reason: 'already-recorded', rule: rules['already-recorded'], ...here.usage } as const;
    return {
      outcome: 'refused',
      code,
      repairs,
      refusal: { ...refusal, recordedAt: here.recordedAt, onThisDevice: true },
    };
  }
  if (!mayRecord || !outbox.capacityOf(showId).mayKeep(1)) return { outcome: 'undecided', ...about };
  const { warnings = [] } = warningsFor(context, show, how);
  const all = here === undefined ? warnings : [...warnings, { kind: 'recorded-here', at: here.recordedAt } as const];
  return { outcome: 'provisional', ...about, minors: unseen.minors, ...(all.length > 0 && { warnings: all }) };
}

type Admissible = Extract<DecisionBody, { outcome: 'admissible' }>;
type Known = Pick<Admissible, 'code' | 'repairs' | 'card' | 'earlier' | 'show' | 'warnings'>;

/** Converts a result of the rules to a decision. `warnings` are dropped unless something is to be recorded. */
function toDecision(admission: Admission, known: Known): DecisionBody {
  const { code, repairs, card, show } = known;
  switch (admission.outcome) {
    case 'admissible':
      return { ...admission, ...known };
    case 'has-ticket': {
      const { outcome, minors, ticket } = admission;
      return { outcome, minors, ticket: toHeldTicket(ticket), code, repairs, card, show, earlier: ticket };
    }
    case 'refused': {
      const listedOn = card.registered === true ? card.listedOn : undefined;
      return { ...admission, code, repairs, ...(listedOn !== undefined && { listedOn }) };
    }
    default:
      return admission satisfies never;
  }
}

/** Returns what the clerk must confirm before recording a visit that happens now. */
function warningsFor(
  { clock }: DeskContext,
  show: ShowFacts | undefined,
  how: UsageHow,
): { readonly warnings?: readonly ShowWarning[] } {
  const warnings = showWarnings(show, how, clock.now());
  return warnings.length === 0 ? {} : { warnings };
}

/**
 * Counts a visitor who is turned away for lack of tickets, for the statistics: also in an outage, if none was left when the
 * show was last seen. The clerk does not wait for it.
 */
function countTurnedAway(context: DeskContext, decision: Decision): void {
  const { outbox, showId, turnedAway } = context;
  const { code } = decision;
  if (code === undefined || turnedAway.has(code.text) || !isForTheCap(context, decision)) return;
  turnedAway.add(code.text);
  outbox.turnAway(showId).catch(() => turnedAway.delete(code.text));
}

function isForTheCap(context: DeskContext, decision: Decision): boolean {
  if (decision.outcome === 'refused') return decision.refusal.reason === 'cap-reached';
  const show = currentShow(context);
  return decision.outcome === 'undecided' && show !== undefined && capRemaining(show) === 0;
}

/** Adds the decision to the history if no visit can follow from it. */
function noteIfFinal({ history }: DeskContext, decision: Decision): void {
  const isFinal = decision.outcome === 'refused' || decision.outcome === 'undecided';
  if (decision.outcome === 'has-ticket') history?.note([decision.code], peopleOf(decision.earlier), decision);
  else if (isFinal && decision.code !== undefined) history?.note([decision.code], 0, decision);
}
