/** What a text comes to, before anything is recorded. */
import { peopleOf } from '../admission/cap.ts';
import { decideAdmission, decideUnseen } from '../admission/decide.ts';
import type { ShowFacts, UsageHow } from '../admission/facts.ts';
import { rules } from '../admission/rules.ts';
import { type ShowWarning, showWarnings } from '../admission/show-days.ts';
import { type ParsedCard, parseCardCode } from '../card/card-code.ts';
import { isKaikuError, isLockOut, type KaikuError } from '../errors.ts';
import { unreachable } from '../registry/problems.ts';
import type { Decision, DecisionBody } from '../verdict.ts';
import { assertOpen, type DeskContext, inTime, shownBy, withOwnPlaces } from './context.ts';
import { howOf } from './ends.ts';
import { decideLate, decideLateUnseen, enteredForMs } from './late.ts';
import type { CallOptions, CheckOptions } from './port.ts';
import { toDecision } from './told.ts';

/** A card that is checked: as what, and the moment of a visit that is entered later. */
interface Checked {
  readonly card: Extract<ParsedCard, { kind: 'card' }>;
  readonly how: UsageHow;
  readonly lateMs: number | undefined;
  readonly calledOff: AbortSignal | undefined;
}

/** See `Desk.ready`. */
export async function ready(context: DeskContext, { signal: calledOff }: CallOptions = {}): Promise<ShowFacts> {
  assertOpen(context);
  const { contact, storage, showId, readiness } = context;
  await storage.identity();
  const show = await inTime(context, (signal) => contact.registry.show(showId, signal), calledOff);
  return withOwnPlaces(show, readiness);
}

export async function check(context: DeskContext, text: string, options: CheckOptions = {}): Promise<Decision> {
  assertOpen(context);
  const { showId, clock } = context;
  const recordsAs = options.recordsAs === undefined ? context.recordsAs : howOf(options);
  const { takenAt } = options;
  const lateMs = takenAt === undefined ? undefined : enteredForMs(takenAt, clock.now());
  const decision: Decision = {
    showId,
    recordsAs,
    ...(await decide(context, text, { how: recordsAs, lateMs, calledOff: options.signal })),
  };
  note(context, decision);
  return decision;
}

async function decide(context: DeskContext, text: string, as: Omit<Checked, 'card'>): Promise<DecisionBody> {
  const card = parseCardCode(text);
  if (card.kind !== 'card') {
    const { kind, repairs } = card;
    return { outcome: 'refused', code: undefined, repairs, refusal: { reason: kind, rule: rules[kind] } };
  }
  context.readiness.noteCard();
  const checked = { card, ...as };
  try {
    return await decideSeen(context, checked);
  } catch (error) {
    if (!isKaikuError(error)) throw error;
    return decideUnasked(context, checked, error);
  }
}

/** By what the registry knows of the card. @throws KaikuError where it cannot be asked */
async function decideSeen(context: DeskContext, { card, how, lateMs, calledOff }: Checked): Promise<DecisionBody> {
  const { contact, showId, readiness, clock } = context;
  const { code, repairs } = card;
  // Not worth a clerk's wait: what is known here decides, and the registry is asked beside it.
  if (contact.link === 'down') throw unreachable(undefined);
  const at = lateMs === undefined ? undefined : new Date(lateMs).toISOString();
  const told = await inTime(context, (signal) => contact.registry.lookUp(showId, code.text, signal, at), calledOff);
  const known = { ...told, show: withOwnPlaces(told.show, readiness) };
  const question = { code, ...known, how, atMs: lateMs ?? clock.now() };
  if (lateMs !== undefined) return { ...decideLate(question), code, repairs, ...known };
  return toDecision(decideAdmission(question), { code, repairs, ...known, ...warned(context, known.show, how) });
}

/** By the card's kind, the show as it was last told and what the outage policy has room for. */
async function decideUnasked(
  context: DeskContext,
  { card, how, lateMs }: Checked,
  error: KaikuError,
): Promise<DecisionBody> {
  const { contact, outbox, capMemory, showId, clock } = context;
  const { code, repairs } = card;
  // The first card may be read before the storage has answered.
  await capMemory.known(showId);
  const show = shownBy(context);
  const question = { code, show, how, atMs: lateMs ?? clock.now() };
  const about = { code, repairs, cause: contact.lockedOut ?? error.code };
  const mayPass = error.retryable && !isLockOut(about.cause);
  if (lateMs !== undefined)
    return mayPass
      ? { outcome: 'provisional', ...about, ...decideLateUnseen(question) }
      : { outcome: 'undecided', ...about };
  const unseen = decideUnseen(question);
  if (unseen.outcome === 'refused') return { outcome: 'refused', code, repairs, refusal: unseen.refusal };
  if (!mayPass || !outbox.capacityOf(showId).mayKeep(1)) return { outcome: 'undecided', ...about };
  return { outcome: 'provisional', ...about, minors: unseen.minors, ...warned(context, show, how) };
}

/** What is to be asked about the show before recording for it just now. */
function warned(
  { clock }: DeskContext,
  show: ShowFacts | undefined,
  how: UsageHow,
): { readonly warnings?: readonly ShowWarning[] } {
  const warnings = showWarnings(show, how, clock.now());
  return warnings.length === 0 ? {} : { warnings };
}

/** Nothing can be recorded on it: this is the answer. */
function note({ history }: DeskContext, decision: Decision): void {
  const isOver = decision.outcome === 'refused' || decision.outcome === 'undecided';
  if (decision.outcome === 'has-ticket') history?.note([decision.code], peopleOf(decision.earlier), decision);
  else if (isOver && decision.code !== undefined) history?.note([decision.code], 0, decision);
}
