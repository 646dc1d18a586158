/**
 * The way of a use, from a text to the register: check → admit → (annul).
 * Knows every stage; knows nothing of cameras, screens or how a register is reached.
 */
import { decideAdmission, decideUnseen } from './admission/decide.ts';
import type { Party, UsageHow } from './admission/facts.ts';
import { rules } from './admission/rules.ts';
import { parseCardCode } from './card/card-code.ts';
import { within } from './deadline.ts';
import { defaultStorage, howOf, registryOf } from './desk/ends.ts';
import { assertVisit, openDecision } from './desk/party.ts';
import { planVisit as planOf } from './desk/plan-visit.ts';
import { toAnnulment, toVerdict } from './desk/told.ts';
import { createDeskView, type DeskState } from './desk-state.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { isKaikuError, KaikuError } from './errors.ts';
import { createOutbox } from './outbox/outbox.ts';
import type { OutboxStorage } from './outbox/storage.ts';
import { watchContact } from './registry/contact.ts';
import type { TokenSource } from './registry/http.ts';
import type { Registry } from './registry/registry.ts';
import { toUsage, type UnitKind, type Visit } from './usage/usage.ts';
import type { Annulment, Decision, Verdict, VisitPart, VisitPlan, VisitVerdict } from './verdict.ts';

/** A venue's desk for one show. */
export interface Desk {
  readonly showId: string;
  readonly state: DeskState;
  /**
   * What a text (read or typed) comes to. A look-up only: nothing is recorded.
   * Never throws for any text; a register that does not answer within `askWithinMs` gives `undecided`.
   * @throws KaikuError `desk/closed`
   */
  check(text: string): Promise<Decision>;
  /**
   * Records a party on a decision and says what became of it. The usage is on the device's storage before it is sent.
   * @throws KaikuError `config/invalid` (a refused decision, a party that is not whole numbers or not within the
   *   decision's `minors`), `outbox/storage` (nothing counts: not sent, or withdrawn again), `desk/closed`
   */
  admit(decision: Decision, party: Party): Promise<Verdict>;
  /**
   * Whether the people on these cards may come together. At once, from what the decisions carry and the show as it was
   * last told: nothing is asked and nothing recorded.
   * @throws KaikuError `config/invalid` (no part at all, or minors that are not whole numbers within what each card
   *   brings)
   */
  planVisit(parts: readonly VisitPart[], options: VisitOptions): VisitPlan;
  /**
   * Records a visit, all or nothing. One that its plan refuses is refused here, and the register is not asked.
   * @throws KaikuError as `planVisit` and `admit` do
   */
  admitVisit(parts: readonly VisitPart[], options: VisitOptions): Promise<VisitVerdict>;
  /**
   * Takes a recorded use back, sent or not. The annulment is itself kept and delivered; `provisional` while it waits.
   * @throws KaikuError `outbox/storage` (nothing was taken back), `desk/closed`
   */
  annul(usageId: string): Promise<Annulment>;
  /** Takes a whole visit back, all its uses. Else as `annul`. */
  annulVisit(visitId: string): Promise<Annulment>;
  /** Asks the register for the show again. Never throws: what came of it is in `state`. */
  refresh(): Promise<void>;
  /**
   * Takes an item off the attention list, by its `unitId`, and with it what was kept of the use or visit.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  dismiss(unitId: string): Promise<void>;
  /** Calls `listener` after each change of `state`. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
  /**
   * Stops sending and lets the storage go. What waits stays on the device for the next desk; a check or an admission
   * under way ends as if the register had not answered. Never throws, and repeated does nothing.
   */
  close(): Promise<void>;
}

export interface VisitOptions {
  /** The clerk has confirmed that a group of more than five was agreed on with the venue beforehand. */
  readonly agreed: boolean;
}

export interface DeskOptions {
  /** The register's address, or another end that keeps the `Registry` promises. */
  readonly registry: string | Registry;
  /** With an address: the device's bearer token, or what fetches one. */
  readonly token?: TokenSource;
  /** The id of the show. */
  readonly show: string;
  /** As what this desk records uses (docs/sources.md#three-moments). Default `sold`; the entrance takes `door`. */
  readonly recordsAs?: UsageHow;
  /**
   * Where uses wait. Default: IndexedDB, where there is one; elsewhere (Node) it must be named, because memory forgets.
   */
  readonly storage?: OutboxStorage;
  /** How long `check` and `admit` wait for the register, in milliseconds. Default 2500 (decision 0006). */
  readonly askWithinMs?: number;
  /** How many uses of a show may wait unconfirmed on this device at once, a visit as one. Default 5, 0 never (decision 0006). */
  readonly maxUnconfirmed?: number;
  readonly environment?: Partial<Environment>;
}

/** The register is asked for the show this often, so that the places left are fresh and a lost network is noticed. */
const refreshEveryMs = 15_000;

/**
 * A desk for one show. Begins at once to send what an earlier life of this device left behind.
 * @throws KaikuError `config/invalid`, `config/no-storage`
 */
export function createDesk(options: DeskOptions): Desk {
  const { show: showId, askWithinMs = 2500, maxUnconfirmed = 5 } = options;
  const how = howOf(options);
  const environment: Environment = { ...createEnvironment(), ...options.environment };
  const contact = watchContact(registryOf(options, environment));
  const outbox = createOutbox({
    storage: options.storage ?? defaultStorage(),
    delivery: contact.registry,
    environment,
    askWithinMs,
    maxUnconfirmed,
  });
  const view = createDeskView({ contact, outbox, showId });
  const closing = new AbortController();

  // The register answers again: what waits can go now, before its next turn.
  let outOfReach = false;
  const stopWatching = contact.subscribe(() => {
    const back = outOfReach && contact.trouble === null;
    outOfReach = contact.trouble !== null;
    if (back) outbox.wake();
  });
  const stopOnline = environment.onOnline(() => void refresh());
  let cancelRefresh = () => {};
  void keepFresh();

  async function check(text: string): Promise<Decision> {
    assertOpen();
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
    try {
      const known = await inTime((signal) => contact.registry.lookUp(showId, code.text, signal));
      const admission = decideAdmission({ code, ...known, how, atMs: environment.now() });
      return admission.outcome === 'refused'
        ? { outcome: 'refused', code, repairs, refusal: admission.refusal }
        : { ...admission, code, repairs, ...known };
    } catch (error) {
      if (!isKaikuError(error)) throw error;
      const unseen = decideUnseen({ code, show: contact.show(showId), how, atMs: environment.now() });
      if (unseen.outcome === 'refused') return { outcome: 'refused', code, repairs, refusal: unseen.refusal };
      const mayRecord = error.retryable && outbox.mayKeep(showId);
      return { outcome: 'undecided', code, repairs, cause: error.code, mayRecord, minors: unseen.minors };
    }
  }

  async function admit(decision: Decision, party: Party): Promise<Verdict> {
    assertOpen();
    const { code } = openDecision(decision, party);
    const usage = toUsage({ id: environment.newId(), showId, code, party, how, atMs: environment.now() });
    return toVerdict(await outbox.ask(usage), { usageId: usage.id, party });
  }

  function planVisit(parts: readonly VisitPart[], { agreed }: VisitOptions): VisitPlan {
    assertVisit(parts);
    const mayKeep = outbox.mayKeep(showId);
    return planOf(parts, { show: contact.show(showId), how, agreed, atMs: environment.now(), mayKeep });
  }

  async function admitVisit(parts: readonly VisitPart[], options: VisitOptions): Promise<VisitVerdict> {
    assertOpen();
    const plan = planVisit(parts, options);
    if (plan.outcome === 'refused') return { outcome: 'refused', refusal: plan.refusal };
    const atMs = environment.now();
    const usages = parts.map(({ decision: { code }, minors }) =>
      toUsage({ id: environment.newId(), showId, code, party: { minors }, how, atMs }),
    );
    const visit: Visit = { id: environment.newId(), showId, agreed: options.agreed, usages };
    return toVerdict(await outbox.ask(visit), { visitId: visit.id, cards: parts.length, people: plan.people });
  }

  async function annul(kind: UnitKind, unitId: string): Promise<Annulment> {
    assertOpen();
    return toAnnulment(await outbox.annul(kind, unitId, showId));
  }

  async function refresh(): Promise<void> {
    try {
      await inTime((signal) => contact.registry.show(showId, signal));
    } catch (error) {
      if (!isKaikuError(error)) throw error;
    }
  }

  async function keepFresh(): Promise<void> {
    await refresh();
    // Anywhere from half to one and a half of the time, so that many desks do not ask in step.
    if (!closing.signal.aborted)
      cancelRefresh = environment.after(refreshEveryMs * (0.5 + environment.random()), () => void keepFresh());
  }

  function inTime<T>(exchange: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return within({ environment, ms: askWithinMs, closing: closing.signal }, exchange);
  }

  function assertOpen(): void {
    if (closing.signal.aborted) throw new KaikuError('desk/closed', 'This desk has been closed.', { retryable: false });
  }

  return {
    showId,
    get state() {
      return view.state;
    },
    check,
    admit,
    planVisit,
    admitVisit,
    annul: (usageId) => annul('usage', usageId),
    annulVisit: (visitId) => annul('visit', visitId),
    refresh,
    dismiss: (unitId) => outbox.dismiss(unitId),
    subscribe: view.subscribe,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      cancelRefresh();
      stopWatching();
      stopOnline();
      view.close();
      await outbox.close();
    },
  };
}
