import { type Decision, type Desk, maskCardCode, type Verdict } from '@kaiku/client';
import type { ReactiveControllerHost } from 'lit';
import type { Emit, KaikuDecisionDetail, KaikuErrorDetail, KaikuVerdictDetail } from '../events.ts';
import {
  type FlowEffect,
  type FlowEvent,
  type FlowState,
  initialFlow,
  isRecorded,
  type Origin,
  reduce,
} from '../flow/flow.ts';
import { failureCauseOf } from '../session/failure-cause.ts';
import type { After } from '../session/timer.ts';

interface FlowControllerOptions {
  readonly desk: () => Desk | undefined;
  readonly openSources: () => void;
  readonly closeSources: () => void;
  readonly after: After;
  /** How long a verdict that went well stays, in milliseconds; 0 for until it is put aside. */
  readonly lingerMs: () => number;
  /** Told of each change, after it. */
  readonly onChange: (state: FlowState, before: FlowState) => void;
  /** Whether to record at once where there is nothing to ask. */
  readonly auto: () => boolean;
  /** False while the element is asleep: cards and a clerk's acts are ignored then, and no answer's time runs out. */
  readonly mayAct: () => boolean;
  /** Whom to tell of what is begun now: whatever the element turns to meanwhile. */
  readonly emitter: () => Emit;
}

/** Events that somebody at the screen makes: nobody is there while the element is asleep. */
const acts: ReadonlySet<FlowEvent['type']> = new Set<FlowEvent['type']>([
  ...(['read', 'count', 'confirm', 'gather', 'remove', 'agree', 'choose', 'come', 'undo', 'leave', 'elapsed'] as const),
]);

/** Who has given a text by script, and waits for what it comes to. */
interface Caller {
  readonly text: string;
  readonly answer: (decision: KaikuDecisionDetail | undefined) => void;
}

/** An answer is read in a glance where the next card waits already. Guess, to be measured at a door. */
const brieflyMs = 2000;

/** Runs the flow: holds its state, carries out its effects, and brings the desk's answers back to it as events. */
export class FlowController {
  #host: ReactiveControllerHost;
  #options: FlowControllerOptions;
  #state: FlowState = initialFlow;
  #cancelLinger = () => {};
  #lingersForMs = 0;
  #lingering: Extract<FlowEffect, { type: 'linger' }> | undefined;
  #caller: Caller | undefined;

  constructor(host: ReactiveControllerHost, options: FlowControllerOptions) {
    this.#host = host;
    this.#options = options;
  }

  get state(): FlowState {
    return this.#state;
  }

  /** How long what is shown stays in all, in milliseconds; 0 for until it is put aside. */
  get lingersForMs(): number {
    return this.#lingersForMs;
  }

  /** Takes an event in, and says what it set off. */
  dispatch(event: FlowEvent): readonly FlowEffect[] {
    if (acts.has(event.type) && !this.#options.mayAct()) return [];
    const before = this.#state;
    const { state, effects } = reduce(before, event);
    if (state === before) return effects;
    if (state.at !== 'showing') {
      this.#cancelLinger();
      this.#lingersForMs = 0;
      this.#lingering = undefined;
    }
    this.#state = state;
    // No card waits any more.
    if (state.at === 'scanning' || state.at === 'idle') this.#answerCaller(undefined);
    this.#host.requestUpdate();
    this.#options.onChange(state, before);
    for (const effect of effects) this.#run(effect);
    return effects;
  }

  /** Takes a card in. Whether it was taken up: at once, or as the next. */
  read(text: string, origin: Origin, takenAt?: string): boolean {
    const before = waitingIn(this.#state);
    const effects = this.dispatch({ type: 'read', text, origin, takenAt });
    return effects.length > 0 || waitingIn(this.#state) !== before;
  }

  /**
   * What a text comes to that `read` takes in: resolves once it is decided, also where it waits for another card first.
   * `undefined` if it is not taken, gives way to another card, or cannot be checked. Never rejects.
   */
  decisionOf(text: string, read: () => boolean): Promise<KaikuDecisionDetail | undefined> {
    this.#answerCaller(undefined);
    return new Promise((resolve) => {
      this.#caller = { text, answer: resolve };
      if (!read()) this.#answerCaller(undefined);
    });
  }

  #answerCaller(decision: KaikuDecisionDetail | undefined): void {
    this.#caller?.answer(decision);
    this.#caller = undefined;
  }

  /** The element has fallen asleep or is awake: an answer's time begins when somebody can see it. */
  sleep(asleep: boolean): void {
    if (asleep) this.#cancelLinger();
    else if (this.#lingering !== undefined) this.#linger(this.#lingering);
  }

  #run(effect: FlowEffect): void {
    switch (effect.type) {
      case 'open-sources':
        this.#options.openSources();
        break;
      case 'close-sources':
        this.#options.closeSources();
        break;
      case 'check':
        void this.#check(effect);
        break;
      case 'admit':
        void this.#admit(effect);
        break;
      case 'void':
        void this.#voidVisit(effect);
        break;
      case 'linger':
        this.#linger(effect);
        break;
      default:
        effect satisfies never;
    }
  }

  async #check({ turn, text, takenAt }: Extract<FlowEffect, { type: 'check' }>): Promise<void> {
    const emit = this.#options.emitter();
    if (this.#caller?.text !== text) this.#answerCaller(undefined);
    const caller = this.#caller;
    this.#caller = undefined;
    try {
      const decision = await this.#desk().check(text, takenAt === undefined ? {} : { takenAt });
      const detail = toDecisionDetail(decision);
      this.dispatch({ type: 'checked', turn, decision, auto: this.#options.auto() });
      emit('kaiku-decision', detail);
      caller?.answer(detail);
    } catch (error) {
      emit('kaiku-error', this.#failed(turn, 'check', error));
      caller?.answer(undefined);
    }
  }

  async #admit({ turn, parts, agreed, company }: Extract<FlowEffect, { type: 'admit' }>): Promise<void> {
    const emit = this.#options.emitter();
    try {
      const verdict = await this.#desk().admit(parts, { agreed, company });
      this.dispatch({ type: 'recorded', turn, verdict });
      // Also when the screen has gone on: the visit stands in the registry or on the device.
      emit('kaiku-verdict', toVerdictDetail(verdict, parts));
    } catch (error) {
      emit('kaiku-error', this.#failed(turn, 'admit', error));
    }
  }

  async #voidVisit({ turn, visitId }: Extract<FlowEffect, { type: 'void' }>): Promise<void> {
    const emit = this.#options.emitter();
    try {
      const voidResult = await this.#desk().void(visitId);
      this.dispatch({ type: 'voided', turn, voidResult });
      emit('kaiku-voided', { visitId, outcome: voidResult.outcome });
    } catch (error) {
      emit('kaiku-error', this.#failed(turn, 'void', error));
    }
  }

  #linger({ turn, brief }: Extract<FlowEffect, { type: 'linger' }>): void {
    this.#cancelLinger();
    this.#lingering = { type: 'linger', turn, brief };
    const wholeMs = this.#options.lingerMs();
    const lingerMs = brief ? Math.min(wholeMs, brieflyMs) : wholeMs;
    this.#lingersForMs = lingerMs;
    if (lingerMs > 0 && this.#options.mayAct())
      this.#cancelLinger = this.#options.after(lingerMs, () => this.dispatch({ type: 'elapsed', turn }));
  }

  #failed(turn: number, during: KaikuErrorDetail['during'], error: unknown): KaikuErrorDetail {
    const cause = failureCauseOf(error);
    this.dispatch({ type: 'failed', turn, cause });
    return { during, code: cause, error };
  }

  #desk(): Desk {
    const desk = this.#options.desk();
    if (desk === undefined) throw new Error('There is no desk: the flow is idle without one.');
    return desk;
  }
}

function waitingIn(state: FlowState): object | undefined {
  return 'next' in state ? state.next : undefined;
}

function toDecisionDetail(decision: Decision): KaikuDecisionDetail {
  const { outcome, code } = decision;
  return {
    outcome,
    maskedCard: code === undefined ? undefined : maskCardCode(code.text),
    reason: outcome === 'refused' ? decision.refusal.reason : undefined,
    cause: 'cause' in decision ? decision.cause : undefined,
    ticket: outcome === 'has-ticket' ? decision.ticket : undefined,
  };
}

/** What the page is told of a verdict on what was asked for. */
export function toVerdictDetail(verdict: Verdict, asked: readonly { readonly minors: number }[]): KaikuVerdictDetail {
  const { outcome } = verdict;
  const recorded = isRecorded(verdict) ? verdict : undefined;
  const told = recorded?.usages ?? asked;
  return {
    outcome,
    cards: told.length,
    people: 'people' in verdict ? verdict.people : told.reduce((sum, { minors }) => sum + 1 + minors, 0),
    withTicket: recorded?.withTicket ?? 0,
    visitId: recorded?.visitId,
    usages: recorded?.usages ?? [],
    reason: outcome === 'refused' ? verdict.refusal.reason : undefined,
    cause: 'cause' in verdict ? verdict.cause : undefined,
    by: outcome === 'provisional' ? verdict.by : undefined,
    ticket: outcome === 'has-ticket' ? verdict.ticket : undefined,
  };
}
