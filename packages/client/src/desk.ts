/**
 * The way of a visit, from the texts of its cards to the register: check → admit → (annul).
 * Knows every stage; knows nothing of cameras, screens or how a register is reached.
 */
import { peopleOf } from './admission/cap.ts';
import { decideAdmission, decideUnseen } from './admission/decide.ts';
import type { ShowFacts } from './admission/facts.ts';
import { rules } from './admission/rules.ts';
import { type ShowWarning, showWarnings } from './admission/show-days.ts';
import { parseCardCode } from './card/card-code.ts';
import { within } from './deadline.ts';
import { defaultStorage, howOf, registryOf } from './desk/ends.ts';
import { createHistory, noHistory } from './desk/history.ts';
import { decideLate, decideLateUnseen, enteredForMs } from './desk/late.ts';
import { assertVisit } from './desk/parts.ts';
import { planVisit, slipIn } from './desk/plan.ts';
import type { AdmitOptions, CheckOptions, Desk, DeskOptions } from './desk/port.ts';
import { createReadiness } from './desk/readiness.ts';
import { createReservations } from './desk/reservations.ts';
import { redeemedMeanwhile, ticketsOfAll, toRecord, withNewTickets } from './desk/tickets.ts';
import { lateOf, modeOf, toAnnulment, toDecision, toRecorded, toVerdict, unknownVisit } from './desk/told.ts';
import { createDeskView } from './desk-state.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { isKaikuError, isLockOut, KaikuError } from './errors.ts';
import { rememberCap } from './offline/cap-memory.ts';
import { createCardList } from './offline/card-list.ts';
import { createClock } from './offline/clock.ts';
import { lookAtHealth } from './offline/health.ts';
import { allowanceFor } from './offline/policy.ts';
import { createOutbox } from './outbox/outbox.ts';
import type { Asked } from './outbox/port.ts';
import { watchContact } from './registry/contact.ts';
import { deliverOneByOne } from './registry/one-by-one.ts';
import { registryError, unreachable } from './registry/problems.ts';
import { ticketsOfVisit, type Visit } from './usage/visit.ts';
import type { Annulment, Decision, DecisionBody, DecisionOf, Plan, Verdict, VisitPart } from './verdict.ts';

/** What the register keeps with a lease that was taken back at a desk. */
const releaseReason = 'Released at a desk.';

/**
 * A desk for one show. Begins at once to send what an earlier life of this device left behind.
 * @throws KaikuError `config/invalid`, `config/no-storage`
 */
export function createDesk(options: DeskOptions): Desk {
  const {
    show: showId,
    askWithinMs = 2500,
    maxUnconfirmed = 5,
    holdPlaces = 'auto',
    offline: policy = 'accept',
  } = options;
  const how = howOf(options);
  const own: DecisionOf = { showId, recordsAs: how };
  const environment: Environment = { ...createEnvironment(), ...options.environment };
  const storage = options.storage ?? defaultStorage();
  const clock = createClock(environment, storage);
  const contact = watchContact(registryOf(options, environment, clock.hear), environment.now);
  const { registry } = contact;
  const capMemory = rememberCap(showId, { contact, storage });
  const closing = new AbortController();
  const outbox = createOutbox({
    storage,
    delivery: {
      ask: (visit, sent, signal, mode = 'ask') => registry.record(visit, mode, signal, sent),
      deliver: (batch, signal) => registry.offline?.deliver(batch, signal) ?? deliverOneByOne(registry, batch, signal),
    },
    environment,
    showId,
    askWithinMs,
    mayAsk: () => contact.link === 'up',
    allowance: ({ showId: id }, tickets) =>
      allowanceFor(
        {
          policy,
          maxUnconfirmed,
          cap: capMemory.cap,
          last: contact.lastTold(id),
          nowMs: environment.now(),
          unconfirmed: outbox.stock.unconfirmed,
        },
        tickets,
      ),
    lockedOut: () => contact.lockedOut,
    clockSuspect: clock.isSuspect,
    onDelivered: (delivered) => readiness.hear(delivered),
  });
  const cardList = options.cardList && createCardList(options.cardList, { now: clock.now, storage });
  const readiness = createReadiness({
    contact,
    environment,
    storage,
    outbox,
    showId,
    askWithinMs,
    holdPlaces,
    cardList,
  });
  const view = createDeskView({ contact, outbox, clock, watch: readiness.watch, show: shown });
  const history =
    options.history === true
      ? createHistory({ storage, outbox, environment, showId, onChange: view.touch })
      : undefined;

  async function check(text: string, { takenAt }: CheckOptions = {}): Promise<Decision> {
    assertOpen();
    const lateMs = takenAt === undefined ? undefined : enteredForMs(takenAt, clock.now());
    const decision: Decision = { ...own, ...(await decided(text, lateMs)) };
    const isOver = decision.outcome === 'refused' || (decision.outcome === 'undecided' && !decision.mayRecord);
    if (decision.outcome === 'has-ticket') history?.note([decision.code], peopleOf(decision.earlier), decision);
    else if (isOver && decision.code !== undefined) history?.note([decision.code], 0, decision);
    return decision;
  }

  /** `lateMs`: the moment of a use that is entered later. */
  async function decided(text: string, lateMs: number | undefined): Promise<DecisionBody> {
    const parsed = parseCardCode(text);
    const { repairs } = parsed;
    if (parsed.kind !== 'card') {
      return {
        outcome: 'refused',
        code: undefined,
        repairs,
        refusal: { reason: parsed.kind, rule: rules[parsed.kind] },
      };
    }
    const { code } = parsed;
    readiness.noteCard();
    try {
      // Not worth a clerk's wait: what is known here decides, and the register is asked beside it.
      if (contact.link === 'down') throw unreachable(undefined);
      const at = lateMs === undefined ? undefined : new Date(lateMs).toISOString();
      const told = await inTime((signal) => registry.lookUp(showId, code.text, signal, at));
      const known = { ...told, show: withOwnPlaces(told.show) };
      const question = { code, ...known, how, atMs: lateMs ?? clock.now() };
      if (lateMs !== undefined) return { ...decideLate(question), code, repairs, ...known };
      return toDecision(decideAdmission(question), { code, repairs, ...known, ...warned(known.show) });
    } catch (error) {
      if (!isKaikuError(error)) throw error;
      const question = { code, show: shown(), how, atMs: lateMs ?? clock.now() };
      const undecided = { outcome: 'undecided', code, repairs, cause: contact.lockedOut ?? error.code } as const;
      if (lateMs !== undefined)
        return {
          ...undecided,
          mayRecord: error.retryable && !isLockOut(undecided.cause),
          ...decideLateUnseen(question),
        };
      const unseen = decideUnseen(question);
      if (unseen.outcome === 'refused') return { outcome: 'refused', code, repairs, refusal: unseen.refusal };
      const mayRecord = error.retryable && !isLockOut(error.code) && outbox.mayKeep(1);
      const hint = await cardList?.hint(code.text);
      const told = hint === undefined ? {} : { hint };
      return { ...undecided, mayRecord, minors: unseen.minors, ...told, ...warned(shown()) };
    }
  }

  /** What is to be asked about the show before recording for it just now. */
  function warned(show: ShowFacts | undefined): { readonly warnings?: readonly ShowWarning[] } {
    const warnings = showWarnings(show, how, clock.now());
    return warnings.length === 0 ? {} : { warnings };
  }

  function plan(parts: readonly VisitPart[], options: AdmitOptions = {}): Plan {
    assertVisit(parts, own);
    return planVisit(parts, { ...options, ...circumstances() }, (tickets) => outbox.mayKeep(tickets));
  }

  async function admit(parts: readonly VisitPart[], options: AdmitOptions = {}): Promise<Verdict> {
    assertOpen();
    assertVisit(parts, own);
    const allHaveTickets = ticketsOfAll(parts);
    if (allHaveTickets !== undefined) return allHaveTickets;
    const { recorded, withTicket, company } = toRecord(parts, options.company);
    const slip = slipIn(parts, { ...options, ...circumstances() });
    if (slip !== undefined) return noted(recorded, { outcome: 'refused', refusal: slip });
    const late = lateOf(recorded[0]);
    const visit: Visit = {
      id: environment.newId(),
      showId,
      how,
      takenAt: late?.takenAt ?? new Date(clock.now()).toISOString(),
      ...(options.agreed === true && { agreed: true }),
      ...(company !== undefined && { company }),
      usages: recorded.map(({ decision, minors }) => ({ id: environment.newId(), card: decision.code.text, minors })),
    };
    const asked = await outbox.ask(visit, modeOf(late));
    if (await madeRoom(asked, visit)) return admit(parts, options);
    const sorted = redeemedMeanwhile(asked, how) && (await withNewTickets(parts, check));
    if (sorted) return admit(sorted, options);
    return noted(recorded, toVerdict(asked, toRecorded(visit, { withTicket, late })));
  }

  function noted(parts: readonly VisitPart[], verdict: Verdict): Verdict {
    const people = parts.reduce((sum, part) => sum + peopleOf(part), 0);
    history?.note(
      parts.map(({ decision }) => decision.code),
      people,
      verdict,
    );
    return verdict;
  }

  function circumstances() {
    return { show: shown(), how, atMs: clock.now() };
  }

  /**
   * Whether a visit that was refused for want of places is worth another ask. It takes free places or those held here, never
   * some of each: where only both have enough, the held go back. And those on their way here it could not name yet.
   */
  async function madeRoom(asked: Asked, visit: Visit): Promise<boolean> {
    if (asked.outcome !== 'refused' || asked.refusal.reason !== 'cap-reached') return false;
    if (await readiness.placesArrived()) return true;
    if (outbox.places === 0) return false;
    if (asked.refusal.remaining + outbox.places < ticketsOfVisit(visit, shown())) return false;
    await readiness.giveBack();
    return outbox.places === 0;
  }

  async function annul(visitId: string): Promise<Annulment> {
    assertOpen();
    const isOurs = history?.now().items.some((item) => item.visitId === visitId) ?? false;
    const cause = await outbox.annul(visitId, showId, isOurs);
    if (cause === 'desk/unknown-visit') {
      // Whoever asked hears it at once: the list is for those who do not wait for the answer.
      await outbox.dismiss(visitId).catch(() => {});
      throw unknownVisit();
    }
    history?.noteUndo(visitId);
    return toAnnulment(cause);
  }

  /** The show as this desk may count on it: the places it holds itself are free to it. */
  function shown(): ShowFacts | undefined {
    const show = contact.show(showId);
    return show && withOwnPlaces(show);
  }

  function withOwnPlaces(show: ShowFacts): ShowFacts {
    const { held } = show;
    return held === undefined ? show : { ...show, held: Math.max(0, held - readiness.ownOf(held)) };
  }

  function inTime<T>(exchange: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return within({ environment, ms: askWithinMs, closing: closing.signal }, exchange);
  }

  function assertOpen(): void {
    if (closing.signal.aborted) throw new KaikuError('desk/closed', 'This desk has been closed.', { retryable: false });
  }

  return {
    showId,
    recordsAs: how,
    get state() {
      return view.state;
    },
    check,
    plan,
    admit,
    annul,
    ...(registry.reservations && {
      reservations: createReservations({
        ...{ registry: registry.reservations, showId, how, environment, inTime, assertOpen, history },
        now: clock.now,
      }),
    }),
    history: () => history?.now() ?? noHistory,
    refresh: readiness.refresh,
    dismiss: (visitId) => outbox.dismiss(visitId),
    health: () => lookAtHealth({ environment, storage, outbox, clock, warnings: view.state.warnings }),
    acknowledgeLoss: () => readiness.watch.acknowledgeLoss(),
    exportOutbox: () => outbox.toFile(),
    importOutbox: (text) => outbox.adoptFile(text),
    async leases() {
      assertOpen();
      return await inTime((signal) => registry.offline?.leases?.(showId, signal) ?? Promise.resolve([]));
    },
    async releaseLease(leaseId) {
      assertOpen();
      const { reclaim } = registry.offline ?? {};
      if (reclaim === undefined) throw registryError('registry/not-found', 'The register knows of no leases.');
      const released = await inTime((signal) => reclaim(leaseId, releaseReason, signal));
      void readiness.refresh();
      return released;
    },
    async goOffline() {
      assertOpen();
      return readiness.goOffline();
    },
    sendNow: () => outbox.wake(),
    subscribe: view.subscribe,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      capMemory.close();
      view.close();
      readiness.close();
      await outbox.close();
    },
  };
}
