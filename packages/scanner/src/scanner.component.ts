import { cameraSource, type ReadingSource } from '@kaiku/capture';
import { wedgeSource } from '@kaiku/capture/wedge';
import {
  cardGrammar,
  type Desk,
  groupCardCode,
  type LeaseTickets,
  maskCardCode,
  type OfflinePolicy,
  type UsageHow,
} from '@kaiku/client';
import { capPolicyEdition, capRemaining } from '@kaiku/client/admission';
import { type ComplexAttributeConverter, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createVideo } from './browser/video.ts';
import { AwakeController } from './controllers/awake-controller.ts';
import { cameraMemory, createCameraActions } from './controllers/camera-actions.ts';
import { createClerkActions, planOf } from './controllers/clerk-actions.ts';
import { DeskController, type Token } from './controllers/desk-controller.ts';
import { DeviceController } from './controllers/device-controller.ts';
import { FlowController } from './controllers/flow-controller.ts';
import { FocusController } from './controllers/focus-controller.ts';
import { KeyboardController } from './controllers/keyboard-controller.ts';
import { LanguageController } from './controllers/language-controller.ts';
import { LeasesController } from './controllers/leases-controller.ts';
import { OwnerController } from './controllers/owner-controller.ts';
import { ReaderController } from './controllers/reader-controller.ts';
import { ReservationsController } from './controllers/reservations-controller.ts';
import { ShiftController } from './controllers/shift-controller.ts';
import { SoundController } from './controllers/sound-controller.ts';
import { SourcesController } from './controllers/sources-controller.ts';
import { StatesController } from './controllers/states-controller.ts';
import { TypedController } from './controllers/typed-controller.ts';
import { type Emit, emitFrom, type KaikuDecisionDetail } from './events.ts';
import { type Origin, takesReadings } from './flow/flow.ts';
import type { Locale } from './locales/locale.ts';
import type { LocaleStrings } from './locales/overrides.ts';
import { placesOf } from './locales/places.ts';
import { styles } from './scanner.styles.ts';
import { type After, pageAfter } from './session/timer.ts';
import { signalOf } from './signals.ts';
import { type DemoName, demoCards } from './training/demo-cards.ts';
import { version } from './version.ts';
import type { Screen, ScreenActions } from './views/screen.ts';
import { screenView } from './views/screen-view.ts';

export type { Token } from './controllers/desk-controller.ts';
export type { After } from './session/timer.ts';

/** True without the attribute, which is only there to switch it off: an HTML boolean could not be true by default. */
const activeConverter: ComplexAttributeConverter<boolean> = {
  fromAttribute: (value) => value !== 'false',
  toAttribute: (active) => (active ? null : 'false'),
};

const demoNames = Object.keys(demoCards) as readonly DemoName[];

/**
 * `<kaiku-scanner>`: reads Kaikukortti cards for one show and records each visit.
 *
 * It works once it has `registry`, `show` and `token`, or a `desk`. Cards come by camera, by a reader that types, and by
 * hand, all at once; a camera that is absent or denied holds up nothing. No card code is ever in an attribute or an
 * event, nor in an input but the one it is typed in; on the screen it stands whole only while a typed one is read back.
 *
 * @fires {CustomEvent<KaikuReadingDetail>} kaiku-reading - A card was taken up.
 * @fires {CustomEvent<KaikuDecisionDetail>} kaiku-decision - What it came to, before anybody confirmed. `has-ticket`: let in,
 *   nothing recorded; no verdict follows.
 * @fires {CustomEvent<KaikuVerdictDetail>} kaiku-verdict - What became of a confirmed party or group. `has-ticket`: let in,
 *   nothing recorded, because the tickets turned out to be there already.
 * @fires {CustomEvent<KaikuVoidedDetail>} kaiku-voided - A visit was taken back.
 * @fires {CustomEvent<KaikuReviewDetail>} kaiku-review - Visits came to the review list: a person must look at them.
 * @fires {CustomEvent<KaikuStateDetail>} kaiku-state - The connection or the queue has changed.
 * @fires {CustomEvent<KaikuAcknowledgedDetail>} kaiku-acknowledged - What became of a visit in the registry, for good: also of a
 *   `provisional` one.
 * @fires {CustomEvent<KaikuErrorDetail>} kaiku-error - Something failed that somebody must look at.
 *
 * @slot brand - The house's name or mark, at the head.
 * @slot actions - Buttons of the page's own, under what is asked or answered.
 * @slot help - Whom to call, at the foot.
 *
 * @csspart header - The strip on top, with `show`, `places` and `connection`.
 * @csspart connection - How the registry is reached; in an outage a line of its own, with `pending` and `leased`.
 * @csspart failure - What stands in the way of every card.
 * @csspart device-warning - What is wrong with the device, with `acknowledge` or `save-file`.
 * @csspart review - The visits a person must look at, with `item` (also `item-interrupted`, `-flagged`, …), `dismiss`
 *   and `save-file`.
 * @csspart device - The page of the device, with `private`, `persist`, `send-now`, `open-file` and `save-file`; what came
 *   of them is `device-told`.
 * @csspart shift - The shift of this device, with `shift-card` and `history`, each of whose rows is a `past` (also
 *   `past-confirmed`, `-provisional`, `-undone`, …) with `undo-past`.
 * @csspart reservations - The reservations of the show, where the registry lists them: each is a `reserved` with `redeem`
 *   and `release`; what came of it is `reservation-told`.
 * @csspart train - The button that begins the training; in training `training` with `demo-card` and `end-training`, and the
 *   `watermark`.
 * @csspart sound - Volume and mute, with `mute`, `volume` and `try-sound`.
 * @csspart stage - What is asked or answered now: `asking` with `card`, `repaired`, `stepper`, `step`, `count`,
 *   `confirm`, `cancel`, `gather`, `read-back`, `reservation`, `late`, `show-warning`; `group` with `total`, `members`, `member`, `remove`, `comes`, `said`,
 *   `plan`, `take`, `agreed`, `inside`, `has-ticket` and the parts of `asking`; `verdict` (also `verdict-confirmed`, `-provisional`, `-has-ticket`, `-refused`, `-undecided`) with `recorded-for`, `remaining`, `with-ticket`,
 *   `rule`, `flags`, `reminders`, `next`, `undo`, `undo-until`, `time-left`; and `notice`.
 * @csspart elsewhere - That another element of the page has camera and reader, with `take-sources`.
 * @csspart camera - The camera's picture, or why there is none, with `retry` and `another-camera`; over the picture
 *   `wake`, below it what the camera offers: `torch`, `focus`, `zoom`, `another-camera`.
 * @csspart typed - The form to type a code in, with `code-input`, `check`, `proposal` and `take-proposal`; for a visit from the
 *   paper form `paper` with `taken-at`.
 * @csspart reader-advice - How the reader is better set, said once a device, with `dismiss-advice`.
 *
 * @cssstate idle - Also `starting`, `scanning`, `checking`, `asking`, `recording`, `gathering`, `joining`, `admitting`,
 *   `showing`, `undoing`: where the flow stands (docs/screen.md).
 * @cssstate confirmed - Also `provisional`, `has-ticket`, `refused`, `undecided`: what is shown.
 * @cssstate discreet - Nobody in the queue is to see what card it is.
 * @cssstate offline - The registry cannot be reached.
 * @cssstate training - Nothing is recorded.
 * @cssstate stopped - `active` is false.
 * @cssstate muted - The clerk has switched the sound off.
 *
 * @cssproperty [--kaiku-font=system-ui, sans-serif] - The typeface.
 * @cssproperty [--kaiku-radius=12px] - How round panels and buttons are.
 * @cssproperty [--kaiku-surface=#ffffff] - The ground. Dark: `#14171b`.
 * @cssproperty [--kaiku-panel=#f4f5f7] - The ground of the stage. Dark: `#1e2228`.
 * @cssproperty [--kaiku-text=#1a1d21] - Dark: `#eef1f4`.
 * @cssproperty [--kaiku-muted=#50575f] - Text of less weight, and outlines. Dark: `#aeb6c0`.
 * @cssproperty [--kaiku-line=#ccd1d8] - Lines between parts. Dark: `#3d4550`.
 * @cssproperty [--kaiku-accent=#1d4f91] - Of buttons and focus. Dark: `#93bdf5`.
 * @cssproperty [--kaiku-on-accent=#ffffff] - Text on the accent. Dark: `#0c1a2d`.
 * @cssproperty [--kaiku-confirmed=#17663a] - Dark: `#7fd6a0`.
 * @cssproperty [--kaiku-provisional=#7d4a00] - Dark: `#f0bb6b`.
 * @cssproperty [--kaiku-ticket=#0b5466] - Of a card that has a ticket. Dark: `#7fcadd`.
 * @cssproperty [--kaiku-refused=#8c3022] - Dark: `#f3a598`.
 * @cssproperty [--kaiku-undecided=#474c80] - Dark: `#babff2`.
 *
 * @tag kaiku-scanner
 */
export class KaikuScanner extends LitElement {
  static readonly version: string = version;
  static override styles = styles;
  static override properties = {
    registry: { type: String },
    show: { type: String },
    sources: { type: String },
    display: { type: String },
    active: { converter: activeConverter, reflect: true },
    auto: { type: Boolean },
    training: { type: Boolean, reflect: true },
    recordsAs: { type: String, attribute: 'records-as' },
    offlinePolicy: { type: String, attribute: 'offline-policy' },
    maxUnconfirmed: { type: Number, attribute: 'max-unconfirmed' },
    leaseTickets: {
      attribute: 'lease-tickets',
      converter: (text: string | null) => (text === null || text === 'auto' ? 'auto' : Number(text)),
    },
    readerHelp: { type: String, attribute: 'reader-help' },
    token: { attribute: false },
    desk: { attribute: false },
    strings: { attribute: false },
    verdictForMs: { attribute: false },
    undoForMs: { attribute: false },
    createCamera: { attribute: false },
    createWedge: { attribute: false },
    workerUrl: { attribute: false },
    wasmUrl: { attribute: false },
    timer: { attribute: false },
  };

  /** The registry's address. */
  declare registry: string;
  /** The id of the show. */
  declare show: string;
  /** The ways in, separated by spaces: any of `camera wedge typed`. Default: all three. */
  declare sources: string;
  /**
   * `discreet` (default): what stands in large letters names no card and no refusal, the answers are on neutral ground, and
   * whose kind of card it is stays unsaid. `full`: plain words, and panels in the colour of the answer. For a screen that
   * only the clerk sees.
   */
  declare display: 'discreet' | 'full';
  /**
   * Whether the element works. False (attribute `active="false"`): no camera, no keys, nothing recorded, and the screen says
   * that it is stopped; what waits is still sent. What it had on the screen comes back when it is true again. Default true.
   * An element that nobody can see or reach does not work either (docs/element.md#awake-and-asleep).
   */
  declare active: boolean;
  /**
   * Training: demo cards for every answer, the word across the screen, and a desk in memory. No visit, event, request or file
   * leaves the element, and no real desk is made; one that is there goes on sending what waits. The clerk may begin and end
   * it on the screen.
   */
  declare training: boolean;
  /**
   * Records at once where there is nothing to ask: the registry says yes and nobody else may come with the card. Never on
   * a typed code, which is read back first, nor without the registry. Default: every card is confirmed.
   */
  declare auto: boolean;
  /**
   * As what visits are recorded: `sold` in advance (default), `door` at the entrance, `reserved` for later. Attribute
   * `records-as`. A desk of the page's own says it itself.
   */
  declare recordsAs: UsageHow;
  /**
   * What happens in an outage where this device holds no tickets for the show: `accept` a few visits unconfirmed (default);
   * `last-known`, only while the places left were told a short while ago and are clearly enough; `deny`. Attribute
   * `offline-policy`. Like the next two, it concerns a desk of the element's own, and another value makes another desk;
   * one that is not allowed makes none (`config/invalid`).
   */
  declare offlinePolicy: OfflinePolicy;
  /** How many visits of the show may wait unconfirmed at once, a visit as one. 0: none. Default 5. Attribute `max-unconfirmed`. */
  declare maxUnconfirmed: number;
  /**
   * How many tickets to hold for an outage, if the show has a cap. 0: none. Default `auto`: a few while they are of use
   * (docs/promises.md#leases). Attribute `lease-tickets`.
   */
  declare leaseTickets: LeaseTickets;
  /** The page's reader doctor, to be linked to when a reader had to be put right (docs/readers.md). Attribute `reader-help`. */
  declare readerHelp: string | undefined;
  /**
   * The device's bearer token, or a function that returns one. It is called at each request, with `{ refused }`: the token
   * that the registry has just refused, else `undefined`. Never an attribute: those are seen.
   */
  declare token: Token | undefined;
  /** The page's own desk, instead of `registry`, `show` and `token`. The page closes it. */
  declare desk: Desk | undefined;
  /**
   * Texts to be said instead of the element's own, in whichever language is shown: `{ verdict: { next: 'Nästa' } }`. For a
   * further language, or a whole one in other words, see `registerLocale`.
   */
  declare strings: LocaleStrings | undefined;
  /**
   * How long a verdict that went well stays before the next card, in milliseconds; 0 for until it is put aside.
   * Default 8000: guess, to be measured at a door. Refusals always stay: somebody has to read them to somebody.
   */
  declare verdictForMs: number;
  /**
   * How long a recording may be undone from the history of the shift, in milliseconds; 0 for only while its answer is shown.
   * Default ten minutes: guess, decision 0008.
   */
  declare undoForMs: number;
  /** Makes the camera source, instead of `cameraSource`. Read when the sources are opened, like the next three. */
  declare createCamera: ((video: HTMLVideoElement) => ReadingSource) | undefined;
  /** Makes the wedge source, instead of `wedgeSource`. */
  declare createWedge: (() => ReadingSource) | undefined;
  /** Where the decode worker is served, if not beside the module. */
  declare workerUrl: string | URL | undefined;
  /** Where the decoder's `.wasm` is served, if not beside the worker. */
  declare wasmUrl: string | URL | undefined;
  /** The timer, to be replaced in tests. Default: the page's `setTimeout`. */
  declare timer: After;

  #sent: ChildNode[] = [];
  #video: HTMLVideoElement | undefined;
  #tell = emitFrom(this);
  /** What happens in training is no business of the page's. */
  #emit: Emit = (name, detail) => {
    if (!this.training) this.#tell(name, detail);
  };
  #focus = new FocusController(this, () => this.#flow.state);
  #language = new LanguageController(this, {
    strings: () => this.strings,
    discreet: () => this.#isDiscreet(),
    after: (delayMs, call) => this.timer(delayMs, call),
    emit: this.#emit,
  });
  // Before the desk: which sources may be open is to be known when one is at hand.
  #awake = new AwakeController(this, {
    active: () => this.active,
    onChange: (awake) => {
      this.#owner.claim(awake);
      this.#flow.sleep(!awake);
    },
  });
  #desk = new DeskController(this, {
    wish: () => this,
    onChange: () => {
      this.#flow.dispatch({ type: 'stop' });
      if (this.#desk.desk !== undefined) this.#flow.dispatch({ type: 'start' });
    },
    emit: this.#emit,
  });
  #reader = new ReaderController(this);
  #sources = new SourcesController(this, {
    wanted: () => this.#wantedSources(),
    onReading: ({ text, origin, symbology, repairs }) => {
      if (!this.#awake.look()) return;
      this.#reader.hear(repairs);
      this.#read(text, origin, symbology);
    },
    onForeign: (reason) => {
      if (reason === 'unnamed-keys') this.#reader.hear([reason]);
      if (reason === 'ambiguous') this.#reader.hear(['keyboard-layout']);
    },
    onAcknowledged: () => this.#flow.dispatch({ type: 'ready' }),
    after: (delayMs, call) => this.timer(delayMs, call),
    emit: this.#emit,
  });
  #flow = new FlowController(this, {
    desk: () => this.#desk.desk,
    openSources: () => this.#openSources(),
    closeSources: () => void this.#sources.close(),
    after: (delayMs, call) => this.timer(delayMs, call),
    lingerMs: () => this.verdictForMs,
    auto: () => this.auto && this.#awake.look(),
    mayAct: () => this.#awake.look(),
    onChange: (state, before) => {
      const signal = signalOf(state, before);
      if (signal !== undefined && this.#awake.look()) this.#sound.signal(signal);
    },
    emitter: () => (this.training ? () => {} : this.#tell),
  });
  #sound = new SoundController(this);
  #owner = new OwnerController(this, {
    gain: (released) => {
      if (this.#flow.state.at !== 'idle') this.#openSources(released);
    },
    lose: () => this.#sources.close(),
  });
  #device = new DeviceController(this, {
    desk: () => this.#desk.desk,
    after: (delayMs, call) => this.timer(delayMs, call),
    emit: this.#emit,
  });
  #leases = new LeasesController(this, { desk: () => this.#desk.desk, emit: this.#emit });
  #shift = new ShiftController(this, {
    desk: () => this.#desk.desk,
    flow: () => this.#flow.state,
    undoForMs: () => this.undoForMs,
    emit: this.#emit,
  });
  #reservations = new ReservationsController(this, {
    desk: () => this.#desk.desk,
    mayAct: () => this.#awake.look(),
    emit: this.#emit,
  });
  #typed = new TypedController(this, {
    read: (text, takenAt) => void this.#read(text, 'typed', undefined, takenAt),
    takes: () => takesReadings(this.#flow.state) && this.#awake.look(),
  });
  #act: ScreenActions = createClerkActions({
    flow: () => this.#flow.state,
    dispatch: (event) => this.#flow.dispatch(event),
    desk: () => this.#desk.desk,
    typed: this.#typed.act,
    dismiss: (visitId) => void this.#desk.dismiss(visitId),
    camera: createCameraActions({
      camera: () => this.#sources.camera,
      retry: () => this.#sources.retry('camera'),
    }),
    adviceSeen: () => this.#reader.seen(),
    device: this.#device.act,
    shift: this.#shift.act,
    leases: this.#leases.act,
    reservations: this.#reservations.act,
    takeSources: this.#owner.take,
    training: {
      begin: (on) => {
        this.training = on;
      },
      show: (name) => void this.#read(demoCards[name].text, 'wedge', undefined),
    },
    sound: {
      set: (change) => this.#sound.set(change),
      try: (answer) => this.#sound.try(answer, this.#sound.sound.volume),
    },
  });

  constructor() {
    super();
    this.registry = '';
    this.show = '';
    this.sources = 'camera wedge typed';
    this.display = 'discreet';
    this.active = true;
    this.auto = false;
    this.training = false;
    this.recordsAs = 'sold';
    this.offlinePolicy = 'accept';
    this.maxUnconfirmed = 5;
    this.leaseTickets = 'auto';
    this.verdictForMs = 8000;
    this.undoForMs = 600_000;
    this.timer = pageAfter;
    new StatesController(this, () => this.#states());
    new KeyboardController(this, {
      flow: () => this.#flow.state,
      listens: () => this.#awake.look(),
      dispatch: (event) => (event.type === 'confirm' ? this.#act.confirm() : this.#flow.dispatch(event)),
    });
  }

  /** Works again: as `active = true`, at once. */
  start(): void {
    this.active = true;
    this.#awake.look();
  }

  /** Works no more until `start`: as `active = false`, at once. The camera is released, and nothing more is recorded. */
  stop(): void {
    this.active = false;
    this.#awake.look();
  }

  /**
   * Takes a text in as if it had been typed: the card is asked about, read back first, and never recorded without the
   * clerk. Resolves with what `kaiku-decision` says of it; `undefined` if it was not taken (the element is asleep or busy,
   * the same card is up), gave way to another card, or could not be checked, and in training. Never rejects.
   */
  async check(text: string): Promise<KaikuDecisionDetail | undefined> {
    const isReal = !this.training;
    const decision = await this.#flow.decisionOf(text, () => this.#read(text, 'typed', undefined));
    return isReal ? decision : undefined;
  }

  /**
   * Back to "ready for the next card": a question, a group or an answer is dismissed, nothing of it is recorded, and the
   * field to type in is emptied. What is being recorded or undone already cannot be called back, and stays until its answer.
   */
  reset(): void {
    this.#flow.dispatch({ type: 'reset' });
    this.#typed.reset(this.renderRoot?.querySelector<HTMLInputElement>('#code'));
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    // What a server sent stays until there is a screen to put in its place.
    this.#sent = [...root.childNodes];
    this.renderOptions.renderBefore = null;
    return root;
  }

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    if (this.#language.locale !== undefined) for (const node of this.#sent.splice(0)) node.remove();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // The first update opens them anyway.
    if (changed.get('sources') !== undefined && this.#flow.state.at !== 'idle') this.#openSources();
  }

  #states(): readonly (string | false | undefined)[] {
    const flow = this.#flow.state;
    const isShown = flow.at === 'showing' || flow.at === 'undoing';
    return [
      flow.at,
      isShown && flow.shown.outcome,
      this.#isDiscreet() && 'discreet',
      this.#desk.state?.reachable === false && !this.#desk.lockedOut && 'offline',
      this.#sound.sound.muted && 'muted',
      this.training && 'training',
      !this.active && 'stopped',
    ];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { locale } = this.#language;
    return locale === undefined ? nothing : screenView(this.#screen(locale));
  }

  /** Also waits for the language. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const updated = await super.getUpdateComplete();
    const { coming } = this.#language;
    if (coming === undefined) return updated;
    await coming;
    return this.getUpdateComplete();
  }

  #screen(t: Locale): Screen {
    return {
      t,
      act: this.#act,
      flow: this.#flow.state,
      active: this.active,
      desk: this.#desk.state,
      lockedOut: this.#desk.lockedOut,
      failure: this.#desk.failure,
      recordsAs: this.#desk.desk?.recordsAs,
      ways: {
        camera: this.#sources.state('camera'),
        lens: this.#sources.camera?.state,
        wedge: this.#sources.state('wedge'),
        typed: this.#wants('typed') && this.#desk.desk !== undefined && this.active,
      },
      places: placesOf(navigator),
      plan: planOf(this.#flow.state, this.#desk.desk),
      foreign: this.#sources.foreign,
      elsewhere: this.#awake.awake && !this.#owner.owns && (this.#wants('camera') || this.#wants('wedge')),
      reader: { advice: this.#reader.advice, help: this.readerHelp },
      device: this.#device,
      sound: this.#sound.sound,
      shift: this.#shift,
      leases: this.#leases,
      reservations: this.#reservations,
      training: { on: this.training, cards: demoNames },
      edition: capPolicyEdition,
      discreet: this.#isDiscreet(),
      lingersForMs: this.#flow.lingersForMs,
      nowMs: Date.now(),
      video: this.#video,
      mask: ({ text }) => maskCardCode(text),
      grouped: ({ text }) => groupCardCode(text),
      typed: this.#typed,
      remaining: capRemaining,
    };
  }

  #isDiscreet(): boolean {
    return this.display !== 'full';
  }

  #wants(way: Origin): boolean {
    return this.sources.split(/\s+/).includes(way);
  }

  #wantedSources() {
    const { createCamera, createWedge, workerUrl, wasmUrl } = this;
    const camera = (): ReadingSource => {
      this.#video ??= createVideo();
      const options = { video: this.#video, grammar: cardGrammar, workerUrl, wasmUrl, memory: cameraMemory };
      return createCamera?.(this.#video) ?? cameraSource(options);
    };
    const wedge = (): ReadingSource =>
      createWedge?.() ?? wedgeSource({ grammar: cardGrammar, listens: this.#awake.look });
    return { ...(this.#wants('camera') && { camera }), ...(this.#wants('wedge') && { wedge }) };
  }

  /** Only one element of a page has camera and reader; the others work by hand. */
  #openSources(released?: Promise<unknown>): void {
    if (this.#owner.owns) this.#sources.open(released);
    else this.#flow.dispatch({ type: 'ready' });
  }

  /** Whether it was taken up. */
  #read(text: string, origin: Origin, symbology: 'qr' | 'code-39' | undefined, takenAt?: string): boolean {
    if (!this.#flow.read(text, origin, takenAt)) return false;
    this.#focus.cameBy(origin);
    this.#sources.clearNotice();
    this.#emit('kaiku-reading', { origin, symbology });
    return true;
  }
}
