/**
 * SPINE: everything behind the screen: the flow, its desk, its sources and the pages of the device. It knows no Lit and is
 * tested without a browser. The element paints `state` after each change, and passes on what the clerk does by `act`.
 */
import type { Reading } from '@kaiku/capture';
import { takesCodes } from '../enrolment/enrolment.ts';
import type { Emit, KaikuDecisionDetail } from '../events.ts';
import { type FlowEvent, type FlowState, isReady, type Origin, type ShownCard, takesReadings } from '../flow/flow.ts';
import { isRecordable, planOf } from '../flow/group-plan.ts';
import { type Signal, signalOf } from '../signals.ts';
import { demoCards } from '../training/demo-cards.ts';
import { createFlowActions, type SessionActions } from './actions.ts';
import type { SessionContext } from './context.ts';
import { DeskHolder } from './desk-holder.ts';
import { DevicePage } from './device-page.ts';
import { EnrolmentHolder } from './enrolment-holder.ts';
import { FlowRunner } from './flow-runner.ts';
import { LeaseList } from './lease-list.ts';
import { ReaderAdviceList } from './reader-advice-list.ts';
import { ReservationList } from './reservation-list.ts';
import type { SessionSettings } from './settings.ts';
import { Shift } from './shift.ts';
import { ShowList } from './show-list.ts';
import { type SourceFactories, Sources } from './sources.ts';
import type { SessionState } from './state.ts';
import { TypedField } from './typed-field.ts';

/** What a session needs from its element. */
export interface SessionOptions extends Pick<SessionContext, 'createTrainingDesk'> {
  readonly settings: SessionSettings;
  /** `look` determines if a person can see and use the element now; `awake` is the result of the last look. */
  readonly reach: { readonly awake: boolean; readonly look: () => boolean };
  /** Returns what creates the sources: those of cards, or the camera for an enrolment code. */
  readonly factories: (purpose: 'cards' | 'codes') => SourceFactories;
  /** Emits an event to the page. The session calls it for no event of a training. */
  readonly emit: Emit;
  /** Changes the element to another show. */
  readonly chooseShow: (showId: string) => void;
  /** Called when the clerk should hear something, while the element is awake. */
  readonly onSignal: (signal: Signal) => void;
}

/** Everything behind one element. */
export class Session {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<() => void>();
  #connected = false;
  #ownsSources = false;
  #origin: Origin | undefined;

  readonly #context: SessionContext;
  readonly enrolment: EnrolmentHolder;
  readonly #desk: DeskHolder;
  readonly #flow: FlowRunner;
  readonly #sources: Sources;
  readonly #advice: ReaderAdviceList;
  readonly #device: DevicePage;
  readonly #leases: LeaseList;
  readonly #shift: Shift;
  readonly #reservations: ReservationList;
  readonly #shows: ShowList;
  readonly #typed: TypedField;
  /** What the clerk can do. */
  readonly act: SessionActions;

  constructor(options: SessionOptions) {
    const { settings, reach, emit } = options;
    this.#options = options;
    const emitter = (): Emit => (settings.training ? () => {} : emit);
    const changed = () => {
      for (const listener of this.#listeners) listener();
    };
    const context: SessionContext = {
      settings,
      token: () => settings.token ?? this.enrolment.key,
      role: () => (settings.token === undefined ? this.enrolment.role : undefined),
      desk: () => this.#desk.desk,
      createTrainingDesk: options.createTrainingDesk,
      mayAct: reach.look,
      emit: (name, detail) => emitter()(name, detail),
      emitter,
      changed,
    };
    this.#context = context;
    this.enrolment = new EnrolmentHolder(context, (state, before) => {
      if (takesCodes(state) === takesCodes(before)) return;
      if (takesCodes(state)) this.#openSources();
      else void this.#sources.close();
    });
    this.#desk = new DeskHolder(context, () => {
      this.dispatch({ type: 'stop' });
      if (this.#desk.desk !== undefined) this.dispatch({ type: 'start' });
    });
    this.#flow = new FlowRunner(context, {
      openSources: () => this.#openSources(),
      closeSources: () => void this.#sources.close(),
      onTransition: (state, before) => {
        const signal = signalOf(state, before);
        if (signal !== undefined && reach.look()) options.onSignal(signal);
      },
    });
    this.#sources = new Sources(context, {
      factories: () => options.factories(takesCodes(this.enrolment.state) ? 'codes' : 'cards'),
      onReading: (reading) => this.#onReading(reading),
      onUnrecognised: (reason) => {
        if (reason === 'unnamed-keys') this.#advice.add([reason]);
        if (reason === 'ambiguous') this.#advice.add(['keyboard-layout']);
      },
      onReady: () => this.dispatch({ type: 'ready' }),
    });
    this.#advice = new ReaderAdviceList(context);
    this.#device = new DevicePage(context);
    this.#leases = new LeaseList(context);
    this.#shift = new Shift(context, () => this.flow);
    this.#reservations = new ReservationList(context);
    this.#shows = new ShowList(context, () => this.flow, options.chooseShow);
    this.#typed = new TypedField({
      read: (card) => void this.read(card),
      isReady: () => takesReadings(this.flow) && reach.look(),
      changed,
    });
    this.act = {
      ...createFlowActions({ flow: () => this.flow, desk: context.desk, dispatch: (event) => this.dispatch(event) }),
      dismiss: (visitId) => void this.#desk.dismiss(visitId),
      adviceSeen: () => this.#advice.dismiss(),
      retryCamera: () => this.#sources.retry('camera'),
      camera: () => this.#sources.camera,
      showDemo: (name) => void this.read({ text: demoCards[name].text, origin: 'wedge' }),
      enrolment: this.enrolment.act,
      typed: this.#typed.act,
      device: this.#device.act,
      shift: this.#shift.act,
      leases: this.#leases.act,
      reservations: this.#reservations.act,
      shows: this.#shows.act,
    };
  }

  /** Emits an event to the page, except in training. */
  get emit(): Emit {
    return this.#context.emit;
  }

  /** The state of the flow. */
  get flow(): FlowState {
    return this.#flow.state;
  }

  get isBusy(): boolean {
    return !isReady(this.flow) || this.enrolment.isBusy;
  }

  /** The input method of the last card that was taken up. */
  get origin(): Origin | undefined {
    return this.#origin;
  }

  /** What the screen shows now. Valid until the next change. */
  get state(): SessionState {
    const { settings, reach } = this.#options;
    const desk = this.#desk.desk;
    return {
      flow: this.flow,
      enrolment: this.enrolment.state,
      desk: this.#desk.state,
      lockedOut: this.#desk.lockedOut,
      failure: this.#desk.failure,
      recordsAs: desk?.recordsAs,
      ways: {
        camera: this.#sources.state('camera'),
        lens: this.#sources.camera?.state,
        wedge: this.#sources.state('wedge'),
        typed: this.wants('typed') && desk !== undefined && settings.active,
      },
      notice: this.#sources.notice,
      elsewhere: reach.awake && !this.#ownsSources && (this.wants('camera') || this.wants('wedge')),
      plan: planOf(this.flow, desk),
      advice: this.#advice.advice,
      device: this.#device,
      shift: this.#shift,
      leases: this.#leases.shown,
      reservations: this.#reservations,
      shows: this.#shows,
      typed: this.#typed,
      lingersForMs: this.#flow.lingersForMs,
    };
  }

  /** Runs an event of the flow. Returns true if it was a card that was taken up. */
  dispatch(event: FlowEvent): boolean {
    // If the plan refuses the group, the screen shows why already.
    if (event.type === 'confirm' && this.flow.at === 'gathering' && !isRecordable(planOf(this.flow, this.#desk.desk)))
      return false;
    return this.#flow.dispatch(event);
  }

  /** Calls `listener` after each change of `state`. Returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes in a card. Returns true if it was taken up, at once or as the next one. */
  read(card: ShownCard, symbology?: Reading['symbology']): boolean {
    if (!this.dispatch({ type: 'read', ...card })) return false;
    this.#origin = card.origin;
    this.#shows.close();
    this.#shift.close();
    this.#sources.clearNotice();
    this.#context.emit('kaiku-reading', { origin: card.origin, symbology });
    return true;
  }

  /** As `check` of the element. */
  async check(text: string): Promise<KaikuDecisionDetail | undefined> {
    const isReal = !this.#options.settings.training;
    const decision = await this.#flow.decisionOf({ text }, () => this.read({ text, origin: 'typed' }));
    return isReal ? decision : undefined;
  }

  /** As `reset` of the element. `input` is the field to type in. */
  reset(input: HTMLInputElement | null | undefined): void {
    this.dispatch({ type: 'reset' });
    this.#typed.reset(input);
  }

  /** The element is in the page. */
  connect(): void {
    this.#connected = true;
    this.#advice.connect();
  }

  /** Follows the settings. To be called before each paint. */
  update(): void {
    if (this.#connected) this.enrolment.update();
    if (this.#connected) this.#desk.update();
    this.#leases.update();
    this.#device.update();
    if (this.#connected) this.#shows.update();
  }

  /** The element is out of the page: closes the sources at once, and its own desk unless the element was only moved. */
  disconnect(): void {
    this.#connected = false;
    this.#desk.leave();
    // A moved element is connected again before this runs. It keeps its desk and what that is sending.
    queueMicrotask(() => {
      if (this.#connected) return;
      this.enrolment.end();
      this.#desk.close();
    });
    void this.#sources.close();
    this.#device.close();
  }

  /** The element has fallen asleep or has woken up. */
  sleep(asleep: boolean): void {
    this.#flow.sleep(asleep);
  }

  /** This element may use the camera and the reader, once `released` has settled. */
  gainSources(released: Promise<unknown>): void {
    this.#ownsSources = true;
    if (this.#usesSources) this.#openSources(released);
    this.#context.changed();
  }

  /** Another element may use them. Resolves when they are released. */
  loseSources(): Promise<unknown> {
    this.#ownsSources = false;
    this.#context.changed();
    return this.#sources.close();
  }

  /** Opens the sources again, after the page wants others. */
  reopenSources(): void {
    if (this.#usesSources) this.#openSources();
  }

  /** True if the page wants an input method. */
  readonly wants = (origin: Origin): boolean => this.#options.settings.sources.split(/\s+/).includes(origin);

  get #usesSources(): boolean {
    return this.flow.at !== 'idle' || takesCodes(this.enrolment.state);
  }

  #openSources(released?: Promise<unknown>): void {
    if (this.#ownsSources) this.#sources.open(released);
    else this.dispatch({ type: 'ready' });
  }

  #onReading({ text, origin, symbology, repairs }: Reading): void {
    if (!this.#context.mayAct()) return;
    if (takesCodes(this.enrolment.state)) this.enrolment.act.submit(text);
    else {
      this.#advice.add(repairs);
      this.read({ text, origin }, symbology);
    }
  }
}
