/**
 * The way of a use, from a text to the register: check → admit → (annul).
 * Knows every stage; knows nothing of cameras, screens or how a register is reached.
 */
import { peopleOf } from './admission/cap.ts';
import { communityCardAlone, groupNotAgreed, isCompany } from './admission/company.ts';
import { decideAdmission, decideUnseen } from './admission/decide.ts';
import type { Party, ShowFacts } from './admission/facts.ts';
import { rules } from './admission/rules.ts';
import { type ShowWarning, showWarnings } from './admission/show-days.ts';
import { type CardCode, parseCardCode } from './card/card-code.ts';
import { within } from './deadline.ts';
import { defaultStorage, howOf, registryOf } from './desk/ends.ts';
import { createHistory, noHistory } from './desk/history.ts';
import { decideLate, decideLateUnseen, enteredForMs } from './desk/late.ts';
import { assertVisit, openDecision } from './desk/party.ts';
import { planVisit as planOf } from './desk/plan-visit.ts';
import type { AdmitOptions, CheckOptions, Desk, DeskOptions, VisitOptions } from './desk/port.ts';
import { createReadiness } from './desk/readiness.ts';
import { createReservations } from './desk/reservations.ts';
import { redeemedMeanwhile, toRecord, withNewTickets } from './desk/tickets.ts';
import { enteredFor, lateOf, modeOf, toAnnulment, toDecision, toVerdict, unknownUsage } from './desk/told.ts';
import { createDeskView } from './desk-state.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { isKaikuError, isLockOut, KaikuError } from './errors.ts';
import { rememberCap } from './offline/cap-memory.ts';
import { createCardList } from './offline/card-list.ts';
import { createClock } from './offline/clock.ts';
import { lookAtHealth } from './offline/health.ts';
import { allowanceFor } from './offline/policy.ts';
import { ticketsOfUnit } from './outbox/decide-alone.ts';
import { createOutbox } from './outbox/outbox.ts';
import type { Asked } from './outbox/port.ts';
import { watchContact } from './registry/contact.ts';
import { deliverOneByOne } from './registry/one-by-one.ts';
import { registryError, unreachable } from './registry/problems.ts';
import { toUsage, type Unit, type UnitKind, type Visit } from './usage/usage.ts';
import type {
  Annulment,
  Decision,
  DecisionBody,
  DecisionOf,
  LateEntry,
  Verdict,
  VisitPart,
  VisitPlan,
  VisitVerdict,
} from './verdict.ts';

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
      ask: (unit, sent, signal, mode = 'ask') =>
        'usages' in unit ? registry.recordVisit(unit, mode, signal, sent) : registry.record(unit, mode, signal, sent),
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

  async function admit(decision: Decision, party: Party, options: AdmitOptions = {}): Promise<Verdict> {
    assertOpen();
    const { code, late } = openDecision(decision, party, { desk: own, ...options });
    const people = peopleOf(party);
    const { agreed, company } = options;
    const refusal =
      communityCardAlone(code, party.minors, isCompany(company)) ?? groupNotAgreed({ codes: [code], people, agreed });
    if (refusal !== undefined && late === undefined) return noted(code, people, { outcome: 'refused', refusal });
    const usage = toUsage({ id: environment.newId(), showId, code, party, how, atMs: momentOf(late), ...options });
    const asked = await outbox.ask(usage, modeOf(late));
    if (await madeRoom(asked, usage)) return admit(decision, party, options);
    const ticket = redeemedMeanwhile(asked, how);
    if (ticket !== undefined) return noted(code, people, { outcome: 'has-ticket', ticket });
    return noted(code, people, toVerdict(asked, { usageId: usage.id, party, ...enteredFor(late) }));
  }

  function noted(code: CardCode, people: number, verdict: Verdict): Verdict {
    history?.note([code], people, verdict);
    return verdict;
  }

  function planVisit(parts: readonly VisitPart[], { agreed, company }: VisitOptions): VisitPlan {
    assertVisit(parts, own);
    const mayKeep = (tickets: number) => outbox.mayKeep(tickets);
    return planOf(parts, { show: shown(), how, agreed, company, atMs: clock.now(), mayKeep });
  }

  async function admitVisit(parts: readonly VisitPart[], options: VisitOptions): Promise<VisitVerdict> {
    assertOpen();
    const plan = planVisit(parts, options);
    if (plan.outcome === 'refused') return { outcome: 'refused', refusal: plan.refusal };
    const { recorded, people, company } = toRecord(parts, plan, options.company);
    const cards = recorded.length;
    if (cards === 0) return { outcome: 'has-ticket', cards: parts.length, people: plan.people };
    const late = lateOf(parts[0]);
    const atMs = momentOf(late);
    const usages = recorded.map(({ decision: { code }, minors }) =>
      toUsage({ id: environment.newId(), showId, code, party: { minors }, how, atMs }),
    );
    const { agreed } = options;
    const visit: Visit = { id: environment.newId(), showId, agreed, ...(company && { company }), usages };
    const asked = await outbox.ask(visit, modeOf(late));
    if (await madeRoom(asked, visit)) return admitVisit(parts, options);
    const sorted = redeemedMeanwhile(asked, how) && (await withNewTickets(parts, check));
    if (sorted) return admitVisit(sorted, options);
    const withTicket = parts.length - cards;
    const counts = { visitId: visit.id, cards, people, ...(withTicket > 0 && { withTicket }) };
    const verdict = toVerdict(asked, { ...counts, ...enteredFor(late) });
    history?.note(
      recorded.map(({ decision: { code } }) => code),
      people,
      verdict,
    );
    return verdict;
  }

  /**
   * Whether a unit that was refused for want of places is worth another ask. It takes free places or those held here, never
   * some of each: where only both have enough, the held go back. And those on their way here it could not name yet.
   */
  async function madeRoom(asked: Asked, unit: Unit): Promise<boolean> {
    if (asked.outcome !== 'refused' || asked.refusal.reason !== 'cap-reached') return false;
    if (await readiness.placesArrived()) return true;
    if (outbox.places === 0) return false;
    if (asked.refusal.remaining + outbox.places < ticketsOfUnit(unit, shown())) return false;
    await readiness.giveBack();
    return outbox.places === 0;
  }

  async function annul(kind: UnitKind, unitId: string): Promise<Annulment> {
    assertOpen();
    const isOurs = history?.now().items.some((item) => item.unitId === unitId) ?? false;
    const cause = await outbox.annul(kind, unitId, showId, isOurs);
    if (cause === 'desk/unknown-usage') {
      // Whoever asked hears it at once: the list is for those who do not wait for the answer.
      await outbox.dismiss(unitId).catch(() => {});
      throw unknownUsage(kind);
    }
    history?.noteUndo(unitId);
    return toAnnulment(cause);
  }

  function momentOf(late: LateEntry | undefined): number {
    return late === undefined ? clock.now() : Date.parse(late.takenAt);
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
    admit,
    planVisit,
    admitVisit,
    annul: (usageId) => annul('usage', usageId),
    annulVisit: (visitId) => annul('visit', visitId),
    ...(registry.reservations && {
      reservations: createReservations({
        ...{ registry: registry.reservations, showId, how, environment, inTime, assertOpen, history },
        now: clock.now,
      }),
    }),
    history: () => history?.now() ?? noHistory,
    refresh: readiness.refresh,
    dismiss: (unitId) => outbox.dismiss(unitId),
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
