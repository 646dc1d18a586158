import type { Desk, UsageInput } from '@kaiku/client';
import {
  type Emit,
  type KaikuDecisionDetail,
  type KaikuErrorDetail,
  toDecisionDetail,
  toVerdictDetail,
} from '../events.ts';
import {
  type FlowEffect,
  type FlowEvent,
  type FlowState,
  initialFlow,
  type Origin,
  reduce,
  type ShownCard,
} from '../flow/flow.ts';
import type { SessionContext } from './context.ts';
import { failureCauseOf } from './failure-cause.ts';

interface FlowRunnerOptions {
  readonly openSources: () => void;
  readonly closeSources: () => void;
  /** Called after each transition, before its effects run. */
  readonly onTransition: (state: FlowState, before: FlowState) => void;
}

/** Whether a person at the screen makes the event. Ignored while the element is asleep, because no person can see it. */
const isAct: Readonly<Record<FlowEvent['type'], boolean>> = {
  ...{ read: true, count: true, confirm: true, gather: true, remove: true, agree: true, inside: true, choose: true },
  ...{ come: true, correct: true, undo: true, leave: true, elapsed: true },
  ...{ start: false, ready: false, stop: false, reset: false },
  ...{ checked: false, recorded: false, voided: false, failed: false },
};

/** The words of statistics for how a card code was entered. */
const inputs: Readonly<Record<Origin, UsageInput>> = { camera: 'camera', wedge: 'reader', typed: 'typed' };

/** A call of `check` by the page, waiting for the decision about its text. */
interface Caller {
  readonly text: string;
  readonly answer: (decision: KaikuDecisionDetail | undefined) => void;
}

/** How long an answer stays if the next card waits: enough for a glance. Guess, to be measured at a door. */
const brieflyMs = 2000;

type Effect<T extends FlowEffect['type']> = Extract<FlowEffect, { type: T }>;

/** Holds the state of the flow, runs its effects, and dispatches the desk's answers as events. */
export class FlowRunner {
  readonly #context: SessionContext;
  readonly #options: FlowRunnerOptions;
  #state: FlowState = initialFlow;
  #cancelLinger = () => {};
  #lingersForMs = 0;
  #lingering: Effect<'linger'> | undefined;
  #caller: Caller | undefined;

  constructor(context: SessionContext, options: FlowRunnerOptions) {
    this.#context = context;
    this.#options = options;
  }

  get state(): FlowState {
    return this.#state;
  }

  /** How long the answer on the screen stays in total, in milliseconds; 0: until the clerk dismisses it. */
  get lingersForMs(): number {
    return this.#lingersForMs;
  }

  /** Runs an event and its effects. Returns true if it was a card that was taken up. */
  dispatch(event: FlowEvent): boolean {
    if (isAct[event.type] && !this.#context.mayAct()) return false;
    const before = this.#state;
    const { state, effects, taken = false } = reduce(before, event);
    if (state === before) return taken;
    if (state.at !== 'showing') {
      this.#cancelLinger();
      this.#lingersForMs = 0;
      this.#lingering = undefined;
    }
    this.#state = state;
    // In these states no card waits, so the text of a caller was dropped.
    if (state.at === 'scanning' || state.at === 'idle') this.#answerCaller(undefined);
    this.#context.changed();
    this.#options.onTransition(state, before);
    for (const effect of effects) this.#run(effect);
    return taken;
  }

  /**
   * Returns the decision about a text that `read` dispatches, even if it waits for another card first. `undefined` if it is
   * not taken up, loses its place to another card while it waits, or cannot be checked. Never rejects.
   */
  decisionOf({ text }: Pick<ShownCard, 'text'>, read: () => boolean): Promise<KaikuDecisionDetail | undefined> {
    this.#answerCaller(undefined);
    return new Promise((resolve) => {
      this.#caller = { text, answer: resolve };
      if (!read()) this.#answerCaller(undefined);
    });
  }

  /** Pauses the time of an answer while the element is asleep, and starts it over when it is awake. */
  sleep(asleep: boolean): void {
    if (asleep) this.#cancelLinger();
    else if (this.#lingering !== undefined) this.#linger(this.#lingering);
  }

  #answerCaller(decision: KaikuDecisionDetail | undefined): void {
    this.#caller?.answer(decision);
    this.#caller = undefined;
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
      case 'correct':
        void this.#correct(effect);
        break;
      case 'void':
        void this.#void(effect);
        break;
      case 'linger':
        this.#linger(effect);
        break;
      default:
        effect satisfies never;
    }
  }

  async #check({ turn, text, takenAt }: Effect<'check'>): Promise<void> {
    if (this.#caller?.text !== text) this.#answerCaller(undefined);
    const caller = this.#caller;
    this.#caller = undefined;
    const state = this.#state;
    const input = 'origin' in state ? { input: takenAt === undefined ? inputs[state.origin] : 'paper' } : {};
    const answer = await this.#ask(turn, 'check', async (desk, emit) => {
      const decision = await desk.check(text, { ...input, ...(takenAt !== undefined && { takenAt }) });
      const detail = toDecisionDetail(decision);
      const auto = this.#context.settings.auto && this.#context.mayAct();
      this.dispatch({ type: 'checked', turn, decision, auto });
      emit('kaiku-decision', detail);
      return detail;
    });
    caller?.answer(answer);
  }

  #admit({ turn, parts, agreed, company }: Effect<'admit'>): Promise<void> {
    return this.#ask(turn, 'admit', async (desk, emit) => {
      const verdict = await desk.admit(parts, { agreed, company });
      this.dispatch({ type: 'recorded', turn, verdict });
      // Also if the screen shows something else by now: the visit is in the registry or on the device.
      emit('kaiku-verdict', toVerdictDetail(verdict, parts));
    });
  }

  /** Reduces the recording, or undoes it and records the larger party. */
  #correct({ turn, recorded, part }: Effect<'correct'>): Promise<void> {
    return this.#ask(turn, 'admit', async (desk, emit) => {
      const [usage] = recorded.usages;
      const { visitId } = recorded;
      const { minors } = part;
      if (usage === undefined || minors === usage.minors) {
        this.dispatch({ type: 'recorded', turn, verdict: recorded });
        return;
      }
      if (minors < usage.minors) {
        const usages = [{ usageId: usage.usageId, minors }];
        const { outcome } = await desk.void(visitId, { usages });
        const verdict = { ...recorded, usages: [{ ...usage, minors }], people: 1 + minors };
        this.dispatch({ type: 'recorded', turn, verdict });
        emit('kaiku-voided', { visitId, outcome, usages });
        return;
      }
      const { outcome } = await desk.void(visitId);
      emit('kaiku-voided', { visitId, outcome, usages: undefined });
      const verdict = await desk.admit([part]);
      this.dispatch({ type: 'recorded', turn, verdict });
      emit('kaiku-verdict', toVerdictDetail(verdict, [part]));
    });
  }

  #void({ turn, visitId }: Effect<'void'>): Promise<void> {
    return this.#ask(turn, 'void', async (desk, emit) => {
      const voidResult = await desk.void(visitId);
      this.dispatch({ type: 'voided', turn, voidResult });
      emit('kaiku-voided', { visitId, outcome: voidResult.outcome, usages: undefined });
    });
  }

  /** Makes one request to the desk. A failure becomes the event `failed` and a `kaiku-error`; then it returns `undefined`. */
  async #ask<T>(
    turn: number,
    during: KaikuErrorDetail['during'],
    request: (desk: Desk, emit: Emit) => Promise<T>,
  ): Promise<T | undefined> {
    const emit = this.#context.emitter();
    try {
      const desk = this.#context.desk();
      if (desk === undefined) throw new Error('There is no desk. Without one the flow must be idle.');
      return await request(desk, emit);
    } catch (error) {
      const cause = failureCauseOf(error);
      this.dispatch({ type: 'failed', turn, cause });
      emit('kaiku-error', { during, code: cause, error });
      return undefined;
    }
  }

  #linger(effect: Effect<'linger'>): void {
    const { turn, brief } = effect;
    const { timer, verdictForMs } = this.#context.settings;
    this.#cancelLinger();
    this.#lingering = effect;
    this.#lingersForMs = brief ? Math.min(verdictForMs, brieflyMs) : verdictForMs;
    if (this.#lingersForMs > 0 && this.#context.mayAct())
      this.#cancelLinger = timer(this.#lingersForMs, () => this.dispatch({ type: 'elapsed', turn }));
  }
}
