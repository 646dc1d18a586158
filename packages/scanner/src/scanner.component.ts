import { groupCardCode, maskCardCode } from '@kaiku/client';
import { capPolicyEdition, capRemaining } from '@kaiku/client/admission';
import { nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createVideo } from './browser/video.ts';
import { AwakeController } from './controllers/awake-controller.ts';
import { FocusController } from './controllers/focus-controller.ts';
import { KeyboardController } from './controllers/keyboard-controller.ts';
import { LanguageController } from './controllers/language-controller.ts';
import { LaterController } from './controllers/later-controller.ts';
import { OwnStylesController } from './controllers/own-styles-controller.ts';
import { OwnerController } from './controllers/owner-controller.ts';
import { SessionController } from './controllers/session-controller.ts';
import { SoundController } from './controllers/sound-controller.ts';
import { StatesController } from './controllers/states-controller.ts';
import { emitFrom, type KaikuDecisionDetail, type KaikuScannerEventMap } from './events.ts';
import type { Locale } from './locales/locale.ts';
import { placesOf } from './locales/places.ts';
import { ScannerSettings } from './scanner.settings.ts';
import { styles } from './scanner.styles.ts';
import { Session } from './session/session.ts';
import { sourceFactories } from './session/source-factories.ts';
import type { SourceFactories } from './session/sources.ts';
import { demoNames } from './training/demo-cards.ts';
import { version } from './version.ts';
import { isEnrolling } from './views/enrolment-view.ts';
import type { Screen, ScreenActions } from './views/screen.ts';
import { screenView } from './views/screen-view.ts';

export type { Token } from './session/settings.ts';
export type { After } from './session/timer.ts';

/**
 * `<kaiku-scanner>`: reads Kaikukortti cards for one show and records each visit.
 *
 * It works once it has a `registry` and a `token`, or a `desk`; without both it asks for the code that enrols this browser. Cards can be read by camera, read by a keyboard-wedge
 * reader, and typed, all at the same time; without a camera the others still work. Attributes and events never contain a card
 * code, and the only input that does is the one it is typed in. The screen shows a whole code only while the clerk reads a
 * typed one back.
 *
 * @fires {CustomEvent<KaikuReadingDetail>} kaiku-reading - A card was taken up.
 * @fires {CustomEvent<KaikuDecisionDetail>} kaiku-decision - The decision about the card, before the clerk confirms.
 *   `has-ticket`: let in, nothing recorded; no verdict follows.
 * @fires {CustomEvent<KaikuVerdictDetail>} kaiku-verdict - The verdict on a confirmed visit. `has-ticket`: let in, nothing
 *   recorded, because the tickets were redeemed already.
 * @fires {CustomEvent<KaikuVoidedDetail>} kaiku-voided - A visit was undone.
 * @fires {CustomEvent<KaikuReviewDetail>} kaiku-review - New visits on the review list: a person must look at them.
 * @fires {CustomEvent<KaikuShowDetail>} kaiku-show - Another show was chosen; `show` has its id.
 * @fires {CustomEvent<KaikuStateDetail>} kaiku-state - The connection or the queue has changed.
 * @fires {CustomEvent<KaikuAcknowledgedDetail>} kaiku-acknowledged - The final result of a visit in the registry, including
 *   a `provisional` one.
 * @fires {CustomEvent<KaikuErrorDetail>} kaiku-error - A failure that a person must look at.
 *
 * @slot brand - The venue's name or logo, at the top.
 * @slot actions - The page's own buttons, below the question or answer.
 * @slot help - Whom to call, at the bottom.
 *
 * @csspart header - The bar at the top, with `show` (a button `open-shows` if the
 *   element can list the shows), `places` and `connection`.
 * @csspart connection - The connection to the registry; in an outage a line of its own, with `pending` and `leased`.
 * @csspart failure - A failure that blocks every card.
 * @csspart device-warning - What is wrong with the device, with `acknowledge` or `save-file`.
 * @csspart review - The visits a person must look at, with `item` (also `item-interrupted`, `-flagged`, …), `dismiss`
 *   and `save-file`.
 * @csspart device - The page of the device, with `private`, `persist`, `send-now`, `open-file` and `save-file`; the result
 *   of an act is `device-told`.
 * @csspart menu - The button that opens the `drawer` with `shift`, `reservations`, `sound`, `device` and `train`; `close-drawer` closes it.
 * @csspart shift - The shift of this device, with `shift-card` and `history`, each of whose rows is a `past` (also
 *   `past-confirmed`, `-provisional`, `-undone`, …) with `why`, `fewer` and `undo-past`; on a till the `last` answer with `undo-last`.
 * @csspart reservations - The reservations of the show, if the registry lists them: each is a `reserved` with `redeem`
 *   and `release`; the result is `reservation-told`.
 * @csspart train - The button that starts the training; during it `training` with `demo-card` and `end-training`, and the
 *   `watermark`.
 * @csspart sound - Volume and mute, with `mute`, `volume` and `try-sound`.
 * @csspart stage - The question or answer: `shows` with `choose-show`, `fetch-shows`, `keep-show` and `change-show`; `asking` with `card`, `repaired`, `few-places`, `stepper`, `tile`, `step`, `count`,
 *   `confirm`, `cancel`, `gather`, `read-back`, `reservation`, `late`, `show-warning`; `group` with `total`, `members`, `member`, `remove`, `comes`, `said`,
 *   `plan`, `take`, `agreed`, `inside`, `has-ticket` and the parts of `asking`; `verdict` (also `verdict-confirmed`, `-provisional`, `-has-ticket`, `-refused`, `-undecided`) with `recorded-for`, `remaining`, `with-ticket`,
 *   `rule`, `flags`, `reminders`, `next`, `correct`, `undo`, `undo-until`, `time-left`; and `notice`.
 * @csspart enrolment - What the clerk must know to add this device, with `enrolment-code`, `enrol`, `enrolment-failure`,
 *   `begin`, `replace` and `keep`; on a device that was stopped, `enrol-again`.
 * @csspart elsewhere - The notice that another element of the page has the camera and the reader, with `take-sources`.
 * @csspart camera - The camera's picture, or why there is none, with `retry` and `another-camera`; over the picture
 *   `wake`, below it the controls that the camera has: `torch`, `focus`, `zoom`, `another-camera`.
 * @csspart typed - The form to type a code in, with `code-input`, `check`, `proposal` and `take-proposal`; for a visit from the
 *   paper form `paper` with `taken-at`.
 * @csspart reader-advice - How the reader should be set, shown until it is dismissed on the device, with `dismiss-advice`.
 *
 * @cssstate idle - Also `starting`, `scanning`, `checking`, `asking`, `recording`, `gathering`, `joining`, `admitting`,
 *   `showing`, `undoing`: the state of the flow (docs/screen.md).
 * @cssstate enrolling - This browser is not an enrolled device yet, and the element asks for its code.
 * @cssstate confirmed - Also `provisional`, `has-ticket`, `refused`, `undecided`: the answer on the screen.
 * @cssstate discreet - The screen does not show the queue what card it is.
 * @cssstate offline - The registry cannot be reached.
 * @cssstate training - Nothing is recorded.
 * @cssstate stopped - `active` is false.
 * @cssstate muted - The clerk has switched the sound off.
 *
 * @cssproperty [--kaiku-font=system-ui, sans-serif] - The typeface.
 * @cssproperty [--kaiku-radius=16px] - The corner radius of buttons and tiles; a sheet has 1.75 times as much.
 * @cssproperty [--kaiku-ground=#f3f1ec] - Behind the stage. Dark: `#0d0e10`.
 * @cssproperty [--kaiku-surface=#ffffff] - Stage, sheets and the bar. Dark: `#191b1f`.
 * @cssproperty [--kaiku-panel=#efede7] - Tiles and soft buttons. Dark: `#25282e`.
 * @cssproperty [--kaiku-text=#17181c] - Text and signs. Dark: `#f4f2ed`.
 * @cssproperty [--kaiku-muted=#4b4d55] - Secondary text. Dark: `#bdbec4`.
 * @cssproperty [--kaiku-edge=#7a7871] - Outlines of controls. Dark: `#85888f`.
 * @cssproperty [--kaiku-line=#dfdcd4] - Rules, which carry nothing. Dark: `#31343b`.
 * @cssproperty [--kaiku-fill=#17181c] - The primary button and the chosen tile; `--kaiku-accent` if that is set. Dark: `#f4f2ed`.
 * @cssproperty [--kaiku-on-fill=#ffffff] - Text on the fill; `--kaiku-on-accent` if that is set. Dark: `#141518`.
 * @cssproperty [--kaiku-accent=#3b36c4] - Focus and the time left. Dark: `#b3b0ff`.
 * @cssproperty [--kaiku-on-accent=#ffffff] - Text on the fill, if the accent is set.
 * @cssproperty [--kaiku-amber=#ffe7b0] - Notes, and the line of an outage. Dark: `#40300a`.
 * @cssproperty [--kaiku-amber-ink=#4a3100] - Text on amber. Dark: `#ffe1a1`.
 * @cssproperty [--kaiku-confirmed=#0a5938] - The ground of the answer in the full display, light and dark, with white text; so are the next four.
 * @cssproperty [--kaiku-provisional=#684300] - See above.
 * @cssproperty [--kaiku-ticket=#0b5466] - A card that has a ticket.
 * @cssproperty [--kaiku-refused=#94201f] - See above.
 * @cssproperty [--kaiku-undecided=#46408a] - See above.
 *
 * @tag kaiku-scanner
 */
export class KaikuScanner extends ScannerSettings {
  static readonly version: string = version;
  static override styles = styles;

  #serverNodes: ChildNode[] = [];
  #video: HTMLVideoElement | undefined;
  // Before the session: when a desk comes, the session must know if the sources may be opened.
  #awake = new AwakeController(this, (awake) => {
    this.#owner.claim(awake);
    this.#session.sleep(!awake);
  });
  #session = new Session({
    settings: this,
    reach: this.#awake,
    factories: (purpose) => this.#factories(purpose),
    emit: emitFrom(this),
    chooseShow: (show) => {
      this.show = show;
      this.#session.emit('kaiku-show', { show });
    },
    createTrainingDesk: () => this.#later.fetched?.createTrainingDesk(),
    onSignal: (signal) => this.#sound.signal(signal),
  });
  #later = new LaterController(this, this.#session);
  #sound = new SoundController(this);
  #language = new LanguageController(this, this.#session.emit);
  #owner = new OwnerController(this, {
    gain: (released) => this.#session.gainSources(released),
    lose: () => this.#session.loseSources(),
  });
  #act: ScreenActions = {
    ...this.#session.act,
    takeSources: this.#owner.take,
    train: (on) => {
      this.training = on;
    },
    sound: {
      set: (change) => this.#sound.set(change),
      try: (answer) => this.#sound.try(answer, this.#sound.sound.volume),
    },
  };

  constructor() {
    super();
    new OwnStylesController(this);
    new SessionController(this, this.#session);
    new FocusController(this, this.#session);
    new KeyboardController(this, this.#session, this.#awake.look);
    new StatesController(this, () => this.#states());
  }

  /** Works again, at once. The same as `active = true`. */
  start(): void {
    this.active = true;
    this.#awake.look();
  }

  /** Stops working until `start`, at once. The same as `active = false`: the camera is released and nothing is recorded. */
  stop(): void {
    this.active = false;
    this.#awake.look();
  }

  /**
   * Checks a text as if it had been typed: the clerk reads it back and confirms it. Resolves with the detail of
   * `kaiku-decision`; with `undefined` if it was not taken up (the element is asleep or busy, or the same card is on the
   * screen), lost its place to another card while it waited, or could not be checked, and in training. Never rejects.
   */
  check(text: string): Promise<KaikuDecisionDetail | undefined> {
    return this.#session.check(text);
  }

  /**
   * Returns to "ready for the next card": a question, a group or an answer is dismissed, none of it is recorded, and the field
   * to type in is emptied. A recording or an undo that has been sent cannot be cancelled, and stays until its answer.
   */
  reset(): void {
    this.#session.reset(this.renderRoot?.querySelector<HTMLInputElement>('#code'));
  }

  /**
   * Enrols this browser by the one-time code in a text, as if the camera had read it (docs/devices.md). Asks the clerk first if
   * this browser is enrolled already.
   */
  enrol(text: string): void {
    this.#session.act.enrolment.submit(text);
  }

  /**
   * Returns true while a card, a question or an answer is on the screen, or a code is being typed or sent: not the moment to
   * reload the page.
   */
  isBusy(): boolean {
    const field = this.renderRoot?.querySelector<HTMLInputElement>('#code, #enrolment-code');
    return this.#session.isBusy || (field?.value ?? '') !== '';
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    // What a server has sent stays until the element paints its own screen.
    this.#serverNodes = [...root.childNodes];
    this.renderOptions.renderBefore = null;
    return root;
  }

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    if (this.#language.locale !== undefined) for (const node of this.#serverNodes.splice(0)) node.remove();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // The first update has opened them already.
    if (changed.get('sources') !== undefined) this.#session.reopenSources();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { locale } = this.#language;
    return locale === undefined ? nothing : screenView(this.#screen(locale));
  }

  /** Also waits for the language, and for what is fetched after the first paint. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const updated = await super.getUpdateComplete();
    const coming = this.#language.coming ?? this.#later.coming;
    if (coming === undefined) return updated;
    await coming;
    return this.getUpdateComplete();
  }

  #screen(t: Locale): Screen {
    return {
      ...this.#session.state,
      t,
      act: this.#act,
      active: this.active,
      places: placesOf(navigator),
      readerHelp: this.readerHelp,
      sound: this.#sound.sound,
      training: { on: this.training, cards: demoNames },
      later: this.#later.fetched,
      discreet: this.display !== 'full',
      nowMs: Date.now(),
      video: this.#video,
      mask: ({ text }) => maskCardCode(text),
      grouped: ({ text }) => groupCardCode(text),
      remaining: capRemaining,
      edition: capPolicyEdition,
    };
  }

  #states(): readonly (string | false | undefined)[] {
    const { flow, enrolment, desk, lockedOut } = this.#session.state;
    const isShown = flow.at === 'showing' || flow.at === 'undoing';
    return [
      flow.at,
      isEnrolling(enrolment) && 'enrolling',
      isShown && flow.shown.outcome,
      this.display !== 'full' && 'discreet',
      desk?.reachable === false && !lockedOut && 'offline',
      this.#sound.sound.muted && 'muted',
      this.training && 'training',
      !this.active && 'stopped',
    ];
  }

  #factories(purpose: 'cards' | 'codes'): SourceFactories {
    const video = () => (this.#video ??= createVideo());
    const { wants } = this.#session;
    return sourceFactories({ settings: this, video, listens: this.#awake.look, wants, purpose });
  }
}

declare global {
  interface HTMLElementEventMap extends KaikuScannerEventMap {}
  interface HTMLElementTagNameMap {
    'kaiku-scanner': KaikuScanner;
  }
}
